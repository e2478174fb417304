package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.U;
import dev.ufork.shared.Errno;
import dev.ufork.shared.IntervalTimer;
import dev.ufork.shared.Limit;
import dev.ufork.shared.Signal;

/**
 * What is to happen when a μprocess has used so much of the processor: two interval timers, and the limit. And the third interval timer, which is the alarm.
 * Source: POSIX.1-2017, {@code setitimer}, {@code getrlimit}.
 *
 * <p>{@link Holdings#alert} is the time, as {@link Holdings#time} counts it, at which to look; the scheduler looks when the clock has interrupted and when a
 * turn begins.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class CpuTimers {
    private static final long SECOND = 1000 * Time.MILLISECOND / Time.TICK;

    /** In both halves of the samples all bits but the highest. */
    private static final long HALVES = 0x7fff_ffff_7fff_ffffL;

    private CpuTimers() {}

    /** Nothing is to happen. */
    static void clear(Holdings its) {
        its.alert(Timers.NEVER);
        its.samples(0);
        its.warning(0);
        for (int n = 0; n < Holdings.METERS; n++) its.due(n, 0);
    }

    /** Ticks that the μprocess was in the kernel, as far as samples of the clock tell. */
    static long inKernel(Holdings its) {
        return inKernel(its.time(), its.samples());
    }

    /** Of so many ticks those in the kernel, by samples as {@link Holdings#samples} counts them. */
    static long inKernel(long time, long samples) {
        long all = samples & 0xffff_ffffL;
        long kernel = samples >>> 32;
        return kernel == 0 ? 0 : time / all * kernel + time % all * kernel / all;
    }

    /** The clock has interrupted the μprocess: its time goes on, and the clock saw it in the kernel or in the program. */
    static void sample(Uproc me, boolean inKernel) {
        Scheduler.charge(me);
        Holdings its = me.holdings();
        its.samples(sampled(its.samples(), inKernel));
        me.samples(sampled(me.samples(), inKernel));
        if (its.time() >= its.alert()) alert(me.process());
    }

    /** One sample more. When there are many, what counts is the ratio: neither half ever runs into the other, nor back to 0, by which is divided. */
    static long sampled(long samples, boolean inKernel) {
        long more = samples + (inKernel ? (1L << 32) + 1 : 1);
        return (int) more < 0 ? more >>> 1 & HALVES : more;
    }

    /** Something is due. */
    static void alert(Uproc p) {
        Holdings its = p.holdings();
        expire(p, IntervalTimer.PROF, Signal.PROF);
        expire(p, IntervalTimer.VIRTUAL, Signal.VTALRM);
        Limits limits = its.limits();
        if (!limits.isNull()) {
            if (its.time() >= ticks(limits.hard(Limit.CPU))) {
                Signals.send(p, Signal.KILL, 0);
            } else if (its.time() >= ticks(limits.soft(Limit.CPU)) && its.time() >= its.warning()) {
                Signals.send(p, Signal.XCPU, 0);
                its.warning(its.time() + SECOND);
            }
        }
        arm(its);
    }

    private static void expire(Uproc p, int timer, int signal) {
        Holdings its = p.holdings();
        long due = its.due(timer - 1);
        if (due == 0) return;
        long now = used(its, timer);
        if (now < due) return;
        its.due(timer - 1, its.interval(timer - 1) == 0 ? 0 : now + its.interval(timer - 1));
        Signals.send(p, signal, 0);
    }

    /** Says when to look next. */
    static void arm(Holdings its) {
        long next = Timers.NEVER;
        if (its.due(IntervalTimer.PROF - 1) != 0) next = its.due(IntervalTimer.PROF - 1);
        if (its.due(IntervalTimer.VIRTUAL - 1) != 0) next = Math.min(next, its.due(IntervalTimer.VIRTUAL - 1) + inKernel(its));
        Limits limits = its.limits();
        if (!limits.isNull()) {
            long soft = ticks(limits.soft(Limit.CPU));
            if (soft != Timers.NEVER) next = Math.min(next, Math.max(soft, its.warning()));
            next = Math.min(next, ticks(limits.hard(Limit.CPU)));
        }
        its.alert(next);
    }

    /** Ticks of so many seconds. */
    private static long ticks(long seconds) {
        return U.gt(seconds, Timers.NEVER / SECOND) ? Timers.NEVER : seconds * SECOND;
    }

    /** Sets an interval timer, unless {@code asked} is null; what it was goes to {@code before}, unless that is null. */
    @Export("sys_itimer")
    static long itimer(long which, Cap asked, Cap before) {
        if (!U.le(which, IntervalTimer.PROF)) return -Errno.EINVAL;
        Uproc me = Scheduler.process();
        IntervalTimer wanted = Stack.of(IntervalTimer.class);
        if (!asked.isNull()) {
            if (UserCopy.in(wanted.cap(), asked, Layout.size(IntervalTimer.class)) != 0) return -Errno.EFAULT;
            if (wanted.value() < 0 || wanted.interval() < 0) return -Errno.EINVAL;
        }
        IntervalTimer old = Stack.of(IntervalTimer.class);
        get(me, (int) which, old);
        if (!before.isNull() && UserCopy.out(before, old.cap(), Layout.size(IntervalTimer.class)) != 0) return -Errno.EFAULT;
        if (!asked.isNull()) set(me, (int) which, wanted);
        return 0;
    }

    private static void get(Uproc me, int which, IntervalTimer to) {
        Holdings its = me.holdings();
        if (which == IntervalTimer.REAL) {
            to.value(Timers.left(me.slot()));
            to.interval(its.alarm() * Time.TICK);
            return;
        }
        Scheduler.charge(Scheduler.current());
        long due = its.due(which - 1);
        to.value(due == 0 ? 0 : Math.max(due - used(its, which), 1) * Time.TICK);
        to.interval(its.interval(which - 1) * Time.TICK);
    }

    private static long used(Holdings its, int which) {
        return which == IntervalTimer.PROF ? its.time() : its.time() - inKernel(its);
    }

    private static void set(Uproc me, int which, IntervalTimer wanted) {
        Holdings its = me.holdings();
        if (which == IntervalTimer.REAL) {
            Timers.alarm(me, wanted.value(), wanted.interval());
            return;
        }
        its.interval(which - 1, Time.ticks(Math.min(wanted.interval(), Timers.NEVER / 2)));
        its.due(which - 1, wanted.value() == 0 ? 0 : used(its, which) + Time.ticks(Math.min(wanted.value(), Timers.NEVER / 2)));
        arm(its);
    }
}
