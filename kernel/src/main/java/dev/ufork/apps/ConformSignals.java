package dev.ufork.apps;

import static dev.ufork.apps.Sentences.is;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.shared.Wait;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Processes;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/** Sentences about signals, each tried. Source: POSIX.1-2017, System Interfaces 2.4 and its pages; a sentence begins with its page's name. */
@Kernel
final class ConformSignals {
    private static final Cap MEMORY = Global.bytes(64, 16);
    private static int caught;
    private static int takenAway;
    private static int depth;
    private static int deepest;
    private static int number;
    private static long stack;
    private static long mask;
    private static long sender;
    private static long fault;

    private ConformSignals() {}

    static void all() {
        handlers();
        masks();
        faults();
        alternate();
        interrupted();
        brokenPipes();
        timers();
        children();
    }

    private static void count(int signal, SignalFrame frame) {
        Cap here = Stack.bytes(16);
        caught++;
        number = signal;
        stack = here.address();
        sender = frame.sender();
        fault = frame.value();
        mask = Signals.mask(-1, 0);
    }

    private static void again(int signal, SignalFrame frame) {
        depth++;
        deepest = Math.max(deepest, depth);
        if (caught++ == 0) Signals.raise(signal);
        depth--;
    }

    private static void leave(int signal, SignalFrame frame) {
        Sys.exit(frame.value() != 0 || frame.code() != 0 ? 20 + signal : 1);
    }

    private static void handlers() {
        caught = 0;
        Signals.handle(Signal.USR1, ConformSignals::count, Signal.RESET, 0);
        Signals.raise(Signal.USR1);
        is("sigaction: SA_RESETHAND calls the handler", caught, 1);
        int pid = Sys.fork();
        if (pid == 0) {
            Signals.raise(Signal.USR1);
            Sys.exit(0);
        }
        Cap status = Stack.bytes(16);
        Sys.waitpid(pid, status);
        is("sigaction: and restores the default", status.load32(0) & 0x7f, Signal.USR1);
        Signals.handle(Signal.USR1, ConformSignals::count, 0, 0);
        Signals.raise(Signal.USR1);
        is("sigaction: si_pid of a signal that a process sent", sender, Sys.getpid());
        is("sigaction: the signal is blocked while its handler runs", mask >>> Signal.USR1 & 1, 1);
        Signals.handle(Signal.USR1, ConformSignals::count, 0, 1L << Signal.USR2);
        Signals.raise(Signal.USR1);
        is("sigaction: and so is sa_mask", mask, 1L << Signal.USR1 | 1L << Signal.USR2);
        is("sigaction: the mask is restored when it returns", Signals.mask(-1, 0), 0);
        caught = 0;
        deepest = 0;
        Signals.handle(Signal.USR1, ConformSignals::again, 0, 0);
        Signals.raise(Signal.USR1);
        is("sigaction: a handler is not interrupted by its own signal", deepest * 10 + caught, 12);
        caught = 0;
        deepest = 0;
        Signals.handle(Signal.USR1, ConformSignals::again, Signal.NO_DEFER, 0);
        Signals.raise(Signal.USR1);
        is("sigaction: with SA_NODEFER it is", deepest * 10 + caught, 22);
        Signals.restore(Signal.USR1);
        is("sigaction: EINVAL for SIGSTOP", Signals.ignore(Signal.STOP), -Errno.EINVAL);
        is("sigaction: EINVAL for 0", Signals.restore(0), -Errno.EINVAL);
        is("sigaction: EINVAL for a number beyond the last", Signals.restore(Signal.COUNT), -Errno.EINVAL);
        Signals.raise(Signal.CHLD);
        Signals.raise(Signal.URG);
        Signals.raise(Signal.WINCH);
        is("signal.h: SIGCHLD, SIGURG are ignored by default", Signals.pending(), 0);
    }

    private static void masks() {
        caught = 0;
        Signals.handle(Signal.USR1, ConformSignals::count, 0, 0);
        Signals.handle(Signal.USR2, ConformSignals::count, 0, 0);
        is("sigprocmask: SIG_BLOCK returns what was blocked", Signals.mask(Signal.BLOCK, 1L << Signal.USR1 | 1L << Signal.USR2), 0);
        Signals.raise(Signal.USR1);
        Signals.raise(Signal.USR1);
        Signals.raise(Signal.USR2);
        is("sigpending: both are pending", Signals.pending(), 1L << Signal.USR1 | 1L << Signal.USR2);
        is("sigprocmask: SIG_UNBLOCK", Signals.mask(Signal.UNBLOCK, 1L << Signal.USR1), 1L << Signal.USR1 | 1L << Signal.USR2);
        is("sigprocmask: a pending signal is delivered before it returns, once", caught, 1);
        is("sigprocmask: the other is pending still", Signals.pending(), 1L << Signal.USR2);
        Signals.ignore(Signal.USR2);
        is("sigaction: to ignore a pending signal discards it", Signals.pending(), 0);
        Signals.mask(Signal.SET_MASK, -1);
        is("sigprocmask: SIGKILL and SIGSTOP cannot be blocked", Signals.mask(-1, 0) & Signal.FORCED, 0);
        Signals.mask(Signal.SET_MASK, 0);
        is("sigprocmask: EINVAL for a how that is none", Signals.mask(3, 0), -Errno.EINVAL);
        Signals.restore(Signal.USR1);
        Signals.restore(Signal.USR2);
    }

