package dev.ufork.ci.morello;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What a case left behind, as {@link MorelloGuest} prints it. */
record State(ByteBuffer bytes) {
    static final int BYTES = 0x1000 + MorelloGuest.DATA_BYTES;
    private static final int LOG = 0x600;
    private static final int LOG_ENTRY = 32;
    private static final int LOG_LENGTH = 0xf00;

    private static final List<String> CAPABILITIES = List.of("csp_el0", "rcsp_el0", "ddc", "ddc_el0", "rddc_el0", "cid_el0", "ctpidrro_el0", "celr_el1");
    private static final List<String> WORDS = List.of("fpcr", "fpsr", "par_el1", "contextidr_el1", "afsr0_el1", "cctlr_el0", "", "");
    private static final List<String> LOGGED = List.of("esr", "far", "elr", "spsr");

    /** An exception that the case took. */
    record Logged(long esr, long far, long elr, long spsr) {
        int status() {
            return (int) esr & 63;
        }
    }

    static State of(byte[] printed, int number) {
        return new State(ByteBuffer.wrap(printed, number * BYTES, BYTES).slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    List<Logged> log() {
        return IntStream.range(0, bytes.getInt(LOG_LENGTH) / LOG_ENTRY).map(i -> LOG + LOG_ENTRY * i)
                .mapToObj(at -> new Logged(bytes.getLong(at), bytes.getLong(at + 8), bytes.getLong(at + 16), bytes.getLong(at + 24))).toList();
    }

    /** CCTLR_EL0. */
    long userControl() {
        return bytes.getLong(0x280 + 8 * WORDS.indexOf("cctlr_el0"));
    }

    private static String name(int at) {
        if (at < 0x200) return (at % 16 == 0 ? "x" : "upper ") + at / 16;
        if (at < 0x280) return (at % 16 == 0 ? "" : "upper ") + CAPABILITIES.get((at - 0x200) / 16);
        if (at < 0x2c0) return WORDS.get((at - 0x280) / 8);
        if (at < 0x310) return "tags of registers from " + 4 * ((at - 0x2c0) / 8);
        if (at < 0x390) return "tags of memory from 0x%x".formatted(64 * ((at - 0x310) / 8));
        if (at < LOG) return (at % 16 == 0 ? "v%d" : "upper v%d").formatted((at - 0x400) / 16);
        if (at < LOG_LENGTH) return "%s of exception %d".formatted(LOGGED.get((at - LOG) % LOG_ENTRY / 8), (at - LOG) / LOG_ENTRY);
        return at < 0x1000 ? "exceptions" : "memory at 0x%x".formatted(at - 0x1000);
    }

    /** What is different, ours first; exceptions only as far as both took them. */
    List<String> differences(State other) {
        List<String> all = new ArrayList<>();
        int logged = LOG + Math.max(bytes.getInt(LOG_LENGTH), other.bytes.getInt(LOG_LENGTH));
        for (int at = 0; at < BYTES; at += 8) {
            if (at >= logged && at < LOG_LENGTH || bytes.getLong(at) == other.bytes.getLong(at)) continue;
            all.add("%s %016x, QEMU %016x".formatted(name(at), bytes.getLong(at), other.bytes.getLong(at)));
        }
        return all;
    }

    /** What is different from {@code before}, with the value here. */
    List<String> changes(State before) {
        List<String> all = new ArrayList<>();
        int logged = LOG + bytes.getInt(LOG_LENGTH);
        for (int at = 0; at < BYTES; at += 8) {
            if (at >= logged && at < LOG_LENGTH || bytes.getLong(at) == before.bytes.getLong(at)) continue;
            all.add("%s %x".formatted(name(at), bytes.getLong(at)));
        }
        return all;
    }
}
