package dev.ufork.shared;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.dsl.U;

/**
 * Text made of parts: each function writes one part at an offset of a buffer and returns the offset behind it.
 *
 * <pre>{@code
 *   long n = Format.text(line, 0, "child ");
 *   n = Format.decimal(line, n, pid);
 * }</pre>
 *
 * <p>A part that does not fit is cut at the end of the buffer; nothing is written past it and nothing faults.
 */
@Kernel
public final class Format {
    private static final int DIGITS = 20;

    private Format() {}

    public static long text(Cap buffer, long at, String text) {
        Cap bytes = Text.utf8(text);
        return bytes(buffer, at, bytes, bytes.length());
    }

    public static long bytes(Cap buffer, long at, Cap from, long n) {
        for (long i = 0; i < n; i++) at = character(buffer, at, from.load8(i));
        return at;
    }

    public static long character(Cap buffer, long at, int c) {
        if (!U.lt(at, buffer.length() - buffer.offset())) return at;
        buffer.store8(at, c);
        return at + 1;
    }

    /** As {@code %d}. */
    public static long decimal(Cap buffer, long at, long n) {
        if (n < 0) at = character(buffer, at, '-');
        return unsigned(buffer, at, n < 0 ? -n : n);
    }

    /** As {@code %u}. */
    public static long unsigned(Cap buffer, long at, long n) {
        Cap digits = Stack.bytes(DIGITS);
        int first = DIGITS;
        do {
            long tenth = U.div(n, 10);
            digits.store8(--first, '0' + (int) (n - tenth * 10));
            n = tenth;
        } while (n != 0);
        return bytes(buffer, at, digits.plus(first), DIGITS - first);
    }

    /** As {@code %x}, in at least {@code digits} digits. */
    public static long hex(Cap buffer, long at, long n, int digits) {
        int shift = 60;
        while (shift > 0 && n >>> shift == 0 && shift >= digits * 4) shift -= 4;
        for (; shift >= 0; shift -= 4) {
            int digit = (int) (n >>> shift) & 15;
            at = character(buffer, at, digit < 10 ? '0' + digit : 'a' + digit - 10);
        }
        return at;
    }

    /** Spaces up to a column, none when it is passed already. */
    public static long column(Cap buffer, long at, long column) {
        while (at < column) {
            long next = character(buffer, at, ' ');
            if (next == at) break;
            at = next;
        }
        return at;
    }

    /** The number that {@code n} bytes of decimal digits spell, with an optional minus; -1 when they spell none that fits. */
    public static long parse(Cap text, long n) {
        boolean minus = n > 0 && text.load8(0) == '-';
        long value = 0;
        long i = minus ? 1 : 0;
        if (i == n) return -1;
        for (; i < n; i++) {
            int digit = text.load8(i) - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) return -1;
            value = value * 10 + digit;
        }
        return minus ? -value : value;
    }
}