    /** A child that makes the fault; its status. */
    private static int child(int kind) {
        int pid = Sys.fork();
        if (pid == 0) {
            Signals.handle(Signal.SEGV, ConformSignals::leave, kind == 4 ? Signal.ON_ALTERNATE_STACK : 0, 0);
            if (kind == 4) Signals.alternateStack(Heap.alloc(8192));
            switch (kind) {
                case 0 -> MEMORY.store8(64, 1);
                case 1 -> Cap.NULL.store8(0, 1);
                case 2 -> MEMORY.untagged().store64(0, 1);
                case 3 -> {
                    Signals.mask(Signal.BLOCK, 1L << Signal.SEGV);
                    MEMORY.store8(64, 1);
                }
                default -> recurse(1);
            }
            Sys.exit(0);
        }
        Cap status = Stack.bytes(16);
        Sys.waitpid(pid, status);
        int s = status.load32(0);
        return Wait.exited(s) ? Wait.exitStatus(s) : -Wait.terminatingSignal(s);
    }

    private static long recurse(long n) {
        Cap room = Stack.bytes(1024);
        room.store64(0, n);
        return recurse(n + 1) + room.load64(0);
    }

    private static void faults() {
        is("sigaction: SIGSEGV beyond an object's bounds, with the fault's details", child(0), 20 + Signal.SEGV);
        is("sigaction: SIGSEGV through a null pointer", child(1), 20 + Signal.SEGV);
        is("sigaction: SIGSEGV through a capability without tag", child(2), 20 + Signal.SEGV);
        is("sigprocmask: a SIGSEGV that a fault makes while it is blocked ends the process", child(3), -Signal.SEGV);
        is("sigaltstack: a stack that has run over is left for the alternate one", child(4), 20 + Signal.SEGV);
    }

    private static void takeAway(int signal, SignalFrame frame) {
        takenAway = Signals.alternateStack(Cap.NULL);
    }

    private static void alternate() {
        Cap other = Heap.alloc(8192);
        is("sigaltstack: shall return 0", Signals.alternateStack(other), 0);
        Signals.handle(Signal.USR1, ConformSignals::count, Signal.ON_ALTERNATE_STACK, 0);
        Signals.raise(Signal.USR1);
        is("sigaction: SA_ONSTACK runs the handler on the alternate stack", stack >= other.address() && stack < other.address() + 8192 ? 1 : 0, 1);
        Signals.handle(Signal.USR1, ConformSignals::count, 0, 0);
        Signals.raise(Signal.USR1);
        is("sigaction: without it on the usual one", stack >= other.address() && stack < other.address() + 8192 ? 1 : 0, 0);
        Signals.handle(Signal.USR1, ConformSignals::takeAway, Signal.ON_ALTERNATE_STACK, 0);
        Signals.raise(Signal.USR1);
        is("sigaltstack: EPERM when the active stack is the alternate one", takenAway, -Errno.EPERM);
        is("sigaltstack: ENOMEM for less than MINSIGSTKSZ", Signals.alternateStack(other.bounded(512)), -Errno.ENOMEM);
        is("sigaltstack: SS_DISABLE", Signals.alternateStack(Cap.NULL), 0);
        Signals.handle(Signal.USR1, ConformSignals::count, Signal.ON_ALTERNATE_STACK, 0);
        Signals.raise(Signal.USR1);
        is("sigaction: SA_ONSTACK without an alternate stack takes the usual one", stack >= other.address() && stack < other.address() + 8192 ? 1 : 0, 0);
        Signals.restore(Signal.USR1);
        Heap.free(other);
    }

    /** An alarm again and again: the first may come before the call that it is to interrupt waits. */
    private static void knock() {
        Signals.alarm(1_000_000, 1_000_000);
    }

    /** What an interrupted call has answered; nobody knocks any more. */
    private static long answered(long result) {
        Signals.alarm(0, 0);
        return result;
    }

