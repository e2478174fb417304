package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.U;
import dev.ufork.shared.Bytes;

/**
 * The files that come with the image: a tar archive. Source: POSIX.1-2017, pax, ustar interchange format.
 *
 * <p>Nothing in it is believed: from a header on that is cut short or has a wrong checksum there are no files, and what is no file, no link to one, or has a name
 * that no file of one directory can have is passed over.
 */
@Kernel
final class Archive {
    private static final int BLOCK = 512;
    /** Bytes of a name, which need not end with a zero. */
    private static final int NAME = 100;
    private static final int SIZE = 124;
    private static final int SIZE_DIGITS = 11;
    private static final int SUM = 148;
    private static final int SUM_BYTES = 8;
    private static final int SUM_DIGITS = 6;
    private static final int TYPE = 156;
    private static final int OLD_FILE = 0;
    private static final int FILE = '0';
    private static final int LINK = '1';
    private static final int LINKED = 157;

    /** Where the part ends that is whole, once somebody has looked. */
    private static long end;

    private Archive() {}

    /** Looks at all headers; where the archive is damaged, or below 0 if it is not. */
    static long start(Cap archive) {
        end = archive.length();
        long at = 0;
        while (end - at >= BLOCK && archive.load8(at) != 0) {
            if (!isWhole(archive, at)) {
                end = at;
                return at;
            }
            at = behind(archive, at);
        }
        end = U.min(at, end);
        return -1;
    }

    private static boolean isWhole(Cap archive, long at) {
        long sum = (long) ' ' * SUM_BYTES;
        for (int i = 0; i < BLOCK; i++) if (i < SUM || i >= SUM + SUM_BYTES) sum += archive.load8(at + i);
        return sum == octal(archive, at + SUM, SUM_DIGITS) && U.le(bytes(archive, at), end - at - BLOCK);
    }

    private static long behind(Cap archive, long at) {
        return at + BLOCK + (bytes(archive, at) + BLOCK - 1 & -BLOCK);
    }

    /** Where the first file is; below 0 for nowhere. */
    static long first(Cap archive) {
        return file(archive, 0);
    }

    /** Where the file behind the one at {@code at} is; below 0 behind the last. */
    static long next(Cap archive, long at) {
        return file(archive, behind(archive, at));
    }

    private static long file(Cap archive, long at) {
        while (at < end && !isFile(archive, at)) at = behind(archive, at);
        return at < end ? at : -1;
    }

    private static boolean isFile(Cap archive, long at) {
        int type = archive.load8(at + TYPE);
        return (type == FILE || type == OLD_FILE || type == LINK) && isName(name(archive, at));
    }

    private static boolean isName(Cap name) {
        long n = name.length();
        for (long i = 0; i < n; i++) if (name.load8(i) == '/') return false;
        return n > 2 || n != 0 && name.load8(n - 1) != '.' || n == 2 && name.load8(0) != '.';
    }

    /** How many headers are no files. */
    static int passed(Cap archive) {
        int count = 0;
        for (long at = 0; at < end; at = behind(archive, at)) if (!isFile(archive, at)) count++;
        return count;
    }

    /** The name. */
    static Cap name(Cap archive, long at) {
        return text(archive.plus(at));
    }

    private static Cap text(Cap field) {
        long n = Bytes.find(field, 0, NAME);
        return field.bounded(n < 0 ? NAME : n);
    }

    /** Is it only another name for a file before it? */
    static boolean isLink(Cap archive, long at) {
        return archive.load8(at + TYPE) == LINK;
    }

    /** Of a link: the name of the file. */
    static Cap linked(Cap archive, long at) {
        return text(archive.plus(at + LINKED));
    }

    static long bytes(Cap archive, long at) {
        return isLink(archive, at) ? 0 : octal(archive, at + SIZE, SIZE_DIGITS);
    }

    /** What is in it, its bounds rounded outward. */
    static Cap content(Cap archive, long at) {
        return archive.plus(at + BLOCK).boundedAtLeast(bytes(archive, at));
    }

    /** Where the file with a name is that is no link; below 0 for nowhere. */
    static long find(Cap archive, Cap name) {
        long at = first(archive);
        while (at >= 0 && (isLink(archive, at) || !isNamed(archive, at, name))) at = next(archive, at);
        return at;
    }

    private static boolean isNamed(Cap archive, long at, Cap name) {
        Cap its = name(archive, at);
        return its.length() == name.length() && Bytes.compare(its, name, name.length()) == 0;
    }

    private static long octal(Cap archive, long at, int digits) {
        long n = 0;
        for (int i = 0; i < digits; i++) n = n << 3 | archive.load8(at + i) - '0' & 7;
        return n;
    }
}
