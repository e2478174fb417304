package dev.ufork.isa.morello;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The immediates of logical instructions: a run of ones, rotated, in elements of 2 to 64 bits that repeat.
 *
 * <p>The fields N, immr and imms are the manual's; DecodeBitMasks in its pseudocode is the definition.
 */
public final class Bitmask {
    private Bitmask() {}

    /** The value, as 64 bits, or nothing if the fields are reserved. */
    public static OptionalLong decode(int n, int immr, int imms) {
        int length = 31 - Integer.numberOfLeadingZeros(n << 6 | ~imms & 63);
        if (length < 1) return OptionalLong.empty();
        int size = 1 << length;
        int ones = (imms & size - 1) + 1;
        if (ones == size) return OptionalLong.empty();
        long element = (1L << ones) - 1;
        int r = immr & size - 1;
        long mask = size == 64 ? -1 : (1L << size) - 1;
        long rotated = r == 0 ? element : (element >>> r | element << (size - r)) & mask;
        for (int filled = size; filled < 64; filled *= 2) rotated |= rotated << filled;
        return OptionalLong.of(rotated);
    }

    /** N, immr and imms in 1, 6 and 6 bits, or nothing if no fields mean {@code value} in an operation of that width. */
    public static OptionalInt encode(long value, int width) {
        if (width == 32) {
            long upper = value >>> 32;
            if (upper != 0 && !(upper == 0xffffffffL && (int) value < 0)) return OptionalInt.empty();
            value = value << 32 | value & 0xffffffffL;
        }
        if (value == 0 || value == -1) return OptionalInt.empty();
        int size = 64;
        while (size > 2 && repeats(value, size / 2)) size /= 2;
        long mask = size == 64 ? -1 : (1L << size) - 1;
        long element = value & mask;
        int ones = Long.bitCount(element);
        for (int r = 0; r < size; r++) {
            long run = (1L << ones) - 1;
            long rotated = r == 0 ? run : (run >>> r | run << (size - r)) & mask;
            if (rotated == element) {
                int imms = ~(size * 2 - 1) & 63 | ones - 1;
                return OptionalInt.of((size == 64 ? 1 : 0) << 12 | r << 6 | imms);
            }
        }
        return OptionalInt.empty();
    }

    private static boolean repeats(long value, int size) {
        return value == Long.rotateRight(value, size);
    }
}