    private static void interrupted() {
        Cap ends = Stack.bytes(16);
        Cap data = Stack.bytes(16);
        Io.pipe(ends);
        Signals.handle(Signal.ALRM, ConformSignals::count, 0, 0);
        knock();
        is("read: EINTR without SA_RESTART", answered(Io.read(ends.load32(0), data, 1)), -Errno.EINTR);
        Signals.handle(Signal.ALRM, ConformSignals::count, Signal.RESTART, 0);
        int pid = Sys.fork();
        if (pid == 0) {
            Processes.sleep(20_000_000);
            Io.write(ends.load32(4), data, 1);
            Sys.exit(0);
        }
        caught = 0;
        Signals.alarm(1_000_000, 0);
        is("sigaction: with SA_RESTART the call goes on", Io.read(ends.load32(0), data, 1), 1);
        is("sigaction: and the handler has run", caught, 1);
        Sys.waitpid(pid, Cap.NULL);
        Signals.handle(Signal.ALRM, ConformSignals::count, 0, 0);
        pid = Sys.fork();
        if (pid == 0) while (true) Sys.pause();
        knock();
        is("waitpid: EINTR", answered(Sys.waitpid(pid, Cap.NULL)), -Errno.EINTR);
        Sys.kill(pid, Signal.KILL);
        Sys.waitpid(pid, Cap.NULL);
        knock();
        data.store32(0, ends.load32(0));
        data.store32(4, 1);
        is("poll: EINTR", answered(Io.poll(data, 1, -1)), -Errno.EINTR);
        knock();
        is("nanosleep: what is left when a handler has run", answered(Processes.sleep(1_000_000_000)) < 0 ? 1 : 0, 1);
        knock();
        is("pause: EINTR", answered(Signals.pause()), -Errno.EINTR);
        while (Io.write(ends.load32(4), data, 16) == 16 && Io.fcntl(ends.load32(4), Open.SET_STATUS_FLAGS, Open.NONBLOCK) == 0) caught++;
        Io.fcntl(ends.load32(4), Open.SET_STATUS_FLAGS, 0);
        knock();
        is("write: EINTR when a pipe is full", answered(Io.write(ends.load32(4), data, 16)), -Errno.EINTR);
        Io.close(ends.load32(0));
        Io.close(ends.load32(4));
        Signals.restore(Signal.ALRM);
    }

    private static void brokenPipes() {
        Cap ends = Stack.bytes(16);
        Io.pipe(ends);
        Io.close(ends.load32(0));
        caught = 0;
        Signals.handle(Signal.PIPE, ConformSignals::count, 0, 0);
        is("write: EPIPE, and SIGPIPE is sent", Io.write(ends.load32(4), ends, 1), -Errno.EPIPE);
        is("write: SIGPIPE was caught", caught * 100 + number, 100 + Signal.PIPE);
        Signals.restore(Signal.PIPE);
        int pid = Sys.fork();
        if (pid == 0) {
            Io.write(ends.load32(4), ends, 1);
            Sys.exit(0);
        }
        Cap status = Stack.bytes(16);
        Sys.waitpid(pid, status);
        is("signal.h: SIGPIPE ends the process by default", status.load32(0) & 0x7f, Signal.PIPE);
        Io.close(ends.load32(4));
    }

    private static void timers() {
        caught = 0;
        Signals.handle(Signal.ALRM, ConformSignals::count, 0, 0);
        Signals.alarm(1_000_000, 1_000_000);
        while (caught < 3) Signals.pause();
        is("setitimer: SIGALRM again after each interval", caught >= 3 ? 1 : 0, 1);
        is("alarm: returns what was left, and 0 ends it", Signals.alarm(0, 0) > 0 ? 1 : 0, 1);
        is("alarm: nothing is left then", Signals.alarm(-1, 0), 0);
        long now = Processes.clock();
        is("clock_gettime: CLOCK_MONOTONIC never goes back", Processes.clock() >= now ? 1 : 0, 1);
        is("nanosleep: 0 nanoseconds return at once", Processes.sleep(0), 0);
        Signals.restore(Signal.ALRM);
    }

    private static void children() {
        caught = 0;
        Signals.handle(Signal.CHLD, ConformSignals::count, 0, 0);
        Signals.mask(Signal.BLOCK, 1L << Signal.CHLD);
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(0);
        while (caught == 0) Signals.suspend(0);
        Signals.mask(Signal.SET_MASK, 0);
        is("exit: SIGCHLD is sent to the parent", number, Signal.CHLD);
        is("sigaction: si_pid is the child", sender, pid);
        Sys.waitpid(pid, Cap.NULL);
        Signals.handle(Signal.CHLD, ConformSignals::count, Signal.NO_CHILD_STOP, 0);
        caught = 0;
        pid = Sys.fork();
        if (pid == 0) while (true) Sys.pause();
        Sys.kill(pid, Signal.STOP);
        Sys.waitpid(pid, Cap.NULL, Wait.UNTRACED);
        is("sigaction: SA_NOCLDSTOP: no SIGCHLD when children stop", caught, 0);
        Sys.kill(pid, Signal.KILL);
        while (Sys.waitpid(pid, Cap.NULL) == -Errno.EINTR) { }
        is("kill: SIGKILL ends a stopped process", caught, 1);
        Signals.restore(Signal.CHLD);
    }
}
