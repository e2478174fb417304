package dev.ufork.user;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.U;
import dev.ufork.shared.Action;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;

/**
 * Signals, as POSIX has them. Handlers stay in the program's memory: the kernel calls {@link #arrived} for every signal that is caught, and that calls
 * the handler and goes back.
 */
@Kernel
public final class Signals {
    private static final Handlers HANDLERS = Global.of(Handlers.class);

    /** What is called on a signal; the frame says what was interrupted and why. */
    @FnRef
    public interface Handler {
        void handle(int signal, SignalFrame frame);
    }

    /** The entry that the kernel calls. */
    @FnRef
    interface Entry {
        void enter(int signal, SignalFrame frame);
    }

    /** By signal. */
    @Struct
    interface Handlers extends Ref {
        @Length(Signal.COUNT) Handler handler(int signal);     void handler(int signal, Handler h);
        Entry entry();                                         void entry(Entry e);
        boolean connected();                                   void connected(boolean yes);
        /** The stack for the handlers that ask for one. */
        Cap other();                                           void other(Cap stack);
    }

    private Signals() {}

    static void arrived(int signal, SignalFrame frame) {
        HANDLERS.handler(signal).handle(signal, frame);
        Sys.calls().sigreturn().call(frame.cap());
    }

    /** Makes {@code handler} called on the signal; flags and mask are those of {@code sigaction}. */
    public static int handle(int signal, Handler handler, int flags, long mask) {
        if (signal <= 0 || signal >= Signal.COUNT) return -Errno.EINVAL;
        if (!HANDLERS.connected()) {
            HANDLERS.entry(Signals::arrived);
            Sys.calls().sigentry().call(HANDLERS.cap().loadCap(Signal.COUNT * 16L));
            HANDLERS.connected(true);
        }
        Handler before = HANDLERS.handler(signal);
        HANDLERS.handler(signal, handler);
        int result = act(signal, Signal.CATCH, flags, mask);
        if (result != 0) HANDLERS.handler(signal, before);
        return result;
    }

    /** Does nothing on the signal any more. */
    public static int ignore(int signal) {
        return act(signal, Signal.IGNORE, 0, 0);
    }

    /** Does on the signal what is done by default. */
    public static int restore(int signal) {
        return act(signal, Signal.DEFAULT, 0, 0);
    }

    private static int act(int signal, int disposition, int flags, long mask) {
        Action action = Stack.of(Action.class);
        action.disposition(disposition);
        action.flags(flags);
        action.mask(mask);
        return (int) Sys.calls().sigaction().call(signal, action.cap(), Cap.NULL);
    }

    /** What is done on the signal: an {@link Action}. */
    public static int action(int signal, Cap to) {
        return (int) Sys.calls().sigaction().call(signal, Cap.NULL, to);
    }

    public static int raise(int signal) {
        return Sys.kill(Sys.getpid(), signal);
    }

    /** Blocks ({@link Signal#BLOCK}), unblocks, or sets the set of signals; returns the set before. */
    public static long mask(int how, long set) {
        return Sys.calls().sigprocmask().call(how, set);
    }

    /** Those that wait for being unblocked. */
    public static long pending() {
        return Sys.calls().sigpending().call();
    }

    /** Waits, with {@code set} blocked, until a handler has run. */
    public static int suspend(long set) {
        return (int) Sys.calls().sigsuspend().call(set);
    }

    /** Waits until a handler has run. */
    public static int pause() {
        return suspend(mask(-1, 0));
    }

    /** A stack for the handlers that ask for one; the null capability for none. A handler that runs on one cannot change it. */
    public static int alternateStack(Cap stack) {
        Cap other = HANDLERS.other();
        if (other.tag() && U.lt(Stack.bytes(16).address() - other.base(), other.length())) return -Errno.EPERM;
        int result = (int) Sys.calls().sigaltstack().call(stack);
        if (result == 0) HANDLERS.other(stack);
        return result;
    }

    /** Takes an interval timer ({@code setitimer}) from an {@link dev.ufork.shared.IntervalTimer}; what it was goes to {@code before}. Either may be null. */
    public static int timer(int which, Cap asked, Cap before) {
        return (int) Sys.calls().itimer().call(which, asked, before);
    }

    /** Sends SIGALRM after nanoseconds, and then again after each interval; returns what was left of the alarm before. */
    public static long alarm(long nanoseconds, long interval) {
        return Sys.calls().alarm().call(nanoseconds, interval);
    }
}
