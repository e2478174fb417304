package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.U;
import dev.ufork.kernel.target.Page;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Limit;
import dev.ufork.shared.Signal;

/**
 * What μprocesses may use. Source: POSIX.1-2017, {@code getrlimit}; the Linux manual's getrlimit(2).
 *
 * <p>Descriptors and processes are counted where they are made, file sizes where files grow, processor time by {@link CpuTimers}, mapped memory here. The heap
 * and the stack have their bounds from the program's start, {@link Exec}, so new limits of them are for the programs that are executed from then on. Core files
 * are never written, whatever their limit.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class ResourceLimits {
    private ResourceLimits() {}

    /** Takes a limit from {@code asked}, unless that is null; what it was goes to {@code before}, unless that is null. */
    @Export("sys_rlimit")
    static long limit(long which, Cap asked, Cap before) {
        Holdings mine = Scheduler.current().holdings();
        Limit old = Stack.of(Limit.class);
        if (!exists(which)) return -Errno.EINVAL;
        get(mine, (int) which, old);
        Limit wanted = Stack.of(Limit.class);
        if (!asked.isNull()) {
            if (UserCopy.in(wanted.cap(), asked, Layout.size(Limit.class)) != 0) return -Errno.EFAULT;
            if (U.gt(wanted.soft(), wanted.hard())) return -Errno.EINVAL;
            if (U.gt(wanted.hard(), old.hard())) return -Errno.EPERM;
        }
        if (!before.isNull() && UserCopy.out(before, old.cap(), Layout.size(Limit.class)) != 0) return -Errno.EFAULT;
        return asked.isNull() || set(mine, (int) which, wanted) ? 0 : -Errno.ENOMEM;
    }

    private static boolean exists(long which) {
        return U.le(which, Limit.CORE) || which == Limit.PROCESSES || which == Limit.FILES || which == Limit.ADDRESSES;
    }

    private static void get(Holdings mine, int which, Limit to) {
        Limits limits = mine.limits();
        switch (which) {
            case Limit.FILES -> both(to, mine.maxFiles(), mine.hardFiles());
            case Limit.PROCESSES -> both(to, mine.maxProcesses(), mine.hardProcesses());
            default -> both(to, soft(limits, which), hard(limits, which));
        }
    }

    private static void both(Limit to, long soft, long hard) {
        to.soft(soft);
        to.hard(hard);
    }

    private static long soft(Limits limits, int which) {
        if (!limits.isNull()) return limits.soft(which);
        return which == Limit.STACK ? Exec.STACK_BYTES : which == Limit.CORE ? 0 : Limit.INFINITY;
    }

    private static long hard(Limits limits, int which) {
        if (!limits.isNull()) return limits.hard(which);
        return which == Limit.STACK ? Exec.MAX_STACK_BYTES : Limit.INFINITY;
    }

    private static boolean set(Holdings mine, int which, Limit wanted) {
        switch (which) {
            case Limit.FILES -> {
                mine.maxFiles((int) wanted.soft());
                mine.hardFiles((int) wanted.hard());
            }
            case Limit.PROCESSES -> {
                mine.maxProcesses((int) wanted.soft());
                mine.hardProcesses((int) wanted.hard());
            }
            default -> {
                Limits limits = own(mine);
                if (limits.isNull()) return false;
                limits.soft(which, wanted.soft());
                limits.hard(which, wanted.hard());
                if (which == Limit.CPU) CpuTimers.arm(mine);
            }
        }
        return true;
    }

    /** The limits for one alone; null when memory is out. */
    private static Limits own(Holdings mine) {
        Limits limits = mine.limits();
        if (!limits.isNull() && limits.sharers() == 1) return limits;
        Limits made = Objects.claim(ObjectKind.LIMITS).as(Limits.class);
        if (made.isNull()) return made;
        for (int which = 0; which < Limit.COUNT; which++) {
            made.soft(which, soft(limits, which));
            made.hard(which, hard(limits, which));
        }
        made.sharers(1);
        if (!limits.isNull()) limits.sharers(limits.sharers() - 1);
        mine.limits(made);
        return made;
    }

    static void drop(Holdings its) {
        Limits limits = its.limits();
        if (limits.isNull()) return;
        its.limits(Cap.NULL.as(Limits.class));
        limits.sharers(limits.sharers() - 1);
        if (limits.sharers() == 0) Objects.release(limits.cap());
    }

    /** The soft limit, {@link Limit#INFINITY} where there is none. Not for descriptors and processes. */
    static long soft(Uproc p, int which) {
        return soft(p.holdings().limits(), which);
    }

    /** How many of so many bytes may be written to a file from the offset on. */
    static long room(long offset, long bytes) {
        long most = soft(Scheduler.current(), Limit.FILE_SIZE);
        if (!U.gt(offset + bytes, most)) return bytes;
        return U.lt(offset, most) ? most - offset : 0;
    }

    /** 0 when a file of so many bytes may be made so long; otherwise an error number below 0, and SIGXFSZ is sent. */
    static long grows(long from, long to) {
        Uproc me = Scheduler.current();
        return to > from && U.gt(to, soft(me, Limit.FILE_SIZE)) ? tooLong(me) : 0;
    }

    /** There is no room for any: SIGXFSZ is sent; the error number below 0. */
    static long tooLong(Uproc me) {
        Signals.sendToThread(me, Signal.XFSZ, 0);
        return -Errno.EFBIG;
    }

    /** May the caller have a mapping more? Of the data segment are those that are private, and the heap; of the addresses all, and the program. */
    static boolean allowMapping(Uproc me, long bytes, boolean shared) {
        if (me.holdings().limits().isNull()) return true;
        Space space = me.space();
        long all = space.demandEnd() + MemoryMap.bytes(space, true);
        if (U.gt(all + bytes, soft(me, Limit.ADDRESSES))) return false;
        long data = space.demandEnd() - space.heap() + MemoryMap.bytes(space, false);
        return shared || !U.gt(data + bytes, soft(me, Limit.DATA));
    }

    /** Bytes of the stack of the next program. */
    static long stack(Uproc p) {
        return U.min(U.max(soft(p, Limit.STACK) & -Page.SIZE, Exec.MIN_STACK_BYTES), Exec.MAX_STACK_BYTES);
    }

    /** Bytes of the heap of the next program, whose heap can begin at {@code from} and go to {@code to}; half of what a limit leaves is for mappings. */
    static long heap(Uproc p, long from, long to) {
        long addresses = soft(p, Limit.ADDRESSES);
        long left = addresses == Limit.INFINITY ? to - from : U.gt(addresses, from) ? addresses - from >>> 1 : 0;
        long bytes = U.min(U.min(left, soft(p, Limit.DATA)), to - from);
        return bytes & Cap.alignmentMask(bytes) & -Page.SIZE;
    }
}
