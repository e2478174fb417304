package dev.ufork.apps.attack;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.shared.Wait;
import dev.ufork.user.Counter;
import dev.ufork.user.Io;
import dev.ufork.user.Memory;
import dev.ufork.user.Out;
import dev.ufork.user.Processes;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;
import dev.ufork.user.target.Faults;

/** Runs attempts, each in a child of its own, and judges how they end and whether everything else still works. */
@Kernel
final class Trial {
    private static final int CAP = 16;
    private static final int COUNTERS = 4;
    private static final int HELLO = 7;
    /** How long an attempt may take, and how long to rest between looks at it. */
    private static final long PATIENCE = 50_000_000;
    private static final long REST = 100_000;

    static final Wanted WANTED = Global.of(Wanted.class);
    private static long patience = PATIENCE;
    private static int spare;
    private static int tried;
    private static int failed;

    /** What the command line asks for. */
    @Struct
    interface Wanted extends Ref {
        /** Names, and how many words before them are none. */
        Cap words();        void words(Cap vector);
        int first();        void first(int n);
        int count();        void count(int n);
        boolean listing();  void listing(boolean yes);
    }

    private Trial() {}

    /** Tries it, if it is wanted; {@code stop} says what must stop it. */
    static void row(String name, String what, int stop, Attempt attempt) {
        row(Text.utf8(name), Text.utf8(what), stop, attempt);
    }

    static void row(Cap name, Cap what, int stop, Attempt attempt) {
        if (!isWanted(name)) return;
        if (WANTED.listing()) {
            Out.bytes(name, name.length());
            Out.text(": ");
            Out.bytes(what, what.length());
            Out.text("; ");
            Stop.say(stop);
            Out.text("\n");
            return;
        }
        tried++;
        Cap before = Stack.bytes(COUNTERS * 8);
        count(before);
        int stopped = Stop.seen(outcome(attempt), stop);
        boolean works = works();
        boolean whole = isAsBefore(before);
        Out.text("attack ");
        Out.bytes(name, name.length());
        if (stopped == Stop.NOTHING) Out.text(" ... NOT STOPPED");
        else {
            Out.text(" ... stopped by ");
            Stop.say(stopped);
        }
        if (stopped != stop) {
            Out.text(", NOT BY ");
            Stop.say(stop);
        }
        if (!works) Out.text(", AND THE SYSTEM IS DAMAGED");
        if (!whole) Out.text(", AND SOMETHING IS LOST");
        Out.text("\n");
        if (stopped != stop || !works || !whole) failed++;
    }

    private static boolean isWanted(Cap name) {
        if (WANTED.first() >= WANTED.count()) return true;
        for (int n = WANTED.first(); n < WANTED.count(); n++) if (is(WANTED.words().loadCap((long) n * CAP), name)) return true;
        return false;
    }

    static boolean is(Cap text, Cap other) {
        return text.length() == other.length() && Bytes.compare(text, other, other.length()) == 0;
    }

    /** How an attempt ends in a child of this process. */
    static int outcome(Attempt attempt) {
        int pid = Sys.fork();
        if (pid == 0) {
            Signals.handle(Signal.SEGV, Trial::faulted, 0, 0);
            Signals.handle(Signal.ILL, Trial::faulted, 0, 0);
            Sys.exit(attempt.attempt());
        }
        return pid < 0 ? Stop.NOT_TRIED : end(pid, patience);
    }

    /** From now on attempts may take so many nanoseconds, and change how many empty pages there are for kernel objects by so many. */
    static void patience(long nanoseconds, int pages) {
        patience = nanoseconds;
        spare = pages;
    }

    private static void faulted(int signal, SignalFrame frame) {
        Sys.exit(Stop.OTHER + Faults.kind(frame.code(), frame.value()).ordinal());
    }

    /** How a child ends; one that does not is killed. */
    static int end(int pid) {
        return end(pid, PATIENCE);
    }

    /** The same after so many nanoseconds. */
    static int end(int pid, long patience) {
        Cap status = Stack.bytes(16);
        long until = Processes.clock() + patience;
        while (true) {
            int waited = Sys.waitpid(pid, status, Wait.NO_HANG);
            if (waited < 0) return Stop.NOT_TRIED;
            if (waited != 0) break;
            if (Processes.clock() > until) {
                Sys.kill(pid, Signal.KILL);
                Sys.waitpid(pid, status);
                return Stop.TIME;
            }
            Processes.sleep(REST);
        }
        int ended = status.load32(0);
        return Wait.exited(ended) ? Wait.exitStatus(ended) : Stop.SIGNAL + Wait.terminatingSignal(ended);
    }

    /** Do processes, pipes and waiting still work? */
    private static boolean works() {
        Cap ends = Stack.bytes(16);
        Cap data = Stack.bytes(16);
        if (Io.pipe(ends) != 0) return false;
        int pid = Sys.fork();
        if (pid == 0) {
            data.store64(0, Sys.getppid());
            Io.write(ends.load32(4), data, 8);
            Sys.exit(HELLO);
        }
        boolean right = pid > 0 && Io.read(ends.load32(0), data, 8) == 8 && data.load64(0) == Sys.getpid() && end(pid) == HELLO;
        return Io.close(ends.load32(0)) == 0 && Io.close(ends.load32(4)) == 0 && right;
    }

    private static void count(Cap counts) {
        counts.store64(0, Sys.counter(Counter.FRAMES_FREE));
        counts.store64(8, Sys.counter(Counter.TABLES));
        counts.store64(16, Sys.counter(Counter.REGIONS));
        counts.store64(24, Sys.counter(Counter.SLOTS_FREE));
    }

    private static boolean isAsBefore(Cap before) {
        Cap now = Stack.bytes(COUNTERS * 8);
        count(now);
        long missing = before.load64(0) - now.load64(0);
        return Bytes.compare(before.plus(8), now.plus(8), (COUNTERS - 1) * 8) == 0 && Math.abs(missing) <= spare;
    }

    /** The program's own first forks and writes, so that no attempt is charged with what they take for good. */
    static void settle() {
        for (int n = 0; n < 2; n++) {
            outcome(Trial::nothing);
            works();
            isAsBefore(Stack.bytes(COUNTERS * 8));
        }
    }

    private static int nothing() {
        Memory.map(4096, Mman.PRIVATE);
        return Stop.got(Machine.programCounter().load8(Machine.programCounter().length()));
    }

    /** Says how many there were; the program's exit status. */
    static int sum() {
        if (WANTED.listing()) return 0;
        Out.text("attack: ");
        Out.number(tried);
        Out.text(" attempts, ");
        Out.number(tried - failed);
        Out.text(" stopped as they should\n");
        return tried == 0 || failed != 0 ? 1 : 0;
    }
}
