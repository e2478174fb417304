package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.MayFault;
import dev.ufork.dsl.Perms;
import dev.ufork.kernel.target.Code;
import dev.ufork.kernel.target.Registers;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;

/**
 * Signals: sent, blocked, delivered. Source: POSIX.1-2017, System Interfaces 2.4.
 *
 * <p>{@link Uproc#attention} says that a signal is pending and not blocked; the ways out of the kernel look at it. A handler is called only from where
 * the program itself was: where the saved program counter may use system registers, it was the kernel, and the signal waits for the next way out.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Signals {
    private static final int FRAME_BYTES = Layout.size(SignalFrame.class);
    /** The least stack for a handler. */
    static final long MIN_STACK = 2048;
    private static final int STOPPED = 0x7f;
    private static final int CONTINUED = 0xffff;

    private Signals() {}

    /** Sends a signal from the process {@code sender}, 0 for the kernel. */
    static void send(Uproc p, int signal, int sender) {
        if (p.state() == UprocState.ZOMBIE || p.slot() == Family.FIRST) return;
        Holdings its = p.holdings();
        long bit = 1L << signal;
        if (signal == Signal.CONT || signal == Signal.KILL) goOn(p, signal == Signal.CONT);
        if ((bit & Signal.STOPS) != 0) its.pending(its.pending() & ~(1L << Signal.CONT));
        if ((bit & its.blocked()) == 0 && (bit & nothings(its)) != 0) return;
        its.pending(its.pending() | bit);
        its.sender(signal, sender);
        notice(p);
    }

    /** Signals on which nothing happens. */
    private static long nothings(Holdings its) {
        return (its.ignored() | Signal.HARMLESS & ~its.caught()) & ~Signal.FORCED;
    }

    /** A stopped μprocess goes on. */
    private static void goOn(Uproc p, boolean tell) {
        Holdings its = p.holdings();
        its.pending(its.pending() & ~Signal.STOPS);
        if (p.state() != UprocState.STOPPED) return;
        Scheduler.ready(p);
        if (!tell) return;
        its.news(CONTINUED);
        tellParent(Uprocs.of(p.parent()), p.pid(), true);
    }

    /** A child has stopped, gone on or ended. */
    static void tellParent(Uproc parent, int pid, boolean stop) {
        Holdings its = parent.holdings();
        if (its.forChildren().first() != Uprocs.NONE) Waiting.wake(its.forChildren());
        if (((its.caught() | its.blocked()) >>> Signal.CHLD & 1) == 0) return;
        if (stop && !its.actions().isNull() && (its.actions().flags(Signal.CHLD) & Signal.NO_CHILD_STOP) != 0) return;
        send(parent, Signal.CHLD, pid);
    }

    /** Children of {@code p} that end are forgotten at once. */
    static boolean wantsNoZombies(Uproc p) {
        Holdings its = p.holdings();
        if ((its.ignored() >>> Signal.CHLD & 1) != 0) return true;
        return !its.actions().isNull() && (its.actions().flags(Signal.CHLD) & Signal.NO_CHILD_WAIT) != 0;
    }

    /** After pending or blocked signals have changed. */
    static void notice(Uproc p) {
        Holdings its = p.holdings();
        boolean attention = (its.pending() & ~its.blocked()) != 0;
        p.attention(attention ? 1 : 0);
        if (attention) Waiting.interrupt(p, true);
    }

    /** The caller writes where nobody reads. */
    static long brokenPipe() {
        send(Scheduler.current(), Signal.PIPE, 0);
        return -Errno.EPIPE;
    }

    static void block(Uproc me, long set) {
        me.holdings().blocked(set & ~Signal.FORCED);
        notice(me);
    }

    /** On the way out of a system call, whose caller's registers a stub has put into the frame. */
    @Export("deliver_behind_call")
    static void deliverBehindCall() {
        Uproc me = Scheduler.current();
        if (!isProgram(me.frame().register(Registers.PC))) Life.end(me, Signal.SEGV);
        me.frame().cause(CALL);
        deliver(me);
        me.frame().cause(0);
    }

    /**
     * Delivers what is pending to the μprocess that runs, whose registers are in its frame: ends it, stops it, or changes the frame so that it goes on in
     * a handler.
     */
    static void deliver(Uproc me) {
        Holdings its = me.holdings();
        while (true) {
            long ready = its.pending() & ~its.blocked();
            if (ready == 0) break;
            int signal = Long.numberOfTrailingZeros((ready & 1L << Signal.KILL) != 0 ? 1L << Signal.KILL : ready);
            long bit = 1L << signal;
            boolean caught = (its.caught() & bit) != 0;
            if (caught && !isProgram(me.frame().register(Registers.PC))) return;
            its.pending(its.pending() & ~bit);
            if (caught) {
                call(me, signal);
                break;
            }
            if ((bit & nothings(its)) != 0) continue;
            if ((bit & Signal.STOPS) != 0) stop(me, signal);
            else Life.end(me, signal);
        }
        if (its.suspends()) {
            its.suspends(false);
            its.blocked(its.suspended());
        }
        me.attention((its.pending() & ~its.blocked()) != 0 ? 1 : 0);
    }

    private static void stop(Uproc me, int signal) {
        me.holdings().news(signal << 8 | STOPPED);
        me.state(UprocState.STOPPED);
        tellParent(Uprocs.of(me.parent()), me.pid(), true);
        Scheduler.leave();
    }

    /** May a program go on there? */
    static boolean isProgram(Cap pc) {
        return pc.tag() && (pc.perms() & Perms.SYSTEM) == 0 && (!pc.isSealed() || pc.type() == Code.SENTRY);
    }

    /** Makes the frame call the handler; what it held is on the program's stack. */
    private static void call(Uproc me, int signal) {
        Holdings its = me.holdings();
        UserFrame frame = me.frame();
        Actions actions = its.actions();
        int flags = actions.flags(signal);
        interruptedCall(frame, flags);

        Cap stack = frame.register(Registers.STACK);
        Cap other = its.alternateStack();
        if ((flags & Signal.ON_ALTERNATE_STACK) != 0 && !other.isNull() && !isOn(stack, other)) stack = other.plus(other.length());
        Cap place = stack.at(stack.address() - FRAME_BYTES & -16);
        SignalFrame on = place.as(SignalFrame.class);
        long before = its.suspends() ? its.suspended() : its.blocked();
        its.suspends(false);
        if (UserCopy.registersOut(place, frame.cap()) != 0 || describe(on, its, signal, before) != 0) {
            Life.end(me, Signal.SEGV);
            return;
        }
        long more = actions.mask(signal) | ((flags & Signal.NO_DEFER) != 0 ? 0 : 1L << signal);
        its.blocked((its.blocked() | more) & ~Signal.FORCED);
        if ((flags & Signal.RESET) != 0) its.caught(its.caught() & ~(1L << signal));
        frame.register(Registers.PC, its.handler());
        frame.register(Registers.STACK, place);
        frame.register(Registers.RESULT, Cap.NULL.plus(signal));
        frame.register(Registers.RESULT + 1, place.bounded(FRAME_BYTES));
        frame.register(Registers.LINK, Cap.NULL);
    }

    private static boolean isOn(Cap stack, Cap other) {
        return stack.address() - other.base() >= 0 && stack.address() - other.base() <= other.length();
    }

    /** Whether a call that a signal has interrupted is made again is the handler's wish. */
    private static void interruptedCall(UserFrame frame, int flags) {
        Cap result = frame.register(Registers.RESULT);
        if (result.tag() || result.address() != -Errno.ERESTART || frame.cause() != CALL) return;
        if ((flags & Signal.RESTART) == 0) frame.register(Registers.RESULT, Cap.NULL.plus(-Errno.EINTR));
    }

    /** In place of a trap's cause: the frame was made by a system call. */
    static final long CALL = -1;

    @MayFault(returns = -Errno.EFAULT)
    private static int describe(SignalFrame on, Holdings its, int signal, long mask) {
        on.mask(mask);
        on.number(signal);
        on.sender(its.sender(signal));
        on.code((int) its.faultCause());
        on.value(its.faultValue());
        return 0;
    }

    /** A fault of the program: calls its handler, if it has one that can be called; otherwise returns false. */
    static boolean fault(Uproc me, int signal, long cause, long value) {
        Holdings its = me.holdings();
        long bit = 1L << signal;
        if ((its.caught() & bit) == 0 || (its.blocked() & bit) != 0 || !isProgram(me.frame().register(Registers.PC))) return false;
        its.faultCause(cause);
        its.faultValue(value);
        its.sender(signal, 0);
        call(me, signal);
        its.faultCause(0);
        its.faultValue(0);
        return true;
    }

    /** Goes back to where the handler was called from, as the frame on the program's stack says; returns with the registers in the frame. */
    static void goBack(Uproc me, Cap user) {
        long mask = UserCopy.in64(user, Layout.offset(SignalFrame.class, "mask"));
        if (UserCopy.registersIn(me.frame().cap(), user) != 0 || !isProgram(me.frame().register(Registers.PC))) {
            Life.end(me, Signal.SEGV);
            return;
        }
        me.holdings().blocked(mask & ~Signal.FORCED);
        deliver(me);
    }
}
