package dev.ufork.images.debug;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A load or store, as far as its text says it: {@code csd a1, 64(ca0)}, {@code str x1, [c0, #64]}, {@code ldrb w1, [c0, x2]}.
 *
 * @param offset from the address in the capability; empty if a register is added
 * @param bytes  how many are accessed
 */
record AccessText(OptionalLong offset, int bytes) {
    private static final String NUMBER = "(-?(?:0x\\p{XDigit}+|\\d+))";
    /** CHERI-RISC-V: the name ends with the size; compressed ones that use the stack pointer end with its name. */
    private static final Pattern RISCV = Pattern.compile("(?:c\\.)?c?[ls]([bhwdc])u?(?:csp|sp)? +\\S+, " + NUMBER + "?\\(\\w+\\)");
    /** Morello: the name ends with the size, or the register says it. */
    private static final Pattern MORELLO = Pattern.compile("(?:ldu?r|stu?r)s?([bhw])? +([wxc])\\w+, \\[\\w+(?:, #" + NUMBER + "|(, [wx]\\w+(?:, .*)?))?]");
    private static final Map<String, Integer> BYTES = Map.of("b", 1, "h", 2, "w", 4, "d", 8, "x", 8, "c", 16);

    /** Empty if the text is no such instruction. */
    static Optional<AccessText> parse(String instruction) {
        Matcher m = RISCV.matcher(instruction);
        if (m.matches()) return Optional.of(new AccessText(OptionalLong.of(offset(m.group(2))), BYTES.get(m.group(1))));
        m = MORELLO.matcher(instruction);
        if (!m.matches()) return Optional.empty();
        OptionalLong offset = m.group(4) != null ? OptionalLong.empty() : OptionalLong.of(offset(m.group(3)));
        return Optional.of(new AccessText(offset, BYTES.get(m.group(1) != null ? m.group(1) : m.group(2))));
    }

    private static long offset(String number) {
        return number == null ? 0 : Long.decode(number);
    }
}
