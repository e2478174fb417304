package dev.ufork.apps.attack;

import dev.ufork.dsl.Atomic;
import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Format;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.shared.Wait;
import dev.ufork.user.Counter;
import dev.ufork.user.Entries;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Memory;
import dev.ufork.user.Out;
import dev.ufork.user.Processes;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;
import dev.ufork.user.Threads;

/**
 * {@code attack -preempt OPERATION ROUNDS STEP [clock]}: in each round a child carries out the operation and is interrupted a little later than in the round
 * before; another child has its turn then, and kills the first, or, for the operation {@code registers}, leaves capabilities of its own in all registers.
 * After each round there must be as much of everything as before.
 *
 * <p>The interrupt is the machine's: the first child writes {@code !} to the console, and the machine interrupts so many instructions later. Or, with
 * {@code clock}, it is the end of the other child's sleep, on any machine whose clock counts instructions; then the instruction is exact but for those that it
 * takes to look at the clock.
 */
@Kernel
final class Preempted {
    /** As first argument. */
    static final String PREEMPT = "-preempt";

    private static final String[] OPERATIONS = {"exit", "fork", "exec", "pipe", "fault", "file", "registers", "signal", "thread", "map", "futex",
        "exec-of-threads"};
    private static final int EXEC = 2;
    private static final int REGISTERS = 6;
    private static final int EXEC_OF_THREADS = 11;
    private static final String FILE = "/tmp/preempted";
    private static final int CAP = 16;
    private static final int COUNTERS = 5;
    private static final long PAGE = 4096;
    private static final int PATIENCE = 1000;
    private static final int DONE = 7;
    /** Nanoseconds in which both children have come to where they wait for their time. */
    private static final long LEAD = 200_000;
    /** An interval that does not end. */
    private static final long NEVER = -1;

    private static final Seen SEEN = Global.of(Seen.class);

    /** What a handler and a thread have seen. */
    @Struct
    interface Seen extends Ref {
        int signals();      void signals(int n);
        /** The futex. */
        int word();         void word(int n);
    }

    private Preempted() {}

    /** The program's exit status. */
    static int main(int count, Cap arguments) {
        int operation = count < 5 ? OPERATIONS.length : which(arguments.loadCap(2 * CAP));
        if (operation == OPERATIONS.length) return 2;
        long rounds = number(arguments.loadCap(3 * CAP));
        long step = number(arguments.loadCap(4 * CAP));
        boolean byClock = count > 5 && Trial.is(arguments.loadCap(5 * CAP), Text.utf8("clock"));
        Cap memory = Heap.allocZeroed(8 * PAGE);
        for (long at = 0; at < 8 * PAGE; at += PAGE) memory.storeCap(at, memory);
        Cap start = Memory.map(PAGE, Mman.SHARED);
        Own.add(start);
        Cap before = Stack.bytes(COUNTERS * 8);
        int finished = 0;
        for (long round = -2; round < rounds; round++) {        // the first two take what is taken for good, and are not interrupted
            if (round <= 0) count(before);
            int end = round(operation, memory, start, round < 0 ? NEVER : 1 + round * step, byClock);
            boolean settled = settled(before);
            if (end == Stop.NOTHING || round >= 0 && !settled) {
                Out.text(end == Stop.NOTHING ? "preempted: WRONG in round " : "preempted: something is LOST in round ");
                Out.number(round);
                Out.text("\n");
                return 1;
            }
            if (end == DONE) finished++;
        }
        Out.text("preempted: ");
        Out.number(rounds);
        Out.text(" rounds, ");
        Out.number(finished - 2L);
        Out.text(" finished\n");
        return 0;
    }

    private static long number(Cap word) {
        return Format.parse(word, word.length());
    }

    private static int which(Cap name) {
        for (int n = 0; n < OPERATIONS.length; n++) if (Trial.is(name, Text.utf8(OPERATIONS[n]))) return n;
        return OPERATIONS.length;
    }

