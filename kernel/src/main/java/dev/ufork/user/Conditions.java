package dev.ufork.user;

import dev.ufork.dsl.Atomic;
import dev.ufork.dsl.Kernel;
import dev.ufork.shared.Errno;

/** Condition variables: {@code pthread_cond_wait} and its like. Whoever has waited looks again whether it is so. Source: POSIX.1-2017. */
@Kernel
public final class Conditions {
    private Conditions() {}

    /** Lets go of the mutex, waits for a signal, and holds the mutex again. */
    public static int await(Condition c, Mutex m) {
        return await(c, m, Mutexes.NEVER);
    }

    /** The same, until the clock says so many nanoseconds: {@code -ETIMEDOUT}; the mutex is held again nevertheless. */
    public static int await(Condition c, Mutex m, long until) {
        int seen = Atomic.load32(c.cap());
        int error = Mutexes.unlock(m);
        if (error != 0) return error;
        long result = Threads.await(c.cap(), seen, until);
        Mutexes.lock(m);
        return result == -Errno.ETIMEDOUT ? -Errno.ETIMEDOUT : 0;
    }

    /** Wakes one that waits, if one does. */
    public static void signal(Condition c) {
        Atomic.add32(c.cap(), 1);
        Threads.wake(c.cap(), 1);
    }

    /** Wakes all that wait. */
    public static void broadcast(Condition c) {
        Atomic.add32(c.cap(), 1);
        Threads.wake(c.cap(), Integer.MAX_VALUE);
    }
}
