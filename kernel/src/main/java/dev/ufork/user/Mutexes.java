package dev.ufork.user;

import dev.ufork.dsl.Atomic;
import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.shared.Errno;

/**
 * Mutexes: {@code pthread_mutex_lock} and its like. Without contention none of them asks the kernel. Source: POSIX.1-2017; Drepper, Futexes Are Tricky.
 *
 * <p>Results are 0 or minus an error number.
 */
@Kernel
public final class Mutexes {
    /** Locking it again waits for ever. */
    public static final int NORMAL = 0;
    /** Its owner may lock it again, and unlocks it as often. */
    public static final int RECURSIVE = 1;
    /** Says what its owner does wrong. */
    public static final int ERROR_CHECK = 2;

    static final long NEVER = -1;
    private static final int FREE = 0;
    private static final int HELD = 1;
    private static final int WANTED = 2;

    private Mutexes() {}

    /** A free one of the kind. */
    public static int init(Mutex m, int kind) {
        if (kind < NORMAL || kind > ERROR_CHECK) return -Errno.EINVAL;
        m.word(FREE);
        m.owner(0);
        m.kind(kind);
        m.depth(0);
        return 0;
    }

    public static int lock(Mutex m) {
        return lock(m, NEVER);
    }

    /** The same, until the clock says so many nanoseconds: {@code -ETIMEDOUT}. */
    public static int lock(Mutex m, long until) {
        if (m.kind() != NORMAL) {
            int again = again(m, -Errno.EDEADLK);
            if (again <= 0) return again;
        }
        Cap word = m.cap();
        if (!Atomic.compareAndSet32(word, FREE, HELD))
            while (Atomic.swap32(word, WANTED) != FREE)
                if (Threads.await(word, WANTED, until) == -Errno.ETIMEDOUT) return -Errno.ETIMEDOUT;
        if (m.kind() != NORMAL) m.owner(me(m));
        return 0;
    }

    public static int tryLock(Mutex m) {
        if (m.kind() == RECURSIVE) {
            int again = again(m, 0);
            if (again <= 0) return again;
        }
        if (!Atomic.compareAndSet32(m.cap(), FREE, HELD)) return -Errno.EBUSY;
        if (m.kind() != NORMAL) m.owner(me(m));
        return 0;
    }

    /** Does its owner lock it once more? 1 when the caller is not the owner. */
    private static int again(Mutex m, int error) {
        if (Atomic.load32(m.cap()) == FREE || m.owner() != me(m)) return 1;
        if (m.kind() != RECURSIVE) return error;
        if (m.depth() == Integer.MAX_VALUE) return -Errno.EAGAIN;
        m.depth(m.depth() + 1);
        return 0;
    }

    public static int unlock(Mutex m) {
        if (m.kind() != NORMAL) {
            if (Atomic.load32(m.cap()) == FREE || m.owner() != me(m)) return -Errno.EPERM;
            if (m.depth() > 0) {
                m.depth(m.depth() - 1);
                return 0;
            }
            m.owner(0);
        }
        if (Atomic.swap32(m.cap(), FREE) == WANTED) Threads.wake(m.cap(), 1);
        return 0;
    }

    /**
     * What the running thread is called as an owner. In memory of the process's own that is a place, so that after a fork the child's thread owns what the thread owned of
     * which it is a copy. Memory that others share holds no capabilities, and there only the kernel's number will do: the child's thread is another.
     */
    private static int me(Mutex m) {
        return (m.cap().perms() & Perms.STORE_CAP) == 0 ? Threads.number() : Threads.place();
    }

    public static int destroy(Mutex m) {
        return Atomic.load32(m.cap()) == FREE ? 0 : -Errno.EBUSY;
    }
}
