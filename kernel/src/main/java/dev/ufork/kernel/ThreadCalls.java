package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.U;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Signal;

/** The system calls about threads and about waiting for one another. As in {@link Syscalls}, what comes from the caller is believed only by using it. */
@Kernel
final class ThreadCalls {
    private ThreadCalls() {}

    /** Begins a thread, see {@link Threads#create}; returns its number. */
    @Export("sys_thread_create")
    static long create(Cap entry, Cap stack, Cap block, Cap ends) {
        if (!Signals.isEntry(entry)) return -Errno.EFAULT;
        if (!stack.tag() || stack.isSealed() || (ends.address() & 3) != 0) return -Errno.EINVAL;
        if (!ends.isNull() && !canBeWritten(ends)) return -Errno.EFAULT;
        return Threads.create(Scheduler.current(), entry, stack, block, ends);
    }

    /** Writes what is there already: nobody else runs in between. */
    private static boolean canBeWritten(Cap word) {
        Cap value = Stack.bytes(16);
        return UserCopy.in(value, word, 4) == 0 && UserCopy.out(word, value.load32(0)) == 0;
    }

    /** Ends the calling thread; the last one ends the process, with the status 0. */
    @Export("sys_thread_exit")
    static long exit() {
        Threads.end(Scheduler.current());
        return 0;
    }

    /** Sends a signal to a thread of the caller's process; signal 0 only asks whether it is there. */
    @Export("sys_thread_kill")
    static long kill(long number, long signal) {
        if (!U.lt(signal, Signal.COUNT)) return -Errno.EINVAL;
        Uproc process = Scheduler.process();
        Uproc thread = Threads.numbered(process, (int) number);
        if (thread.isNull()) return -Errno.ESRCH;
        if (signal != 0) Signals.sendToThread(thread, (int) signal, process.pid());
        return 0;
    }

    /** The number of the calling thread; that of the first is the process's. */
    @Export("sys_thread_self")
    static long self() {
        return Scheduler.current().pid();
    }

    /** Waits until woken, if the word of four bytes is as expected; not longer than until the clock says so many nanoseconds, unless they are below 0. */
    @Export("sys_futex_wait")
    static long await(Cap word, long expected, long until) {
        return Futexes.await(Scheduler.current(), word, (int) expected, until < 0 ? Timers.NEVER : until / Time.TICK);
    }

    /** Wakes so many of those that wait for the word; returns how many there were. */
    @Export("sys_futex_wake")
    static long wake(Cap word, long count) {
        if ((word.address() & 3) != 0 || count < 0) return -Errno.EINVAL;
        if (UserCopy.in(Stack.bytes(16), word, 4) != 0) return -Errno.EFAULT;
        return Futexes.wake(Scheduler.current().space(), word, count);
    }
}
