package dev.ufork.shared;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/** Runs of bytes: copied, filled, compared, searched. The bounds of the capabilities are the only limit checked. */
@Kernel
public final class Bytes {
    private static final int WORD = 8;

    private Bytes() {}

    /** Copies {@code n} bytes; the runs do not overlap. Capabilities among them lose their tags. */
    public static void copy(Cap to, Cap from, long n) {
        long i = 0;
        if (((to.address() ^ from.address()) & WORD - 1) == 0) {
            for (; i < n && (to.address() + i & WORD - 1) != 0; i++) to.store8(i, from.load8(i));
            for (; i + 4 * WORD <= n; i += 4 * WORD) {
                long a = from.load64(i);
                long b = from.load64(i + WORD);
                long c = from.load64(i + 2 * WORD);
                long d = from.load64(i + 3 * WORD);
                to.store64(i, a);
                to.store64(i + WORD, b);
                to.store64(i + 2 * WORD, c);
                to.store64(i + 3 * WORD, d);
            }
            for (; i + WORD <= n; i += WORD) to.store64(i, from.load64(i));
        }
        for (; i < n; i++) to.store8(i, from.load8(i));
    }

    /** Copies {@code n} bytes of runs that may overlap. */
    public static void move(Cap to, Cap from, long n) {
        long ahead = to.address() - from.address();
        if (ahead <= 0 || ahead >= n) {
            for (long i = 0; i < n; i++) to.store8(i, from.load8(i));
        } else {
            for (long i = n - 1; i >= 0; i--) to.store8(i, from.load8(i));
        }
    }

    /** Copies {@code n} bytes, a multiple of sixteen, between aligned runs, tags included. */
    public static void copyCaps(Cap to, Cap from, long n) {
        for (long i = 0; i < n; i += 16) to.storeCap(i, from.loadCap(i));
    }

    public static void fill(Cap to, int value, long n) {
        long i = 0;
        for (; i < n && (to.address() + i & WORD - 1) != 0; i++) to.store8(i, value);
        long word = (value & 0xffL) * 0x0101_0101_0101_0101L;
        for (; i + WORD <= n; i += WORD) to.store64(i, word);
        for (; i < n; i++) to.store8(i, value);
    }

    /** Negative, zero or positive, as the first differing byte is smaller, none is, or it is bigger, unsigned. */
    public static int compare(Cap a, Cap b, long n) {
        for (long i = 0; i < n; i++) {
            int difference = a.load8(i) - b.load8(i);
            if (difference != 0) return difference;
        }
        return 0;
    }

    /** Where {@code value} is first among {@code n} bytes, or -1. */
    public static long find(Cap in, int value, long n) {
        for (long i = 0; i < n; i++) if (in.load8(i) == (value & 0xff)) return i;
        return -1;
    }

    /** Bytes before the first zero; a run without one faults at its end. */
    public static long lengthOfText(Cap text) {
        long n = 0;
        while (text.load8(n) != 0) n++;
        return n;
    }
}
