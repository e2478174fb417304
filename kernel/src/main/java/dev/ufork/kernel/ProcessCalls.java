package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.U;
import dev.ufork.shared.Action;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Limit;
import dev.ufork.shared.ProcessInfo;
import dev.ufork.shared.Signal;
import dev.ufork.shared.Wait;

/** The system calls about processes, signals and time. As in {@link Syscalls}, what comes from the caller is believed only by using it. */
@Kernel
final class ProcessCalls {
    private ProcessCalls() {}

    /** Waits for a child that {@code pid} means to end, or with options to stop or go on. */
    @Export("sys_wait")
    static long wait(long pid, Cap status, long options) {
        if ((options & ~(Wait.NO_HANG | Wait.UNTRACED | Wait.CONTINUED)) != 0) return -Errno.EINVAL;
        Uproc me = Scheduler.process();
        while (true) {
            int found = Family.reap(me, (int) pid, status);
            if (found == Family.NOTHING_YET && (options & (Wait.UNTRACED | Wait.CONTINUED)) != 0) found = news(me, (int) pid, (int) options, status);
            if (found != Family.NOTHING_YET || (options & Wait.NO_HANG) != 0) return found;
            if (Waiting.sleep(me.holdings().forChildren())) return -Errno.ERESTART;
        }
    }

    /** A child that has stopped or goes on since its parent last asked. */
    private static int news(Uproc me, int pid, int options, Cap to) {
        for (int slot = me.firstChild(); slot != Uprocs.NONE; slot = Uprocs.of(slot).nextSibling()) {
            Uproc child = Uprocs.of(slot);
            int news = child.holdings().news();
            if (news == 0 || !Family.means(me, pid, child)) continue;
            if ((options & (Wait.continued(news) ? Wait.CONTINUED : Wait.UNTRACED)) == 0) continue;
            if (!to.isNull() && UserCopy.out(to, news) != 0) return -Errno.EFAULT;
            child.holdings().news(0);
            return child.pid();
        }
        return Family.NOTHING_YET;
    }

    /** Sends a signal to a process, a group (0 the caller's, negative another) or everybody (-1); signal 0 only asks whether that is possible. */
    @Export("sys_kill")
    static long kill(long pid, long signal) {
        if (!U.lt(signal, Signal.COUNT)) return -Errno.EINVAL;
        Uproc me = Scheduler.process();
        int target = (int) pid;
        if (target == -1) return Groups.signalAll(me, (int) signal);
        if (target <= 0) return Groups.signal(target == 0 ? me.holdings().group() : -target, (int) signal);
        Uproc p = target == me.pid() ? me : Uprocs.byPid(target);
        if (p.isNull()) return -Errno.ESRCH;
        if (signal != 0) Signals.send(p, (int) signal, me.pid());
        return 0;
    }

    /** Says what is to be done on a signal, unless {@code action} is null; what was to be done goes to {@code before}, unless that is null. */
    @Export("sys_sigaction")
    static long sigaction(long signal, Cap action, Cap before) {
        if (!U.lt(signal - 1, Signal.COUNT - 1)) return -Errno.EINVAL;
        int n = (int) signal;
        Uproc me = Scheduler.process();
        Action asked = Stack.of(Action.class);
        if (!action.isNull() && UserCopy.in(asked.cap(), action, Layout.size(Action.class)) != 0) return -Errno.EFAULT;
        Action old = Stack.of(Action.class);
        SignalActions.get(me, n, old);
        if (!before.isNull() && UserCopy.out(before, old.cap(), Layout.size(Action.class)) != 0) return -Errno.EFAULT;
        return action.isNull() ? 0 : SignalActions.set(me, n, asked);
    }

    /** Takes the entry of the runtime library that is called for caught signals. */
    @Export("sys_sigentry")
    static long sigentry(Cap entry) {
        if (!Signals.isEntry(entry)) return -Errno.EFAULT;
        Scheduler.current().holdings().handler(entry);
        return 0;
    }

    /** Changes the set of blocked signals; returns what it was. {@code how} below 0 changes nothing. */
    @Export("sys_sigprocmask")
    static long sigprocmask(long how, long set) {
        Uproc me = Scheduler.current();
        long before = me.blocked();
        if (how < 0) return before;
        if (how > Signal.SET_MASK) return -Errno.EINVAL;
        long wanted = set & (1L << Signal.COUNT) - 2;
        Signals.block(me, how == Signal.BLOCK ? before | wanted : how == Signal.UNBLOCK ? before & ~wanted : wanted);
        return before;
    }

    @Export("sys_sigpending")
    static long sigpending() {
        Uproc me = Scheduler.current();
        return (me.holdings().pending() | me.pending()) & me.blocked();
    }

    /** Waits for a signal with another set of blocked ones. */
    @Export("sys_sigsuspend")
    static long sigsuspend(long set) {
        Uproc me = Scheduler.current();
        me.suspended(me.blocked());
        me.suspends(true);
        Signals.block(me, set & (1L << Signal.COUNT) - 2);
        Waiters nowhere = Stack.of(Waiters.class);
        while (me.attention() == 0) Waiting.sleep(nowhere);
        return -Errno.EINTR;
    }

