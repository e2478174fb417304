package dev.ufork.ci.differential;

import dev.ufork.isa.EncodingException;
import dev.ufork.isa.Insn;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.isa.riscv.Riscv;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.isa.riscv.Symbols;
import dev.ufork.isa.riscv.xcheri.Xcheri;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The bytes of a listing: one instruction or {@code label:} a line, {@code #} before comments, names for numbers. */
final class Assembly {
    private final Map<String, Long> numbers;
    private final Map<String, Integer> labels = new LinkedHashMap<>();

    private Assembly(Map<String, Long> numbers) {
        this.numbers = numbers;
    }

    /** Assembles a listing whose first instructions, up to {@code jalr.cap}, are in integer mode. */
    static byte[] bytes(List<String> listing, Map<String, Long> numbers) {
        Assembly assembly = new Assembly(numbers);
        int size = assembly.pass(listing, ByteBuffer.allocate(1 << 16), true);
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        assembly.pass(listing, out, false);
        return out.array();
    }

    /** Where a label is, from the listing's start. */
    static int offset(List<String> listing, String label) {
        Assembly assembly = new Assembly(Map.of());
        assembly.pass(listing, ByteBuffer.allocate(1 << 16), true);
        return assembly.labels.get(label);
    }

    private int pass(List<String> listing, ByteBuffer out, boolean first) {
        Mode mode = Mode.INTEGER;
        for (String line : listing) {
            String text = line.replaceFirst("#.*", "").trim();
            if (text.isEmpty()) continue;
            if (text.endsWith(":")) {
                labels.put(text.substring(0, text.length() - 1), out.position());
                continue;
            }
            // Where a name is no number yet, zero fits everywhere; no instruction's size depends on it.
            Symbols symbols = name -> first ? OptionalLong.of(0) : value(name, out.position());
            try {
                Insn insn = Xcheri.ISA.parse(text, mode, symbols);
                put(insn, out);
                if (text.startsWith("jalr.cap")) mode = Mode.CAPABILITY;
            } catch (EncodingException e) {
                throw new IllegalArgumentException("line " + text + ": " + e.getMessage(), e);
            }
        }
        return out.position();
    }

    private OptionalLong value(String name, int at) {
        if (labels.containsKey(name)) return OptionalLong.of(labels.get(name) - at);
        return numbers.containsKey(name) ? OptionalLong.of(numbers.get(name)) : OptionalLong.empty();
    }

    static void put(Insn insn, ByteBuffer out) {
        int word = insn.encode();
        if (Riscv.length(word) == 2) out.putShort((short) word);
        else out.putInt(word);
    }

    static int bytes(Insn insn) {
        return ((RvOp) insn.op()).bytes();
    }
}
