package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Stack;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Usage;

/**
 * What μprocesses use. Source: POSIX.1-2017, {@code getrusage}.
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
        to.system(to.system() + CpuTimers.inKernel(p.holdings()) * Time.TICK);
        to.copiedEagerly(to.copiedEagerly() + space.copiedEagerly());
        to.copiedByWrite(to.copiedByWrite() + space.copiedByWrite());
        to.copiedByLoad(to.copiedByLoad() + space.copiedByLoad());
        to.copiedByAccess(to.copiedByAccess() + space.copiedByAccess());
        to.kept(to.kept() + space.kept());
        to.demanded(to.demanded() + space.demanded());
        to.split(to.split() + space.split());
        to.moved(to.moved() + space.moved());
    }

    private static void thread(Usage to, Uproc me) {
        to.time(me.time() * Time.TICK);
        to.system(CpuTimers.inKernel(me.time(), me.samples()) * Time.TICK);
    }

    private static void sum(Cap to, Cap from) {
        for (long at = 0; at < Usage.NUMBERS * 8; at += 8) to.store64(at, to.load64(at) + from.load64(at));
    }

    /** {@code p} ends, and its space is still there: from now on its children's usage is the whole family's, for its parent to take. */
    static void end(Uproc p) {
        Scheduler.charge(p);
        add(children(p).as(Usage.class), p);
        CpuTimers.clear(p.holdings());
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
        Scheduler.charge(Scheduler.current());
        if (who == Usage.SELF) {
            add(usage, me);
        } else if (who == Usage.THREAD) {
            thread(usage, Scheduler.current());
        } else if (who == Usage.CHILDREN) {
            sum(usage.cap(), children(me));
        } else {
            return -Errno.EINVAL;
        }
        return UserCopy.out(to, usage.cap(), Layout.size(Usage.class)) == 0 ? 0 : -Errno.EFAULT;
    }
}
