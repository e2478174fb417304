package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.U;
import dev.ufork.kernel.target.Page;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Limit;
import dev.ufork.shared.Usage;

/**
 * What μprocesses use and may use. Source: POSIX.1-2017, {@code getrusage}, {@code getrlimit}.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Resources {
    private static final int USAGE = Layout.size(Usage.class);

    /** Of each slot: what the children have used that it has waited for. Zero where nobody is. */
    private static final Cap CHILDREN = Global.bytes((long) Uprocs.MAX * USAGE, 16);

    private Resources() {}

    private static Cap children(Uproc p) {
        return CHILDREN.plus((long) p.slot() * USAGE);
    }

    /** Adds to {@code to} what {@code p} itself has used since its program began. */
    private static void add(Usage to, Uproc p) {
        Space space = p.space();
        to.time(to.time() + p.holdings().time() * Time.TICK);
        to.copiedEagerly(to.copiedEagerly() + space.copiedEagerly());
        to.copiedByWrite(to.copiedByWrite() + space.copiedByWrite());
        to.copiedByLoad(to.copiedByLoad() + space.copiedByLoad());
        to.copiedByAccess(to.copiedByAccess() + space.copiedByAccess());
        to.kept(to.kept() + space.kept());
        to.demanded(to.demanded() + space.demanded());
        to.split(to.split() + space.split());
        to.moved(to.moved() + space.moved());
    }

    private static void sum(Cap to, Cap from) {
        for (long at = 0; at < Usage.NUMBERS * 8; at += 8) to.store64(at, to.load64(at) + from.load64(at));
    }

    /** {@code p} ends, and its space is still there: from now on its children's usage is the whole family's, for its parent to take. */
    static void end(Uproc p) {
        Scheduler.charge(p);
        add(children(p).as(Usage.class), p);
    }

    /** {@code parent} has waited for {@code child}. */
    static void inherit(Uproc parent, Uproc child) {
        Cap its = children(child);
        sum(children(parent), its);
        Bytes.fill(its, 0, USAGE);
    }

    @Export("sys_usage")
    static long usage(long who, Cap to) {
        Uproc me = Scheduler.process();
        Usage usage = Stack.of(Usage.class);
        if (who == Usage.SELF) {
            Scheduler.charge(me);
            add(usage, me);
        } else if (who == Usage.CHILDREN) {
            sum(usage.cap(), children(me));
        } else {
            return -Errno.EINVAL;
        }
        return UserCopy.out(to, usage.cap(), Layout.size(Usage.class)) == 0 ? 0 : -Errno.EFAULT;
    }

    /** Takes a limit from {@code asked}, unless that is null; what it was goes to {@code before}, unless that is null. */
    @Export("sys_rlimit")
    static long limit(long which, Cap asked, Cap before) {
        Holdings mine = Scheduler.current().holdings();
        Limit old = Stack.of(Limit.class);
        if (!get(mine, (int) which, old) || which != (int) which) return -Errno.EINVAL;
        if (!asked.isNull()) {
            Limit wanted = Stack.of(Limit.class);
            if (UserCopy.in(wanted.cap(), asked, Layout.size(Limit.class)) != 0) return -Errno.EFAULT;
            if (U.gt(wanted.soft(), wanted.hard())) return -Errno.EINVAL;
            if (U.gt(wanted.hard(), old.hard())) return -Errno.EPERM;
            if (!set(mine, (int) which, wanted, old)) return -Errno.EINVAL;
        }
        if (!before.isNull() && UserCopy.out(before, old.cap(), Layout.size(Limit.class)) != 0) return -Errno.EFAULT;
        return 0;
    }

    private static boolean get(Holdings mine, int which, Limit to) {
        switch (which) {
            case Limit.FILES -> both(to, mine.maxFiles(), mine.hardFiles());
            case Limit.PROCESSES -> both(to, mine.maxProcesses(), mine.hardProcesses());
            case Limit.CPU -> both(to, Limit.INFINITY, Limit.INFINITY);
            case Limit.CORE -> both(to, 0, 0);
            case Limit.FILE_SIZE -> both(to, Contents.MAX_PAGES << Page.SHIFT, Contents.MAX_PAGES << Page.SHIFT);
            case Limit.STACK -> both(to, Exec.STACK_BYTES, Exec.STACK_BYTES);
            case Limit.DATA, Limit.ADDRESSES -> both(to, Page.TABLE_SPAN << Exec.ORDER, Page.TABLE_SPAN << Exec.ORDER);
            default -> { return false; }
        }
        return true;
    }

    private static void both(Limit to, long soft, long hard) {
        to.soft(soft);
        to.hard(hard);
    }

    /** Those that the layout of memory and files gives stay as they are. */
    private static boolean set(Holdings mine, int which, Limit wanted, Limit old) {
        switch (which) {
            case Limit.FILES -> {
                mine.maxFiles((int) wanted.soft());
                mine.hardFiles((int) wanted.hard());
            }
            case Limit.PROCESSES -> {
                mine.maxProcesses((int) wanted.soft());
                mine.hardProcesses((int) wanted.hard());
            }
            default -> { return wanted.soft() == old.soft() && wanted.hard() == old.hard(); }
        }
        return true;
    }
}
