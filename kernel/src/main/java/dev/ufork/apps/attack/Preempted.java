package dev.ufork.apps.attack;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Format;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;
import dev.ufork.shared.Wait;
import dev.ufork.user.Counter;
import dev.ufork.user.Entries;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/**
 * {@code attack -preempt OPERATION ROUNDS}: for a machine that interrupts this program where it wants to. In each round a child writes {@code !} to the
 * console and carries out the operation, while another child has its turn when the first is interrupted: it kills the first, or, for the operation
 * {@code registers}, leaves capabilities of its own in all registers. After each round there must be as much of everything as before.
 */
@Kernel
final class Preempted {
    /** As first argument. */
    static final String PREEMPT = "-preempt";

    private static final String[] OPERATIONS = {"exit", "fork", "exec", "pipe", "fault", "file", "registers"};
    private static final int REGISTERS = 6;
    private static final String FILE = "/tmp/preempted";
    private static final int CAP = 16;
    private static final int COUNTERS = 5;
    private static final long PAGE = 4096;
    private static final int PATIENCE = 1000;
    private static final int DONE = 7;

    private Preempted() {}

    /** The program's exit status. */
    static int main(int count, Cap arguments) {
        int operation = count < 4 ? OPERATIONS.length : which(arguments.loadCap(2 * CAP));
        if (operation == OPERATIONS.length) return 2;
        long rounds = Format.parse(arguments.loadCap(3 * CAP), arguments.loadCap(3 * CAP).length());
        Cap memory = Heap.allocZeroed(8 * PAGE);
        for (long at = 0; at < 8 * PAGE; at += PAGE) memory.storeCap(at, memory);
        Cap before = Stack.bytes(COUNTERS * 8);
        int finished = 0;
        for (long round = -2; round < rounds; round++) {        // the first two take what is taken for good, and are not marked
            if (round <= 0) count(before);
            int end = round(operation, memory, round >= 0);
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

    private static int which(Cap name) {
        for (int n = 0; n < OPERATIONS.length; n++) if (Trial.is(name, Text.utf8(OPERATIONS[n]))) return n;
        return OPERATIONS.length;
    }

    /** {@link #DONE} when the operation was finished, {@link Stop#NOTHING} when something was wrong. */
    private static int round(int operation, Cap memory, boolean marked) {
        Cap status = Stack.bytes(16);
        int victim = Sys.fork();
        if (victim == 0) {
            if (marked) Io.write(1, Text.utf8("!"), 1);
            Sys.exit(carryOut(operation, memory));
        }
        int other = Sys.fork();
        if (other == 0) {
            if (operation == REGISTERS) poison();
            else Sys.kill(victim, Signal.KILL);
            Sys.exit(0);
        }
        Sys.waitpid(victim, status);
        int ended = status.load32(0);
        Sys.waitpid(other, Cap.NULL);
        Io.unlink(Text.utf8(FILE));
        if (Wait.signaled(ended)) return Wait.terminatingSignal(ended) == Signal.KILL ? Stop.SIGNAL : Stop.NOTHING;
        return Wait.exitStatus(ended) == DONE || operation == 2 && Wait.exitStatus(ended) == 0 ? DONE : Stop.NOTHING;
    }

    private static int carryOut(int operation, Cap memory) {
        switch (operation) {
            case 1 -> { if (Sys.fork() == 0) Sys.exit(0); }
            case 2 -> execute();
            case 3 -> throughPipe();
            case 4 -> fault(memory);
            case 5 -> file();
            case REGISTERS -> { return registers(); }
            default -> { }
        }
        return DONE;
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
