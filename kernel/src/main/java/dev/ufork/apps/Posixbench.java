package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Open;
import dev.ufork.shared.Poll;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.user.Clock;
import dev.ufork.user.Io;
import dev.ufork.user.Memory;
import dev.ufork.user.Out;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/**
 * {@code posixbench [short]}: what system calls and processes cost, in instructions.
 *
 * <p>A row is {@code bench WORKLOAD MIN MEDIAN MAX}: an operation is measured nine times, a loop three times and as a whole. The short form has no loops.
 */
@Kernel
final class Posixbench {
    private static final int TRIES = 9;
    private static final long MIB = 1 << 20;
    private static final int USAGE = 2;
    private static int caught;

    private Posixbench() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        if (count > 2 || count == 2 && !Arguments.is(arguments.loadCap(16), "short")) {
            Out.text("usage: posixbench [short]\n");
            return USAGE;
        }
        Cap took = Stack.bytes(TRIES * 8);
        boolean fine = row("getppid", took, TRIES, getppid(took))
                && row("write", took, TRIES, transfer(took, 64, true, false))
                && row("read", took, TRIES, transfer(took, 64, false, true))
                && row("pipe-write-read", took, TRIES, transfer(took, 1, true, true))
                && row("open-close", took, TRIES, openClose(took))
                && row("poll", took, TRIES, poll(took))
                && row("raise-handler-return", took, TRIES, raise(took))
                && row("pipe-round-trip", took, TRIES, roundTrips(took, TRIES, 1))
                && row("context-switch", took, TRIES, yields(took))
                && row("fork-exit-wait", took, TRIES, forks(took, TRIES, 1))
                && row("spawn", took, TRIES, spawn(took));
        if (fine && count == 1)
            fine = row("spawn-1000", took, 1, forks(took, 1, 1_000)) && row("context1", took, 1, roundTrips(took, 1, 10_000));
        fine = fine && row("mmap-touch-munmap", took, TRIES, map(took));
        return fine ? 0 : 1;
    }

    /** Sorts and prints; or says that {@code name} has not done what it should. */
    private static boolean row(String name, Cap took, int tries, boolean right) {
        for (int i = 1; i < tries; i++) {
            long moving = took.load64(i * 8L);
            int hole = i;
            for (; hole > 0 && took.load64(hole * 8L - 8) > moving; hole--) took.store64(hole * 8L, took.load64(hole * 8L - 8));
            took.store64(hole * 8L, moving);
        }
        Out.text(right ? "bench " : "posixbench: failed: ");
        Out.text(name);
        if (right) {
            number(took.load64(0));
            number(took.load64(tries / 2 * 8L));
            number(took.load64(tries * 8L - 8));
        }
        Out.text("\n");
        return right;
    }

    private static void number(long n) {
        Out.text(" ");
        Out.number(n);
    }

    private static boolean getppid(Cap took) {
        for (int i = 0; i < TRIES; i++) {
            long start = Clock.instructions();
            Sys.getppid();
            took.store64(i * 8L, Clock.instructions() - start);
        }
        return true;
    }

    /** Bytes into a pipe and out of it; which of the two counts. */
    private static boolean transfer(Cap took, long bytes, boolean in, boolean out) {
        Cap ends = Stack.bytes(16);
        Cap data = Stack.bytes(64);
        boolean right = Io.pipe(ends) == 0;
        for (int i = 0; i < TRIES && right; i++) {
            long start = Clock.instructions();
            long written = Io.write(ends.load32(4), data, bytes);
            long middle = Clock.instructions();
            long read = Io.read(ends.load32(0), data, bytes);
            long end = Clock.instructions();
            took.store64(i * 8L, (in ? middle - start : 0) + (out ? end - middle : 0));
            right = written == bytes && read == bytes;
        }
        Io.close(ends.load32(0));
        Io.close(ends.load32(4));
        return right;
    }

    private static boolean openClose(Cap took) {
        Cap path = Text.utf8("/bin/true");
        for (int i = 0; i < TRIES; i++) {
            long start = Clock.instructions();
            int d = Io.open(path, Open.READ, 0);
            int closed = Io.close(d);
            took.store64(i * 8L, Clock.instructions() - start);
            if (d < 0 || closed != 0) return false;
        }
        return true;
    }

    private static boolean poll(Cap took) {
        Cap ends = Stack.bytes(16);
        Cap record = Stack.bytes(16);
        boolean right = Io.pipe(ends) == 0 && Io.write(ends.load32(4), ends, 1) == 1;
        record.store32(0, ends.load32(0));
        record.store16(4, Poll.IN);
        for (int i = 0; i < TRIES && right; i++) {
            long start = Clock.instructions();
            int ready = Io.poll(record, 1, -1);
            took.store64(i * 8L, Clock.instructions() - start);
            right = ready == 1;
        }
        Io.close(ends.load32(0));
        Io.close(ends.load32(4));
        return right;
    }

    /** A MiB of memory, touched once, and given back. */
    private static boolean map(Cap took) {
        for (int i = 0; i < TRIES; i++) {
            long start = Clock.instructions();
            Cap memory = Memory.map(MIB, Mman.PRIVATE);
            if (!memory.tag()) return false;
            memory.store8(0, 1);
            int unmapped = Memory.unmap(memory);
            took.store64(i * 8L, Clock.instructions() - start);
            if (unmapped != 0) return false;
        }
        return true;
    }

    private static void handler(int signal, SignalFrame frame) {
        caught++;
    }

    private static boolean raise(Cap took) {
        if (Signals.handle(Signal.USR1, Posixbench::handler, 0, 0) != 0) return false;
        int pid = Sys.getpid();
        for (int i = 0; i < TRIES; i++) {
            long start = Clock.instructions();
            Sys.kill(pid, Signal.USR1);
            took.store64(i * 8L, Clock.instructions() - start);
        }
        return caught == TRIES;
    }

    /** Bytes to a child and back, after a first round trip that does not count. */
    private static boolean roundTrips(Cap took, int tries, long rounds) {
        Cap there = Stack.bytes(16);
        Cap back = Stack.bytes(16);
        if (Io.pipe(there) != 0 || Io.pipe(back) != 0) return false;
        int pid = Sys.fork();
        if (pid == 0) {
            Cap data = Stack.bytes(16);
            Io.close(there.load32(4));
            while (Io.read(there.load32(0), data, 8) == 8) Io.write(back.load32(4), data, 8);
            Sys.exit(0);
        }
        Io.close(there.load32(0));
        boolean right = pid > 0 && trips(there.load32(4), back.load32(0), 1);
        for (int i = 0; i < tries && right; i++) {
            long start = Clock.instructions();
            right = trips(there.load32(4), back.load32(0), rounds);
            took.store64(i * 8L, Clock.instructions() - start);
        }
        Io.close(there.load32(4));
        Sys.waitpid(pid, Cap.NULL);
        Io.close(back.load32(0));
        Io.close(back.load32(4));
        return right;
    }

    private static boolean trips(int to, int from, long rounds) {
        Cap data = Stack.bytes(16);
        for (long i = 0; i < rounds; i++) {
            data.store64(0, i);
            Io.write(to, data, 8);
            if (Io.read(from, data, 8) != 8 || data.load64(0) != i) return false;
        }
        return true;
    }

    /** Turns given to a child that gives them back: half of two switches. */
    private static boolean yields(Cap took) {
        int pid = Sys.fork();
        if (pid == 0) {
            for (int i = 0; i < TRIES + 2; i++) Sys.yield();
            Sys.exit(0);
        }
        Sys.yield();
        for (int i = 0; i < TRIES; i++) {
            long start = Clock.instructions();
            Sys.yield();
            took.store64(i * 8L, (Clock.instructions() - start) / 2);
        }
        return Sys.waitpid(pid, Cap.NULL) == pid;
    }

    private static boolean forks(Cap took, int tries, long rounds) {
        for (int i = 0; i < tries; i++) {
            long start = Clock.instructions();
            for (long n = 0; n < rounds; n++) {
                int pid = Sys.fork();
                if (pid == 0) Sys.exit(0);
                if (Sys.waitpid(pid, Cap.NULL) != pid) return false;
            }
            took.store64(i * 8L, Clock.instructions() - start);
        }
        return true;
    }

    /** A child that becomes another program. */
    private static boolean spawn(Cap took) {
        Cap path = Text.utf8("/bin/true");
        Cap words = Stack.bytes(32);
        Cap status = Stack.bytes(16);
        words.storeCap(0, path);
        for (int i = 0; i < TRIES; i++) {
            long start = Clock.instructions();
            int pid = Sys.fork();
            if (pid == 0) {
                Sys.execve(path, words, Cap.NULL);
                Sys.exit(1);
            }
            Sys.waitpid(pid, status);
            took.store64(i * 8L, Clock.instructions() - start);
            if (status.load32(0) != 0) return false;
        }
        return true;
    }
}