    /** {@link #DONE} when the operation was finished, {@link Stop#NOTHING} when something was wrong. */
    private static int round(int operation, Cap memory, Cap start, long after, boolean byClock) {
        Cap status = Stack.bytes(16);
        start.store64(0, byClock ? Processes.clock() + LEAD : 0);
        int victim = Sys.fork();
        if (victim == 0) {
            if (byClock) {
                while (Processes.clock() < start.load64(0)) Sys.yield();
            } else {
                start.store64(0, Processes.clock());
                if (after != NEVER) Io.write(1, Text.utf8("!"), 1);
            }
            Sys.exit(carryOut(operation, memory));
        }
        int other = Sys.fork();
        if (other == 0) {
            if (after != NEVER) await(start, after, byClock);
            if (operation == REGISTERS) poison();
            else if (after != NEVER) Sys.kill(victim, Signal.KILL);
            Sys.exit(0);
        }
        Sys.waitpid(victim, status);
        int ended = status.load32(0);
        Sys.waitpid(other, Cap.NULL);
        Io.unlink(Text.utf8(FILE));
        if (Wait.signaled(ended)) return Wait.terminatingSignal(ended) == Signal.KILL ? Stop.SIGNAL : Stop.NOTHING;
        boolean executes = operation == EXEC || operation == EXEC_OF_THREADS;
        return Wait.exitStatus(ended) == (executes ? 0 : DONE) ? DONE : Stop.NOTHING;
    }

    /** Returns when the victim was interrupted, not when it has only waited for something. */
    private static void await(Cap start, long after, boolean byClock) {
        if (byClock) Processes.sleep(start.load64(0) + after - Processes.clock());
        else while (start.load64(0) == 0 || Processes.clock() - start.load64(0) < after) Sys.yield();
    }

    private static int carryOut(int operation, Cap memory) {
        switch (operation) {
            case 1 -> { if (Sys.fork() == 0) Sys.exit(0); }
            case EXEC -> execute();
            case 3 -> throughPipe();
            case 4 -> fault(memory);
            case 5 -> file();
            case REGISTERS -> { return registers(); }
            case 7 -> { return signal(); }
            case 8 -> { return thread(); }
            case 9 -> { return map(); }
            case 10 -> { return futex(); }
            case EXEC_OF_THREADS -> executeWithThreads();
            default -> { }
        }
        return DONE;
    }

    private static int done(boolean right) {
        return right ? DONE : Stop.NOTHING;
    }

    private static void execute() {
        Cap words = Heap.allocZeroed(2 * CAP);
        words.storeCap(0, Text.utf8("true"));
        Sys.execve(Text.utf8("/bin/true"), words, Cap.NULL);
    }

    private static void throughPipe() {
        Cap ends = Stack.bytes(16);
        Io.pipe(ends);
        Io.write(ends.load32(4), Text.utf8("through the pipe"), 16);
        Io.read(ends.load32(0), Stack.bytes(16), 16);
        Io.close(ends.load32(0));
        Io.close(ends.load32(4));
    }

    /** A table is split, a page copied by a load, one by a write, and one made. */
    private static void fault(Cap memory) {
        memory.loadCap(0).store64(PAGE + 64, 1);
        memory.loadCap(2 * PAGE).store64(64, 1);
        Heap.alloc(16 * PAGE).store64(8 * PAGE, 1);
    }

    private static void file() {
        int file = Io.open(FILE, Open.CREATE | Open.READ_WRITE, 0600);
        Io.write(file, Text.utf8("a line"), 6);
        Io.close(file);
        Io.unlink(Text.utf8(FILE));
    }

    private static void arrived(int signal, SignalFrame frame) {
        SEEN.signals(SEEN.signals() + 1);
    }

    /** A handler, the signal while it is blocked, and the handler on a stack of its own. */
    private static int signal() {
        Signals.handle(Signal.USR1, Preempted::arrived, 0, 0);
        Signals.raise(Signal.USR1);
        Signals.mask(Signal.BLOCK, 1L << Signal.USR1);
        Signals.raise(Signal.USR1);
        Signals.mask(Signal.UNBLOCK, 1L << Signal.USR1);
        Signals.alternateStack(Heap.alloc(PAGE));
        Signals.handle(Signal.USR2, Preempted::arrived, Signal.ON_ALTERNATE_STACK, 0);
        Signals.raise(Signal.USR2);
        return done(SEEN.signals() == 3);
    }

