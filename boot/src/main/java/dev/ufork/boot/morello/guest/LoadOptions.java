package dev.ufork.boot.morello.guest;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/**
 * The load options of a UEFI application, a text in UTF-16, as the command line that a device tree would have, in UTF-8. Source: UEFI 2.10, section 9.1.
 *
 * <p>UEFI's shell begins them with the application's own name, a boot option does not: a first word that ends with {@code .efi} is left out. A boot option may
 * hold any bytes; those that are no text are as if there were none.
 */
@Kernel
final class LoadOptions {
    private static final int HIGH_SURROGATE = 0xd800;
    private static final int LOW_SURROGATE = 0xdc00;
    private static final int BEHIND_SURROGATES = 0xe000;
    private static final int NONE = -1;

    private LoadOptions() {}

    /** Writes the command line and a zero; returns its bytes without the zero, 0 if the options are none, no text, or too long. */
    static long write(Cap options, long bytes, Cap out) {
        long at = skipName(options, bytes & -2);
        long room = out.length() - 1;
        long n = 0;
        while (at < bytes - 1) {
            int c = character(options, at, bytes);
            if (c == 0) break;
            long width = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x1_0000 ? 3 : 4;
            if (c < ' ' || n + width > room) {
                out.store8(0, 0);
                return 0;
            }
            put(out.plus(n), c, width);
            n += width;
            at += c < 0x1_0000 ? 2 : 4;
        }
        while (n > 0 && out.load8(n - 1) == ' ') n--;
        out.store8(n, 0);
        return n;
    }

    private static int unit(Cap options, long at) { return options.load8(at) & 0xff | (options.load8(at + 1) & 0xff) << 8; }

    /** The character there; {@link #NONE} for half of one. */
    private static int character(Cap options, long at, long bytes) {
        int high = unit(options, at);
        if (high < HIGH_SURROGATE || high >= BEHIND_SURROGATES) return high;
        if (high >= LOW_SURROGATE || at + 4 > bytes) return NONE;
        int low = unit(options, at + 2);
        if (low < LOW_SURROGATE || low >= BEHIND_SURROGATES) return NONE;
        return 0x1_0000 + (high - HIGH_SURROGATE << 10) + (low - LOW_SURROGATE);
    }

    private static void put(Cap out, int c, long width) {
        if (width == 1) {
            out.store8(0, c);
            return;
        }
        for (long i = width - 1; i > 0; i--, c >>>= 6) out.store8(i, 0x80 | c & 0x3f);
        out.store8(0, 0xf00 >>> width & 0xff | c);
    }

    /** Where the first word begins, or the second if the first is the application's name. */
    private static long skipName(Cap options, long bytes) {
        long begin = spaces(options, 0, bytes);
        boolean quoted = begin < bytes && unit(options, begin) == '"';
        long end = quoted ? begin + 2 : begin;
        while (end < bytes && unit(options, end) != 0 && unit(options, end) != (quoted ? '"' : ' ')) end += 2;
        boolean isName = end - begin >= 8 && unit(options, end - 8) == '.' && letter(options, end - 6) == 'e' && letter(options, end - 4) == 'f'
                && letter(options, end - 2) == 'i';
        if (!isName) return begin;
        return spaces(options, quoted && end < bytes ? end + 2 : end, bytes);
    }

    private static int letter(Cap options, long at) { return unit(options, at) | 0x20; }

    private static long spaces(Cap options, long at, long bytes) {
        while (at < bytes && unit(options, at) == ' ') at += 2;
        return at;
    }
}
