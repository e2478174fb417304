package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.MayFault;

/**
 * Copies between the kernel's memory and a caller's, through the caller's own capability: what it may not do faults, and the call fails.
 *
 * <p>Each byte is read once; what was copied is what is used.
 */
@Kernel
final class UserCopy {
    static final int EFAULT = 14;

    private UserCopy() {}

    @MayFault(returns = -EFAULT)
    static int in(Cap to, Cap user, long bytes) {
        for (long i = 0; i < bytes; i++) to.store8(i, user.load8(i));
        return 0;
    }

    @MayFault(returns = -EFAULT)
    static int out(Cap user, Cap from, long bytes) {
        for (long i = 0; i < bytes; i++) user.store8(i, from.load8(i));
        return 0;
    }

    @MayFault(returns = -EFAULT)
    static int out(Cap user, int value) {
        user.store32(0, value);
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
}
