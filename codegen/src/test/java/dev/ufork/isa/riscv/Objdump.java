package dev.ufork.isa.riscv;

import dev.ufork.isa.Insn;
import dev.ufork.isa.riscv.xcheri.Xcheri;
import java.util.regex.Pattern;

/** The one form to which our texts and objdump's are brought for comparison. */
final class Objdump {
    private Objdump() {}

    private static final Pattern HEX = Pattern.compile("(?<![\\w.])(-?)0x([0-9a-f]+)");
    private static final Pattern BRANCH = Pattern.compile("(c\\.)?(b\\w+|j|jal) .*");

    static String normal(String text, long pc) {
        String bare = text.replaceFirst("\\s*[#<].*", "").replace('\t', ' ').replace("unknown", "0")
                .replace("c.addi zero,0", "c.nop").replaceFirst("(c\\.s..i)64 (\\w+)", "$1 $2,0");
        boolean branch = BRANCH.matcher(bare).matches();
        return HEX.matcher(bare).replaceAll(m -> {
            long value = Long.parseUnsignedLong(m.group(2), 16) * (m.group(1).isEmpty() ? 1 : -1);
            return branch ? ".%+d".formatted(value - pc) : Long.toString(value);
        }).trim();
    }

    static String ours(Insn insn) {
        return HEX.matcher(Xcheri.ISA.printPlain(insn, Mode.INTEGER))
                .replaceAll(m -> Long.toString(Long.parseUnsignedLong(m.group(2), 16))).replace(", ", ",");
    }

    /** Whether objdump may know the instruction by a register name that we do not have. */
    static boolean hasUnnamedRegister(Insn insn) {
        return insn.op().pattern().indexOf("csr") >= 0 && Csr.of(insn.get("csr")).isEmpty();
    }
}
