package dev.ufork.isa.riscv;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as assemblers write them: {@code 12}, {@code -0x1f}, and {@code .+8} for a distance from here. */
final class Numbers {
    private Numbers() {}

    private static final Pattern NUMBER = Pattern.compile("(\\.?)\\s*([+-]?)\\s*(0x\\p{XDigit}{1,16}|\\d{1,19})");

    static OptionalLong parse(String text) {
        if (text.equals(".")) return OptionalLong.of(0);
        Matcher m = NUMBER.matcher(text);
        if (!m.matches() || m.group(1).equals(".") && m.group(2).isEmpty()) return OptionalLong.empty();
        String digits = m.group(3);
        try {
            long value = digits.startsWith("0x") ? Long.parseUnsignedLong(digits.substring(2), 16) : Long.parseLong(digits);
            return OptionalLong.of(m.group(2).equals("-") ? -value : value);
        } catch (NumberFormatException _) {
            return OptionalLong.empty(); // more than 64 bits
        }
    }
}