    /** The stack for handlers that ask for another; the null capability for none. */
    @Export("sys_sigaltstack")
    static long sigaltstack(Cap stack) {
        if (!stack.isNull()) {
            if (!stack.tag() || stack.isSealed() || (stack.perms() & Signals.STACK) != Signals.STACK) return -Errno.EFAULT;
            if (stack.length() < Signals.MIN_STACK) return -Errno.ENOMEM;
        }
        Scheduler.current().alternateStack(stack.isNull() ? stack : stack.at(stack.base()));
        return 0;
    }

    /** Goes back from a handler; its stub loads all registers. */
    @Export("sys_sigreturn")
    static void sigreturn(Cap frame) {
        Signals.goBack(Scheduler.current(), frame);
    }

    /** Sends SIGALRM after so many nanoseconds, and again after each interval; returns what was left. 0 ends it; below 0 only asks. */
    @Export("sys_alarm")
    static long alarm(long nanoseconds, long interval) {
        Uproc me = Scheduler.process();
        long left = Timers.left(me.slot());
        if (nanoseconds >= 0) Timers.alarm(me, nanoseconds, interval);
        return left;
    }

    /** Nanoseconds since the machine began. */
    @Export("sys_clock")
    static long clock() {
        return Cpu.time() * Time.TICK;
    }

    /** Rests until the clock says so many nanoseconds; returns what is left, when a signal ended it minus that. */
    @Export("sys_sleep")
    static long sleep(long nanoseconds) {
        if (nanoseconds < 0) return Errno.EINVAL;
        long until = Time.after(nanoseconds);
        Waiters nowhere = Stack.of(Waiters.class);
        while (Cpu.time() < until)
            if (Waiting.sleepUntil(nowhere, until)) return -Math.max((until - Cpu.time()) * Time.TICK, 1);
        return 0;
    }

    @Export("sys_setpgid")
    static long setpgid(long pid, long group) {
        return Groups.set(Scheduler.process(), (int) pid, (int) group);
    }

    @Export("sys_getpgid")
    static long getpgid(long pid) {
        Uproc me = Scheduler.process();
        Uproc p = pid == 0 ? me : Uprocs.byPid((int) pid);
        return p.isNull() ? -Errno.ESRCH : p.holdings().group();
    }

    @Export("sys_setsid")
    static long setsid() {
        return Groups.setsid(Scheduler.process());
    }

    @Export("sys_getsid")
    static long getsid(long pid) {
        Uproc me = Scheduler.process();
        Uproc p = pid == 0 ? me : Uprocs.byPid((int) pid);
        return p.isNull() ? -Errno.ESRCH : p.holdings().session();
    }

    /** A limit, changed to {@code value} unless that is below 0; returns what it was. */
    @Export("sys_limit")
    static long limit(long which, long value) {
        Holdings mine = Scheduler.current().holdings();
        switch ((int) which) {
            case Limit.PROCESSES -> {
                int before = mine.maxProcesses();
                if (value >= 0) mine.maxProcesses((int) U.min(value, before));
                mine.hardProcesses(value >= 0 ? mine.maxProcesses() : mine.hardProcesses());
                return before;
            }
            case Limit.FILES -> {
                int before = mine.maxFiles();
                if (value >= 0) mine.maxFiles((int) U.min(value, before));
                mine.hardFiles(value >= 0 ? mine.maxFiles() : mine.hardFiles());
                return before;
            }
            default -> { return -Errno.EINVAL; }
        }
    }

    /** Describes the first process whose slot is at least {@code slot}; returns the slot behind it, 0 when there is none. */
    @Export("sys_process")
    static long process(long slot, Cap to) {
        if (slot < 0 || slot >= Uprocs.MAX) return 0;
        for (int n = Math.max((int) slot, 1); n < Uprocs.MAX; n++) {
            Uproc p = Uprocs.of(n);
            if (p.state() == UprocState.FREE || p.state() == UprocState.NEW || !Uprocs.isProcess(p)) continue;
            ProcessInfo info = Stack.of(ProcessInfo.class);
            info.pid(p.pid());
            info.parent(p.parent() == Uprocs.NONE ? 0 : Uprocs.of(p.parent()).pid());
            info.group(p.holdings().group());
            info.session(p.holdings().session());
            info.state(p.state() == UprocState.ZOMBIE ? 'Z' : p.holdings().stopped() ? 'T' : p.state() == UprocState.BLOCKED ? 'S' : 'R');
            Cap name = Spaces.name(p.space());
            Bytes.copy(info.name(), name, Math.min(Bytes.lengthOfText(name), info.name().length()));
            return UserCopy.out(to, info.cap(), Layout.size(ProcessInfo.class)) == 0 ? n + 1 : -Errno.EFAULT;
        }
        return 0;
    }
}
