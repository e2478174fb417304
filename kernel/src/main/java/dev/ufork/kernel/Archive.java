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

    private Archive() {}

    /** The content of the file with the name of {@code n} bytes, its bounds rounded outward; or the null capability. */
    static Cap find(Cap archive, Cap name, long n) {
        long at = 0;
        while (U.le(at + BLOCK, archive.length()) && archive.load8(at) != 0) {
            long size = octal(archive, at + SIZE);
            if (U.gt(size, archive.length() - at - BLOCK)) return Cap.NULL;
            if (n < NAME && Bytes.compare(archive.plus(at), name, n) == 0 && archive.load8(at + n) == 0)
                return archive.plus(at + BLOCK).boundedAtLeast(size);
            at += BLOCK + (size + BLOCK - 1 & -BLOCK);
        }
        return Cap.NULL;
    }

    /** The name of the {@code n}-th file, ended by a zero; or the null capability. */
    static Cap name(Cap archive, int n) {
        long at = 0;
        for (; U.le(at + BLOCK, archive.length()) && archive.load8(at) != 0; n--) {
            if (n == 0) return archive.plus(at).bounded(NAME);
            at += BLOCK + (octal(archive, at + SIZE) + BLOCK - 1 & -BLOCK);
        }
        return Cap.NULL;
    }

    /** The name of a file of the archive, ended by a zero, from its content. */
    static Cap nameOf(Cap archive, Cap file) {
        return archive.at(file.address() - BLOCK).bounded(NAME);
    }

    /** The size of the {@code n}-th file. */
    static long bytes(Cap archive, int n) {
        long at = 0;
        for (; n > 0; n--) at += BLOCK + (octal(archive, at + SIZE) + BLOCK - 1 & -BLOCK);
        return octal(archive, at + SIZE);
    }

    private static long octal(Cap archive, long at) {
        long n = 0;
        for (int i = 0; i < SIZE_DIGITS; i++) n = n << 3 | archive.load8(at + i) - '0' & 7;
        return n;
    }
}
