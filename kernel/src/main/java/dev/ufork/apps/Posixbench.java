package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Format;
import dev.ufork.shared.Open;
import dev.ufork.shared.Poll;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.user.Clock;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/**
 * {@code posixbench [ROUNDS]}: what system calls and processes cost, in instructions.
 *
 * <p>A row is {@code bench WORKLOAD INSTRUCTIONS}: of one operation the least of several, of a loop the whole. ROUNDS, 10000 if not given, are those of
 * context1; the loop of spawns makes a tenth of them.
 */
@Kernel
final class Posixbench {
    private static final int TRIES = 9;
    private static int caught;

    private Posixbench() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        long rounds = 10_000;
        if (count > 1) rounds = Format.parse(arguments.loadCap(16), arguments.loadCap(16).length());
        if (rounds <= 0) return 63;
        row("getppid", getppid());
        row("write", transfer(false));
        row("read", transfer(true));
        row("pipe-write-read", pipe());
        row("open-close", openClose());
        row("poll", poll());
        row("raise-handler-return", raise());
        row("pipe-round-trip", roundTrips(100) / 100);
        row("context-switch", yields(100) / 200);
        row("fork-exit-wait", forks(1));
        row("spawn", spawn());
        row("spawn-loop", forks(rounds / 10));
        row("context1", roundTrips(rounds));
        return 0;
    }

    private static void row(String name, long instructions) {
        Out.text("bench ");
        Out.text(name);
        Out.text(" ");
        Out.number(instructions);
        Out.text("\n");
    }

    private static long getppid() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long start = Clock.instructions();
            Sys.getppid();
            least = Math.min(least, Clock.instructions() - start);
        }
        return least;
    }

    /** 64 bytes into a pipe, or out of it. */
    private static long transfer(boolean out) {
        Cap ends = Stack.bytes(16);
        Cap data = Stack.bytes(64);
        if (Io.pipe(ends) != 0) return -1;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long start = Clock.instructions();
            Io.write(ends.load32(4), data, 64);
            long middle = Clock.instructions();
            Io.read(ends.load32(0), data, 64);
            least = Math.min(least, out ? Clock.instructions() - middle : middle - start);
        }
        Io.close(ends.load32(0));
        Io.close(ends.load32(4));
        return least;
    }

    /** A byte into a pipe and out of it. */
    private static long pipe() {
        Cap ends = Stack.bytes(16);
        Cap data = Stack.bytes(16);
        if (Io.pipe(ends) != 0) return -1;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long start = Clock.instructions();
            Io.write(ends.load32(4), data, 1);
            Io.read(ends.load32(0), data, 1);
            least = Math.min(least, Clock.instructions() - start);
        }
        Io.close(ends.load32(0));
        Io.close(ends.load32(4));
        return least;
    }

    private static long openClose() {
        Cap path = Text.utf8("/dev/null");
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long start = Clock.instructions();
            int d = Io.open(path, Open.READ, 0);
            Io.close(d);
            least = Math.min(least, Clock.instructions() - start);
            if (d < 0) return d;
        }
        return least;
    }

    private static long poll() {
        Cap ends = Stack.bytes(16);
        Cap record = Stack.bytes(16);
        if (Io.pipe(ends) != 0) return -1;
        Io.write(ends.load32(4), ends, 1);
        record.store32(0, ends.load32(0));
        record.store16(4, Poll.IN);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long start = Clock.instructions();
            int ready = Io.poll(record, 1, -1);
            least = Math.min(least, Clock.instructions() - start);
            if (ready != 1) return -1;
        }
        Io.close(ends.load32(0));
        Io.close(ends.load32(4));
        return least;
    }

    private static void handler(int signal, SignalFrame frame) {
        caught++;
    }

    private static long raise() {
        if (Signals.handle(Signal.USR1, Posixbench::handler, 0, 0) != 0) return -1;
        long least = Long.MAX_VALUE;
        int pid = Sys.getpid();
        for (int i = 0; i < TRIES; i++) {
            long start = Clock.instructions();
            Sys.kill(pid, Signal.USR1);
            least = Math.min(least, Clock.instructions() - start);
        }
        return caught == TRIES ? least : -1;
    }

    /** Bytes to a child and back. */
    private static long roundTrips(long rounds) {
        Cap there = Stack.bytes(16);
        Cap back = Stack.bytes(16);
        Cap data = Stack.bytes(16);
        if (Io.pipe(there) != 0 || Io.pipe(back) != 0) return -1;
        int pid = Sys.fork();
        if (pid == 0) {
            Io.close(there.load32(4));
            while (Io.read(there.load32(0), data, 8) == 8) Io.write(back.load32(4), data, 8);
            Sys.exit(0);
        }
        Io.close(there.load32(0));
        long start = Clock.instructions();
        for (long i = 0; i < rounds; i++) {
            data.store64(0, i);
            Io.write(there.load32(4), data, 8);
            if (Io.read(back.load32(0), data, 8) != 8 || data.load64(0) != i) return -1;
        }
        long all = Clock.instructions() - start;
        Io.close(there.load32(4));
        Sys.waitpid(pid, Cap.NULL);
        Io.close(back.load32(0));
        Io.close(back.load32(4));
        return all;
    }

    /** Turns given to a child that gives them back. */
    private static long yields(long rounds) {
        int pid = Sys.fork();
        if (pid == 0) {
            for (long i = 0; i < rounds; i++) Sys.yield();
            Sys.exit(0);
        }
        Sys.yield();
        long start = Clock.instructions();
        for (long i = 1; i < rounds; i++) Sys.yield();
        long all = Clock.instructions() - start;
        Sys.waitpid(pid, Cap.NULL);
        return all;
    }

    private static long forks(long rounds) {
        long start = Clock.instructions();
        for (long i = 0; i < rounds; i++) {
            int pid = Sys.fork();
            if (pid == 0) Sys.exit(0);
            Sys.waitpid(pid, Cap.NULL);
        }
        return Clock.instructions() - start;
    }

    /** A child that becomes another program. */
    private static long spawn() {
        Cap path = Text.utf8("/bin/true");
        Cap words = Stack.bytes(32);
        words.storeCap(0, path);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long start = Clock.instructions();
            int pid = Sys.fork();
            if (pid == 0) {
                Sys.execve(path, words, Cap.NULL);
                Sys.exit(1);
            }
            Cap status = Stack.bytes(16);
            Sys.waitpid(pid, status);
            if (status.load32(0) != 0) return -status.load32(0);
            least = Math.min(least, Clock.instructions() - start);
        }
        return least;
    }
}