    private static Cap body(Cap argument) {
        return argument;
    }

    private static int thread() {
        Cap result = Stack.bytes(16);
        dev.ufork.user.Thread t = Threads.create(Preempted::body, result);
        return done(Threads.join(t, result) == 0);
    }

    /** Private, cut in three and taken back in pieces; shared; and a file's. */
    private static int map() {
        Cap mine = Memory.map(3 * PAGE, Mman.PRIVATE);
        for (long at = 0; at < 3 * PAGE; at += PAGE) mine.storeCap(at, mine);
        Memory.protect(mine.plus(PAGE), PAGE, Mman.READ);
        Memory.unmap(mine.plus(PAGE), PAGE);
        Memory.unmap(mine);
        Cap shared = Memory.map(PAGE, Mman.SHARED);
        shared.store64(0, PAGE);
        int file = Io.open(FILE, Open.CREATE | Open.READ_WRITE, 0600);
        Io.ftruncate(file, PAGE);
        Cap bytes = Memory.map(Cap.NULL, PAGE, Mman.READ | Mman.WRITE, Mman.SHARED, file, 0);
        Io.close(file);
        bytes.store64(0, shared.load64(0));
        boolean right = bytes.load64(0) == PAGE && Memory.unmap(bytes) == 0 && Memory.unmap(shared) == 0;
        return done(Io.unlink(Text.utf8(FILE)) == 0 && right);
    }

    private static Cap waits(Cap argument) {
        while (Atomic.load32(SEEN.field("word")) == 0) Threads.await(SEEN.field("word"), 0, NEVER);
        return argument;
    }

    /** A thread waits until it is woken; then the word is not changed, and the time runs out. */
    private static int futex() {
        dev.ufork.user.Thread t = Threads.create(Preempted::waits, Cap.NULL);
        Sys.yield();
        Atomic.store32(SEEN.field("word"), 1);
        Threads.wake(SEEN.field("word"), 1);
        boolean right = Threads.join(t, Cap.NULL) == 0;
        return done(right && Threads.await(SEEN.field("word"), 1, Processes.clock() + 1000) == -Errno.ETIMEDOUT);
    }

    private static void executeWithThreads() {
        Threads.create(Preempted::waits, Cap.NULL);
        Threads.create(Preempted::waits, Cap.NULL);
        Sys.yield();
        execute();
    }

    private static int registers() {
        Cap arguments = Stack.bytes(6 * CAP);
        Cap registers = Stack.bytes(32 * CAP);
        Machine.dumpAfter(Entries.getpid(), arguments, registers);
        return Own.others(registers) == 0 ? DONE : Stop.NOTHING;
    }

    /** Gives its turn away from a call whose arguments are its own capabilities. */
    private static void poison() {
        Cap arguments = Stack.bytes(6 * CAP);
        Cap mine = Heap.alloc(64);
        for (long at = 0; at < 6 * CAP; at += CAP) arguments.storeCap(at, mine);
        Cap registers = Stack.bytes(32 * CAP);
        for (int n = 0; n < 3; n++) Machine.dumpAfter(Entries.yield(), arguments, registers);
    }

    private static void count(Cap counts) {
        counts.store64(0, Sys.counter(Counter.FRAMES_FREE));
        counts.store64(8, Sys.counter(Counter.TABLES));
        counts.store64(16, Sys.counter(Counter.REGIONS));
        counts.store64(24, Sys.counter(Counter.SLOTS_FREE));
        counts.store64(32, Sys.counter(Counter.OBJECTS));
    }

    /** Is there as much of everything as before, when orphans are buried? */
    private static boolean settled(Cap before) {
        Cap now = Stack.bytes(COUNTERS * 8);
        for (int n = 0; n < PATIENCE; n++) {
            count(now);
            boolean same = true;
            for (long at = 0; at < COUNTERS * 8; at += 8) same &= now.load64(at) == before.load64(at);
            if (same) return true;
            Sys.yield();
        }
        return false;
    }
}
