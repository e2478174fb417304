package dev.ufork.ci.differential;

import dev.ufork.isa.riscv.XReg;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a case leaves behind, as the driver writes it: memory words and a tag for every two of them. */
final class State {
    /** A cause of capability faults. */
    static final int PERMIT_STORE = 0x13;

    private static final long CAPABILITY_FAULT = 0x1c;
    private static final int LINE_BYTES = 64;
    private static final String[] CONTROL = {"instret", "mcause", "mtval", "mstatus", "scause", "stval", "medeleg", "sccsr"};
    private static final String[] SPECIAL = {"mepcc", "ddc", "stcc", "stdc", "sscratchc", "sepcc", "mtdc", "utcc", "utdc", "uscratchc", "uepcc", "-"};
    private static final int CONTROL_AT = 64;
    private static final int SPECIAL_AT = CONTROL_AT + CONTROL.length;
    private static final int WINDOW_AT = 96;

    private final long[] words = new long[Guest.DUMP_BYTES / 8];
    private final boolean[] tags = new boolean[words.length / 2];

    private State() {}

    /** The states in a console's bytes; the last is left out if it is incomplete. */
    static List<State> read(byte[] console) {
        List<State> all = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(console).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            State s = new State();
            if (!s.readFrom(in)) return all;
            all.add(s);
        }
        return all;
    }

    private boolean readFrom(ByteBuffer in) {
        for (int line = 0; line < Guest.DUMP_BYTES / LINE_BYTES; line++) {
            if (in.remaining() < 2) return false;
            int lineTags = in.get();
            int map = in.get() & 0xff;
            if (in.remaining() < 8 * Integer.bitCount(map)) return false;
            for (int i = 0; i < 4; i++) tags[4 * line + i] = (lineTags >> i & 1) != 0;
            for (int i = 0; i < 8; i++) if ((map & 0x80 >> i) != 0) words[8 * line + i] = in.getLong();
        }
        return true;
    }

    long cause() {
        return words[CONTROL_AT + 1];
    }

    /** Whether the case ended by a capability fault with this cause, be it delegated or not. */
    boolean isCapabilityFault(int cause) {
        return isFault(1, cause) || isFault(4, cause);
    }

    private boolean isFault(int at, int cause) {
        return words[CONTROL_AT + at] == CAPABILITY_FAULT && (words[CONTROL_AT + at + 1] & 0x1f) == cause;
    }

    boolean equalsButCount(State that) {
        return Arrays.equals(tags, that.tags) && Arrays.equals(words, 0, CONTROL_AT, that.words, 0, CONTROL_AT)
                && Arrays.equals(words, CONTROL_AT + 1, words.length, that.words, CONTROL_AT + 1, words.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof State that && Arrays.equals(words, that.words) && Arrays.equals(tags, that.tags);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(words) + Arrays.hashCode(tags);
    }

    /** What is here, for each place where the other state differs. */
    List<String> changes(State before) {
        return differences(before).stream().map(line -> line.substring(0, line.indexOf(" | ")).replaceAll(" +", " ")).toList();
    }

    /** One line for each place where the other state differs, with both contents. */
    List<String> differences(State other) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < words.length; i += 2) {
            boolean pair = i < CONTROL_AT || i >= SPECIAL_AT;
            if (pair && (words[i] != other.words[i] || words[i + 1] != other.words[i + 1] || tags[i / 2] != other.tags[i / 2]))
                lines.add("%-10s %s | %s".formatted(name(i), pair(i), other.pair(i)));
            for (int j = i; j < i + 2 && !pair; j++)
                if (words[j] != other.words[j]) lines.add("%-10s %x | %x".formatted(name(j), words[j], other.words[j]));
        }
        return lines;
    }

    private static String name(int i) {
        if (i < CONTROL_AT) return XReg.of(i / 2).c();
        if (i < SPECIAL_AT) return CONTROL[i - CONTROL_AT];
        return i < WINDOW_AT ? SPECIAL[(i - SPECIAL_AT) / 2] : "window+" + 8 * (i - WINDOW_AT);
    }

    private String pair(int i) {
        return "%d %016x_%016x".formatted(tags[i / 2] ? 1 : 0, words[i + 1], words[i]);
    }
}
