package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.MayFault;
import dev.ufork.dsl.U;
import dev.ufork.kernel.target.Registers;

/**
 * Copies between the kernel's memory and a caller's, through the caller's own capability: what it may not do faults, and the call fails.
 *
 * <p>Each byte is read once; what was copied is what is used. Copies move integers, so capabilities lose their tags on the way; only the registers of
 * a program, between its own stack and its own frame, keep theirs.
 */
@Kernel
final class UserCopy {
    static final int EFAULT = 14;
    private static final int WORD = 8;
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = ONES << 7;
    /** An odd number near 2 to the 32 divided by the golden ratio, as two instructions load it. */
    private static final long SPREAD = 0x9e37_79b1;

    private UserCopy() {}

    @MayFault(returns = -EFAULT)
    static int in(Cap to, Cap user, long bytes) {
        copy(to, user, bytes);
        return 0;
    }

    @MayFault(returns = -EFAULT)
    static int out(Cap user, Cap from, long bytes) {
        copy(user, from, bytes);
        return 0;
    }

    @MayFault(returns = -EFAULT)
    static int out(Cap user, int value) {
        user.store32(0, value);
        return 0;
    }

    @MayFault(returns = -EFAULT)
    static int out64(Cap user, long value) {
        user.store64(0, value);
        return 0;
    }

    /** A 64-bit number of the caller's; {@code fault} in place of it is the caller's business to tell apart. */
    @MayFault(returns = FAULT)
    static long in64(Cap user, long at) {
        return user.load64(at);
    }

    /** Eight bytes, to where they are in the caller's. */
    @MayFault(returns = -EFAULT)
    static int in64(Cap to, Cap user, long at) {
        to.store64(at, user.load64(at));
        return 0;
    }

    /** What {@link #in64(Cap, long)} returns on a fault: no argument that makes sense. */
    static final long FAULT = Long.MIN_VALUE + 14;

    @MayFault(returns = -EFAULT)
    static int out16(Cap user, long at, int value) {
        user.store16(at, value);
        return 0;
    }

    @MayFault(returns = -EFAULT)
    static int zero(Cap user, long bytes) {
        long i = 0;
        if (bytes >= WORD) {
            for (; (user.address() + i & WORD - 1) != 0; i++) user.store8(i, 0);
            for (; i + WORD <= bytes; i += WORD) user.store64(i, 0);
        }
        for (; i < bytes; i++) user.store8(i, 0);
        return 0;
    }

    /** One capability of a caller's vector, into sixteen bytes. */
    @MayFault(returns = -EFAULT)
    static int capability(Cap to, Cap user, long at) {
        to.storeCap(0, user.loadCap(at));
        return 0;
    }

    /** Bytes up to a zero, the end of the caller's bounds, or {@code room}; how many there were. */
    @MayFault(returns = -EFAULT)
    static long text(Cap to, Cap user, long room) {
        long left = user.length() - user.offset();
        long n = 0;
        for (; n < room && n != left; n++) {
            int c = user.load8(n);
            if (c == 0) break;
            to.store8(n, c);
        }
        return n;
    }

    /**
     * Copies like {@link #text}, in words, the last of them filled up with zeros; {@code to} has room for one more.
     *
     * @param hash takes a hash of the words
     */
    @MayFault(returns = -EFAULT)
    static long path(Cap to, Cap user, long room, Paths.Text hash) {
        long end = U.min(user.length() - user.offset(), room);
        long n = 0;
        long h = 0;
        if ((user.address() & WORD - 1) == 0) {
            for (; n + WORD <= end; n += WORD) {
                long word = user.load64(n);
                long zeros = word - ONES & ~word & HIGHS;               // the lowest is right
                if (zeros != 0) {
                    long after = (zeros & -zeros) >>> 7;                // bit 0 of the byte that is zero
                    word &= after - 1;
                    to.store64(n, word);
                    hash.hash((h ^ word) * SPREAD);
                    for (; after != 1; after >>>= 8) n++;
                    return n;
                }
                to.store64(n, word);
                h = (h ^ word) * SPREAD;
            }
        }
        while (true) {
            long stop = Math.min(end, n + WORD);
            long from = n;
            long word = 0;
            for (long shift = 0; n < stop; n++, shift += 8) {
                long c = user.load8(n);
                if (c == 0) break;
                word |= c << shift;
            }
            to.store64(from, word);
            h = (h ^ word) * SPREAD;
            if (n != from + WORD) break;
        }
        hash.hash(h);
        return n;
    }

    /** The registers of a program to its stack. */
    @MayFault(returns = -EFAULT)
    static int registersOut(Cap user, Cap frame) {
        for (long at = 0; at < Registers.COUNT * 16; at += 16) user.storeCap(at, frame.loadCap(at));
        return 0;
    }

    /** The registers of a program from its stack. */
    @MayFault(returns = -EFAULT)
    static int registersIn(Cap frame, Cap user) {
        for (long at = 0; at < Registers.COUNT * 16; at += 16) frame.storeCap(at, user.loadCap(at));
        return 0;
    }

    @Inline
    private static void copy(Cap to, Cap from, long bytes) {
        long i = 0;
        if (bytes >= WORD && ((to.address() ^ from.address()) & WORD - 1) == 0) {
            for (; (to.address() + i & WORD - 1) != 0; i++) to.store8(i, from.load8(i));
            for (; i + WORD <= bytes; i += WORD) to.store64(i, from.load64(i));
        }
        for (; i < bytes; i++) to.store8(i, from.load8(i));
    }
}
