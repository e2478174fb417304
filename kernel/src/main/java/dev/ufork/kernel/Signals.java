package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Inline;
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
    /** What the stack of a handler must allow. */
    static final long STACK = Perms.LOAD | Perms.STORE | Perms.LOAD_CAP | Perms.STORE_CAP;
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
        if ((bit & nothings(its)) != 0 && (bit & blockedByAll(p)) == 0) return;
        its.pending(its.pending() | bit);
        its.sender(signal, sender);
        notice(p);
    }

    /** Sends a signal to one thread of the caller's own μprocess. */
    static void sendToThread(Uproc thread, int signal, int sender) {
        if (thread.process().slot() == Family.FIRST) return;
        Holdings its = thread.holdings();
        long bit = 1L << signal;
        if ((bit & (Signal.FORCED | Signal.STOPS | 1L << Signal.CONT)) != 0) {
            send(thread.process(), signal, sender);
            return;
        }
        if ((bit & thread.blocked()) == 0 && (bit & nothings(its)) != 0) return;
        thread.pending(thread.pending() | bit);
        its.sender(signal, sender);
        notice(thread.process());
    }

    /** What every thread of the process has blocked. */
    private static long blockedByAll(Uproc process) {
        long set = process.blocked();
        for (int slot = process.nextThread(); slot != Uprocs.NONE; slot = Uprocs.of(slot).nextThread()) set &= Uprocs.of(slot).blocked();
        return set;
    }

    /** Signals on which nothing happens. */
    private static long nothings(Holdings its) {
        return (its.ignored() | Signal.HARMLESS & ~its.caught()) & ~Signal.FORCED;
    }

    /** A stopped μprocess goes on. */
    private static void goOn(Uproc p, boolean tell) {
        Holdings its = p.holdings();
        its.pending(its.pending() & ~Signal.STOPS);
        if (!its.stopped()) return;
        resume(p);
        notice(p);
        if (!tell) return;
        its.news(CONTINUED);
        tellParent(Uprocs.of(p.parent()), p.pid(), true);
    }

    /** No thread of the process is stopped any more. */
    static void resume(Uproc process) {
        process.holdings().stopped(false);
        for (int slot = process.slot(); slot != Uprocs.NONE; slot = Uprocs.of(slot).nextThread())
            if (Uprocs.of(slot).state() == UprocState.STOPPED) Scheduler.ready(Uprocs.of(slot));
    }

    /** A child has stopped, gone on or ended. */
    static void tellParent(Uproc parent, int pid, boolean stop) {
        Holdings its = parent.holdings();
        if (its.forChildren().first() != Uprocs.NONE) Waiting.wake(its.forChildren());
        if (((its.caught() | blockedByAll(parent)) >>> Signal.CHLD & 1) == 0) return;
        if (stop && !its.actions().isNull() && (its.actions().flags(Signal.CHLD) & Signal.NO_CHILD_STOP) != 0) return;
        send(parent, Signal.CHLD, pid);
    }

    /** Children of {@code p} that end are forgotten at once. */
    static boolean wantsNoZombies(Uproc p) {
        Holdings its = p.holdings();
        if ((its.ignored() >>> Signal.CHLD & 1) != 0) return true;
        return !its.actions().isNull() && (its.actions().flags(Signal.CHLD) & Signal.NO_CHILD_WAIT) != 0;
    }

    /**
     * After pending or blocked signals of a process have changed, or what becomes of it: each thread is told when it has something to see to on its way
     * out of the kernel. What was sent to the process is for the first thread that has not blocked it, and for no other.
     */
    static void notice(Uproc process) {
        if (process.nextThread() != Uprocs.NONE) {
            noticeAll(process);
            return;
        }
        Holdings its = process.holdings();
        boolean attention = isReady(process) || its.stopped() || its.ending() && process.slot() != its.survivor();    // the last of several is ended, too
        process.attention(attention ? 1 : 0);
        if (attention) Waiting.interrupt(process, true);
    }

    /** Is there a signal that the thread has not blocked? */
    @Inline
    private static boolean isReady(Uproc thread) {
        return ((thread.holdings().pending() | thread.pending()) & ~thread.blocked()) != 0;
    }

    private static void noticeAll(Uproc process) {
        Holdings its = process.holdings();
        long pending = its.pending();
        boolean all = its.stopped() || its.ending();
        int slot = process.slot();
        do {
            Uproc thread = Uprocs.of(slot);
            long blocked = thread.blocked();
            boolean attention = ((pending | thread.pending()) & ~blocked) != 0 || all && slot != its.survivor();
            pending &= blocked;
            thread.attention(attention ? 1 : 0);
            if (attention) Waiting.interrupt(thread, true);
            slot = thread.nextThread();
        } while (slot != Uprocs.NONE);
    }

    /** The caller writes where nobody reads. */
    static long brokenPipe() {
        sendToThread(Scheduler.current(), Signal.PIPE, 0);
        return -Errno.EPIPE;
    }

    static void block(Uproc me, long set) {
        me.blocked(set & ~Signal.FORCED);
        notice(me.process());
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
     * Delivers what is pending to the thread that runs, whose registers are in its frame: ends or stops its process, or changes the frame so that it goes on
     * in a handler. And ends it, or stops it, when another thread had the process ended or stopped.
     */
    static void deliver(Uproc me) {
        Holdings its = me.holdings();
        while (true) {
            if (its.ending() && me.slot() != its.survivor()) Threads.end(me);
            if (its.stopped()) {
                me.state(UprocState.STOPPED);
                Scheduler.leave();
                continue;
            }
            long ready = (its.pending() | me.pending()) & ~me.blocked();
            if (ready == 0) break;
            int signal = Long.numberOfTrailingZeros((ready & 1L << Signal.KILL) != 0 ? 1L << Signal.KILL : ready);
            long bit = 1L << signal;
            boolean caught = (its.caught() & bit) != 0;
            if (caught && !isProgram(me.frame().register(Registers.PC))) return;
            if ((me.pending() & bit) != 0) me.pending(me.pending() & ~bit);
            else its.pending(its.pending() & ~bit);
            if (caught) {
                call(me, signal);
                break;
            }
            if ((bit & nothings(its)) != 0) continue;
            if ((bit & Signal.STOPS) != 0) stop(me.process(), signal);
            else Life.end(me, signal);
        }
        if (me.suspends()) {
            me.suspends(false);
            me.blocked(me.suspended());
        }
        Uproc process = me.process();
        if (process.nextThread() == Uprocs.NONE) me.attention(isReady(me) ? 1 : 0);
        else noticeAll(process);
    }

    /** The process stops, each of its threads on its way out of the kernel. */
    private static void stop(Uproc process, int signal) {
        process.holdings().news(signal << 8 | STOPPED);
        process.holdings().stopped(true);
        notice(process);
        tellParent(Uprocs.of(process.parent()), process.pid(), true);
    }

    /** May a program go on there? */
    static boolean isProgram(Cap pc) {
        return pc.tag() && (pc.perms() & Perms.SYSTEM) == 0 && (!pc.isSealed() || pc.type() == Code.SENTRY);
    }

    /** Is it a sealed entry of a program, at which the kernel may let it begin? */
    static boolean isEntry(Cap entry) {
        return isProgram(entry) && entry.isSealed() && (entry.perms() & Perms.EXECUTE) != 0;
    }

    /** Makes the frame call the handler; what it held is on the program's stack. */
    private static void call(Uproc me, int signal) {
        Holdings its = me.holdings();
        UserFrame frame = me.frame();
        Actions actions = its.actions();
        int flags = actions.flags(signal);
        interruptedCall(frame, flags);

        Cap stack = frame.register(Registers.STACK);
        Cap other = me.alternateStack();
        if ((flags & Signal.ON_ALTERNATE_STACK) != 0 && !other.isNull() && !isOn(stack, other)) stack = other.plus(other.length());
        Cap place = stack.at(stack.address() - FRAME_BYTES & -16);
        SignalFrame on = place.as(SignalFrame.class);
        long before = me.suspends() ? me.suspended() : me.blocked();
        me.suspends(false);
        if (UserCopy.registersOut(place, frame.cap()) != 0 || describe(on, me, its.sender(signal), signal, before) != 0) {
            Life.end(me, Signal.SEGV);
            return;
        }
        long more = actions.mask(signal) | ((flags & Signal.NO_DEFER) != 0 ? 0 : 1L << signal);
        me.blocked((me.blocked() | more) & ~Signal.FORCED);
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
    private static int describe(SignalFrame on, Uproc me, int sender, int signal, long mask) {
        on.mask(mask);
        on.number(signal);
        on.sender(sender);
        on.code((int) me.faultCause());
        on.value(me.faultValue());
        return 0;
    }

    /** A fault of the program: calls its handler, if it has one that can be called; otherwise returns false. */
    static boolean fault(Uproc me, int signal, long cause, long value) {
        Holdings its = me.holdings();
        long bit = 1L << signal;
        if ((its.caught() & bit) == 0 || (me.blocked() & bit) != 0 || !isProgram(me.frame().register(Registers.PC))) return false;
        me.faultCause(cause);
        me.faultValue(value);
        its.sender(signal, 0);
        call(me, signal);
        me.faultCause(0);
        me.faultValue(0);
        return true;
    }

    /** Goes back to where the handler was called from, as the frame on the program's stack says; returns with the registers in the frame. */
    static void goBack(Uproc me, Cap user) {
        long mask = UserCopy.in64(user, Layout.offset(SignalFrame.class, "mask"));
        if (UserCopy.registersIn(me.frame().cap(), user) != 0 || !isProgram(me.frame().register(Registers.PC))) {
            Life.end(me, Signal.SEGV);
            return;
        }
        me.blocked(mask & ~Signal.FORCED);
        deliver(me);
    }
}
