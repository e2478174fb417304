package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.user.Counter;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/**
 * {@code soak [OPERATIONS [SEED]]}: forks, programs, pipes, files, signals and kills in random order; after every thousand the kernel's counters are
 * what they were, and a line says so.
 */
@Kernel
final class Soak {
    private static final int EVERY = 1000;
    private static final int SETTLE = 100;
    private static final int SIZES = 10;
    private static final int BYTES = 8192;
    private static final int CHILD_WRITES = 3;
    private static final int USAGE = 2;

    private static final State STATE = Global.of(State.class);

    @Struct
    interface State extends Ref {
        long random();      void random(long state);
        /** Signals that the handler has seen. */
        int seen();         void seen(int n);
        /** What the operation that has failed was. */
        int failed();       void failed(int operation);
        Cap buffer();       void buffer(Cap c);
    }

    private Soak() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        long wanted = Arguments.number(count, arguments, 1, 10_000);
        STATE.random(Arguments.number(count, arguments, 2, 1) * 2 + 1);
        if (wanted < 1 || STATE.random() < 0) {
            Out.text("usage: soak [OPERATIONS [SEED]]\n");
            return USAGE;
        }
        STATE.buffer(Heap.alloc(BYTES));
        for (int n = 0; n < SIZES; n++) memory(16L << n);
        Signals.handle(Signal.USR1, Soak::arrived, 0, 0);
        Cap before = Stack.bytes(4 * 8);
        Cap now = Stack.bytes(4 * 8);
        for (long done = 1; done <= wanted; done++) {
            int what = random(8);
            if (!operation(what)) return failure(done);
            if (done % EVERY != 0 && done != wanted) continue;
            for (int n = 0; n < SETTLE; n++) Sys.yield();       // orphans end
            count(now);
            line(done, now);
            if (done <= EVERY) count(before);                   // what is used for the first time has taken memory for good
            for (int at = 0; at < 32; at += 8) if (now.load64(at) != before.load64(at)) return leak(before, now);
        }
        return 0;
    }

    private static void count(Cap counts) {
        counts.store64(0, Sys.counter(Counter.FRAMES_FREE));
        counts.store64(8, Sys.counter(Counter.TABLES));
        counts.store64(16, Sys.counter(Counter.REGIONS));
        counts.store64(24, Sys.counter(Counter.SLOTS_FREE));
    }

    private static void line(long done, Cap now) {
        Out.text("soak: ");
        Out.number(done);
        Out.text(" operations, free frames ");
        Out.number(now.load64(0));
        Out.text(", tables ");
        Out.number(now.load64(8));
        Out.text(", regions ");
        Out.number(now.load64(16));
        Out.text(", free slots ");
        Out.number(now.load64(24));
        Out.text("\n");
    }

    private static int failure(long at) {
        Out.text("soak: operation ");
        Out.number(at);
        Out.text(" of kind ");
        Out.number(STATE.failed());
        Out.text(" failed\n");
        return 1;
    }

    private static int leak(Cap before, Cap now) {
        Out.text("soak: the counters were ");
        for (int at = 0; at < 32; at += 8) {
            Out.number(before.load64(at));
            Out.text(" ");
        }
        Out.text("\n");
        return 1;
    }

    private static boolean operation(int what) {
        STATE.failed(what);
        return switch (what) {
            case 0 -> wait(family(2)) == 0;
            case 1 -> program();
            case 2 -> pipe();
            case 3 -> file();
            case 4 -> kill();
            case 5 -> signal();
            case 6 -> orphan();
            default -> memory();
        };
    }

    private static int wait(int pid) {
        Cap status = Stack.bytes(16);
        return Sys.waitpid(pid, status) == pid ? status.load32(0) : -1;
    }

    /** A child that changes memory, and has children that do. */
    private static int family(int depth) {
        Sys.policy(random(3));
        long seed = next();
        int pid = Sys.fork();
        if (pid != 0) return pid;
        STATE.random(seed | 1);
        for (int n = random(CHILD_WRITES); n >= 0; n--) STATE.buffer().storeCap(random(BYTES / 16) * 16L, STATE.buffer());
        if (depth > 0 && random(2) == 0 && wait(family(depth - 1)) != 0) Sys.exit(1);
        Sys.exit(0);
        return 0;
    }

    private static boolean program() {
        int pid = Sys.fork();
        if (pid == 0) {
            Cap name = Text.utf8("/bin/true");
            Cap words = Stack.bytes(32);
            words.storeCap(0, name);
            words.storeCap(16, Cap.NULL);
            Sys.execve(name, words, Cap.NULL);
            Sys.exit(1);
        }
        return wait(pid) == 0;
    }

    /** A child writes numbers, the parent reads them all. */
    private static boolean pipe() {
        Cap ends = Stack.bytes(16);
        if (Io.pipe(ends) != 0) return false;
        int reader = ends.load32(0);
        int writer = ends.load32(4);
        int bytes = 1 + random(3 * BYTES);
        int pid = Sys.fork();
        if (pid == 0) {
            Io.close(reader);
            for (int n = 0; n < BYTES; n++) STATE.buffer().store8(n, (byte) n);
            for (int left = bytes; left > 0; ) {
                int part = Math.min(left, BYTES);
                if (Io.write(writer, STATE.buffer(), part) != part) Sys.exit(1);
                left -= part;
            }
            Sys.exit(0);
        }
        Io.close(writer);
        long read = 0;
        boolean right = true;
        while (true) {
            long got = Io.read(reader, STATE.buffer(), BYTES);
            if (got <= 0) break;
            right &= isByte(0, read) && isByte(got - 1, read + got - 1);
            read += got;
        }
        Io.close(reader);
        return wait(pid) == 0 && right && read == bytes;
    }

    private static boolean isByte(long at, long position) {
        return (STATE.buffer().load8(at) & 0xff) == (position % BYTES & 0xff);
    }

    private static boolean file() {
        Cap path = Text.utf8("/tmp/soak");
        int d = Io.open(path, Open.READ_WRITE | Open.CREATE | Open.TRUNCATE, 0600);
        if (d < 0) return false;
        int at = random(100_000);
        STATE.buffer().store64(0, at);
        boolean right = Io.lseek(d, at, Open.SEEK_SET) == at && Io.write(d, STATE.buffer(), BYTES) == BYTES;
        STATE.buffer().store64(0, 0);
        right &= Io.lseek(d, at, Open.SEEK_SET) == at && Io.read(d, STATE.buffer(), BYTES) == BYTES && STATE.buffer().load64(0) == at;
        return Io.close(d) == 0 & Io.unlink(path) == 0 && right;
    }

    /** A child that would run for ever. */
    private static boolean kill() {
        int pid = Sys.fork();
        if (pid == 0) while (true) Sys.yield();
        for (int n = random(4); n > 0; n--) Sys.yield();
        return Sys.kill(pid, Signal.KILL) == 0 && wait(pid) == Signal.KILL;
    }

    private static void arrived(int signal, SignalFrame frame) {
        STATE.seen(STATE.seen() + 1);
    }

    /** The child's signal interrupts the parent, the parent's the child. */
    private static boolean signal() {
        int seen = STATE.seen();
        int parent = Sys.getpid();
        int pid = Sys.fork();
        if (pid == 0) {
            Sys.kill(parent, Signal.USR1);
            while (STATE.seen() == seen) Sys.yield();
            Sys.exit(0);
        }
        while (STATE.seen() == seen) Sys.yield();
        return Sys.kill(pid, Signal.USR1) == 0 && wait(pid) == 0;
    }

    private static boolean orphan() {
        int pid = Sys.fork();
        if (pid == 0) {
            if (Sys.fork() == 0) Sys.yield();
            Sys.exit(0);
        }
        return wait(pid) == 0;
    }

    private static boolean memory() {
        return memory(16L << random(SIZES));
    }

    private static boolean memory(long bytes) {
        Cap a = Heap.alloc(bytes);
        boolean right = a.tag();
        if (right) a.storeCap(0, a);
        right = right && a.loadCap(0).same(a);
        return Heap.free(a) && right;
    }

    private static int random(int below) {
        return (int) ((next() >>> 33) % below);
    }

    /** Marsaglia's xorshift. */
    private static long next() {
        long x = STATE.random();
        x ^= x << 13;
        x ^= x >>> 7;
        x ^= x << 17;
        STATE.random(x);
        return x;
    }
}
