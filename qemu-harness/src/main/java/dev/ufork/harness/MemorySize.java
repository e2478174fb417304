package dev.ufork.harness;

import java.util.Optional;

/** Sizes of memory as people write them: {@code 64M}, {@code 1G}, {@code 512k}, plain bytes. */
public final class MemorySize {
    private static final String UNITS = "KMG";

    private MemorySize() {}

    /** The number of bytes, or nothing if {@code text} is no size or exceeds 64 bits. */
    public static Optional<Long> parse(String text) {
        String digits = text;
        int shift = 0;
        if (!text.isEmpty()) {
            int unit = UNITS.indexOf(Character.toUpperCase(text.charAt(text.length() - 1)));
            if (unit >= 0) {
                shift = 10 * (unit + 1);
                digits = text.substring(0, text.length() - 1);
            }
        }
        try {
            long value = Long.parseLong(digits);
            boolean fits = value > 0 && digits.charAt(0) != '+' && value <= Long.MAX_VALUE >> shift;
            return fits ? Optional.of(value << shift) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The shortest exact way to write {@code bytes}. QEMU's {@code -m} takes the same letters. */
    public static String format(long bytes) {
        for (int unit = UNITS.length(); unit > 0; unit--) {
            if (bytes != 0 && bytes % (1L << 10 * unit) == 0) {
                return (bytes >> 10 * unit) + UNITS.substring(unit - 1, unit);
            }
        }
        return Long.toString(bytes);
    }
}
