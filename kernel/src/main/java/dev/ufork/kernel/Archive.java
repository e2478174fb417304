package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.U;
import dev.ufork.shared.Bytes;

/** The files that come with the image: a tar archive. Source: POSIX.1-2017, pax, ustar interchange format. */
@Kernel
final class Archive {
    private static final int BLOCK = 512;
    /** Bytes of a name, the zero behind it included. */
    static final int NAME = 100;
    private static final int SIZE = 124;
    private static final int SIZE_DIGITS = 11;
    private static final int TYPE = 156;
    private static final int LINK = '1';
    private static final int LINKED = 157;

    private Archive() {}

    /** Where the first file is; below 0 for nowhere. */
    static long first(Cap archive) {
        return at(archive, 0);
    }

    /** Where the file behind the one at {@code at} is; below 0 behind the last. */
    static long next(Cap archive, long at) {
        return at(archive, at + BLOCK + (bytes(archive, at) + BLOCK - 1 & -BLOCK));
    }

    private static long at(Cap archive, long at) {
        boolean whole = U.le(at + BLOCK, archive.length()) && archive.load8(at) != 0 && U.le(octal(archive, at + SIZE), archive.length() - at - BLOCK);
        return whole ? at : -1;
    }

    /** The name, ended by a zero. */
    static Cap name(Cap archive, long at) {
        return archive.plus(at).bounded(NAME);
    }

    /** Is it only another name for a file before it? */
    static boolean isLink(Cap archive, long at) {
        return archive.load8(at + TYPE) == LINK;
    }

    /** Of a link: the name of the file, ended by a zero. */
    static Cap linked(Cap archive, long at) {
        return archive.plus(at + LINKED).bounded(NAME);
    }

    static long bytes(Cap archive, long at) {
        return isLink(archive, at) ? 0 : octal(archive, at + SIZE);
    }

    /** What is in it, its bounds rounded outward. */
    static Cap content(Cap archive, long at) {
        return archive.plus(at + BLOCK).boundedAtLeast(bytes(archive, at));
    }

    /** Where the file with the name of {@code n} bytes is; below 0 for nowhere. */
    static long find(Cap archive, Cap name, long n) {
        long at = first(archive);
        while (at >= 0 && (n >= NAME || Bytes.compare(archive.plus(at), name, n) != 0 || archive.load8(at + n) != 0)) at = next(archive, at);
        return at;
    }

    private static long octal(Cap archive, long at) {
        long n = 0;
        for (int i = 0; i < SIZE_DIGITS; i++) n = n << 3 | archive.load8(at + i) - '0' & 7;
        return n;
    }
}
