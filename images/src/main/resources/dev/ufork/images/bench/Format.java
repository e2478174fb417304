package bench;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/** Formats n lines by a pattern with decimal, hexadecimal, padded and text fields. */
@Kernel
final class Format {
    static final int[] PATTERN = {
        112, 114, 111, 99, 101, 115, 115, 32, 37, 115, 58, 32, 37, 56, 100, 32, 112, 97, 103, 101,
        115, 32, 97, 116, 32, 48, 120, 37, 120, 44, 32, 49, 48, 48, 37, 37, 32, 111, 102, 32,
        37, 100, 10};

    static long run(Cap memory, long n) {
        Cap pattern = memory.bounded(256);
        Cap name = memory.plus(256).bounded(16);
        Cap out = memory.plus(4096);
        for (int i = 0; i < PATTERN.length; i++) pattern.store8(i, PATTERN[i]);
        for (int i = 0; i < 8; i++) name.store8(i, 'a' + i);
        name.store8(8, 0);
        long sum = 0;
        for (long i = 0; i < n; i++) {
            long length = format(out, pattern, PATTERN.length, i * 12345 - 500000, i * 0x9E3779B97F4A7C15L, name);
            for (long k = 0; k < length; k += 8) sum = sum * 31 + out.load64(k);
        }
        return sum;
    }

    static long format(Cap out, Cap pattern, long length, long number, long bits, Cap name) {
        long at = 0;
        long p = 0;
        while (p < length) {
            int c = pattern.load8(p++);
            if (c != '%') {
                out.store8(at++, c);
                continue;
            }
            int width = 0;
            c = pattern.load8(p++);
            while (c >= '0' && c <= '9') {
                width = width * 10 + (c - '0');
                c = pattern.load8(p++);
            }
            switch (c) {
                case 'd' -> at = decimal(out, at, number, width);
                case 'x' -> at = hex(out, at, bits);
                case 's' -> {
                    long k = 0;
                    int letter = name.load8(k);
                    while (letter != 0) {
                        out.store8(at++, letter);
                        letter = name.load8(++k);
                    }
                }
                default -> out.store8(at++, c);
            }
        }
        long end = at;
        while ((at & 7) != 0) out.store8(at++, ' ');
        return end;
    }

    static long decimal(Cap out, long at, long number, int width) {
        boolean negative = number < 0;
        long rest = negative ? -number : number;
        int digits = 1;
        for (long k = rest; k >= 10; k /= 10) digits++;
        for (int pad = digits + (negative ? 1 : 0); pad < width; pad++) out.store8(at++, ' ');
        if (negative) out.store8(at++, '-');
        for (int k = digits - 1; k >= 0; k--) {
            out.store8(at + k, (int) ('0' + rest % 10));
            rest /= 10;
        }
        return at + digits;
    }

    static long hex(Cap out, long at, long bits) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            int digit = (int) (bits >>> shift & 15);
            out.store8(at++, digit < 10 ? '0' + digit : 'a' - 10 + digit);
        }
        return at;
    }
}
