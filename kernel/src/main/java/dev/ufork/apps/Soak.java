package dev.ufork.apps;

import dev.ufork.dsl.Atomic;
import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.user.Counter;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Memory;
import dev.ufork.user.Mutex;
import dev.ufork.user.Mutexes;
import dev.ufork.user.Out;
import dev.ufork.user.Processes;
import dev.ufork.user.Signals;
import dev.ufork.user.Spawn;
import dev.ufork.user.Sys;
import dev.ufork.user.Thread;
import dev.ufork.user.Threads;

/**
 * {@code soak [OPERATIONS [SEED]]}: forks, programs, pipes, files, signals, kills, threads, mappings, shared memory in random order; after every thousand
 * the kernel's counters are what they were, and a line says so.
 */
@Kernel
final class Soak {
    private static final int EVERY = 1000;
    private static final int SETTLE = 100;
    private static final int KINDS = 14;
    private static final int SIZES = 10;
    private static final int BYTES = 8192;
    private static final int CHILD_WRITES = 3;
    private static final int USAGE = 2;
    private static final int COUNTERS = 5;
    private static final long PAGE = 4096;
    private static final int PAGES = 12;
    private static final int THREADS = 3;
    private static final int TURNS = 20;

    private static final State STATE = Global.of(State.class);

    @Struct
    interface State extends Ref {
        long random();      void random(long state);
        /** Signals that the handler has seen. */
        int seen();         void seen(int n);
        /** What the operation that has failed was. */
        int failed();       void failed(int operation);
        Cap buffer();       void buffer(Cap c);
        /** Shared by all children: how many forks there were. */
        Cap forks();        void forks(Cap c);
        /** Of the threads of one process: their lock, and what they have counted. */
        Mutex lock();
        int counted();      void counted(int n);
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
        STATE.forks(Memory.map(PAGE, Mman.SHARED));
        for (int n = 0; n < SIZES; n++) memory(16L << n);
        Signals.handle(Signal.USR1, Soak::arrived, 0, 0);
        Cap before = Stack.bytes(COUNTERS * 8);
        Cap now = Stack.bytes(COUNTERS * 8);
        for (int what = 0; what < KINDS; what++) if (!operation(what)) return failure(0);
        for (long done = 1; done <= wanted; done++) {
            int what = random(KINDS);
            if (!operation(what)) return failure(done);
            if (done % EVERY != 0 && done != wanted) continue;
            for (int n = 0; n < SETTLE; n++) Sys.yield();       // orphans end
            count(now);
            line(done, now);
            if (done <= EVERY) count(before);                   // what is used for the first time has taken memory for good
            for (int at = 0; at < COUNTERS * 8; at += 8) if (now.load64(at) != before.load64(at)) return leak(before, now);
        }
        return 0;
    }

    private static void count(Cap counts) {
        counts.store64(0, Sys.counter(Counter.FRAMES_FREE));
        counts.store64(8, Sys.counter(Counter.TABLES));
        counts.store64(16, Sys.counter(Counter.REGIONS));
        counts.store64(24, Sys.counter(Counter.SLOTS_FREE));
        counts.store64(32, Sys.counter(Counter.OBJECTS));
    }

    private static void line(long done, Cap now) {
        Out.text("soak: ");
        Out.number(done);
        Out.text(" operations, ");
        Out.number(Atomic.load64(STATE.forks()));
        Out.text(" forks, free frames ");
        Out.number(now.load64(0));
        Out.text(", tables ");
        Out.number(now.load64(8));
        Out.text(", regions ");
        Out.number(now.load64(16));
        Out.text(", free slots ");
        Out.number(now.load64(24));
        Out.text(", objects ");
        Out.number(now.load64(32));
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
        for (int at = 0; at < COUNTERS * 8; at += 8) {
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
            case 7 -> memory();
            case 8 -> threads();
            case 9 -> mapping();
            case 10 -> shared();
            case 11 -> named();
            case 12 -> spawn();
            default -> killThreads();
        };
    }

    /** A fork that is counted. */
    private static int fork() {
        int pid = Sys.fork();
        if (pid > 0) Atomic.add64(STATE.forks(), 1);
        return pid;
    }

    private static int wait(int pid) {
        Cap status = Stack.bytes(16);
        return Sys.waitpid(pid, status) == pid ? status.load32(0) : -1;
    }

    /** A child that changes memory, and has children that do. */
    private static int family(int depth) {
        Sys.policy(random(3));
        long seed = next();
        int pid = fork();
        if (pid != 0) return pid;
        STATE.random(seed | 1);
        for (int n = random(CHILD_WRITES); n >= 0; n--) STATE.buffer().storeCap(random(BYTES / 16) * 16L, STATE.buffer());
        if (depth > 0 && random(2) == 0 && wait(family(depth - 1)) != 0) Sys.exit(1);
        Sys.exit(0);
        return 0;
    }

    private static boolean program() {
        int pid = fork();
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
        int pid = fork();
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
        int pid = fork();
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
        int pid = fork();
        if (pid == 0) {
            Sys.kill(parent, Signal.USR1);
            while (STATE.seen() == seen) Sys.yield();
            Sys.exit(0);
        }
        while (STATE.seen() == seen) Sys.yield();
        return Sys.kill(pid, Signal.USR1) == 0 && wait(pid) == 0;
    }

    private static boolean orphan() {
        int pid = fork();
        if (pid == 0) {
            if (fork() == 0) Sys.yield();
            Sys.exit(0);
        }
        return wait(pid) == 0;
    }

    private static Cap counts(Cap times) {
        for (long n = times.address(); n > 0; n--) {
            Mutexes.lock(STATE.lock());
            STATE.counted(STATE.counted() + 1);
            Mutexes.unlock(STATE.lock());
            if (n % 8 == 0) Sys.yield();
        }
        return times;
    }

    /** Threads that count together. */
    private static boolean threads() {
        int each = 1 + random(TURNS);
        STATE.counted(0);
        int begun = 1 + random(THREADS);
        Cap threads = Stack.bytes(THREADS * 16);
        for (int n = 0; n < begun; n++) threads.storeCap(n * 16L, Threads.create(Soak::counts, Cap.NULL.plus(each)).cap());
        boolean right = true;
        for (int n = 0; n < begun; n++) right &= Threads.join(threads.loadCap(n * 16L).as(Thread.class), Cap.NULL) == 0;
        return right && STATE.counted() == each * begun;
    }

    /** Pages that are touched, protected, inherited by a child, and given back in pieces. */
    private static boolean mapping() {
        long bytes = (1 + random(PAGES)) * PAGE;
        Cap pages = Memory.map(bytes, Mman.PRIVATE);
        if (!pages.tag()) return false;
        for (int n = random(PAGES); n >= 0; n--) pages.storeCap(random((int) (bytes / 16)) * 16L, pages);
        long part = random((int) (bytes / PAGE)) * PAGE;
        boolean right = Memory.protect(pages.plus(part), PAGE, Mman.READ) == 0;
        int pid = random(2) == 0 ? fork() : -1;
        if (pid == 0) {
            pages.loadCap(part);
            Sys.exit(Memory.protect(pages.plus(part), PAGE, Mman.READ | Mman.WRITE) == 0 ? (int) pages.load64(part) & 0 : 1);
        }
        right &= Memory.unmap(pages.plus(part), PAGE) == 0 && Memory.unmap(pages) == 0;
        return right && (pid < 0 || wait(pid) == 0);
    }

    /** A child wakes its parent through memory that both see. */
    private static boolean shared() {
        Cap word = Memory.map((1 + random(3)) * PAGE, Mman.SHARED);
        if (!word.tag()) return false;
        int pid = fork();
        if (pid == 0) {
            for (int n = random(3); n > 0; n--) Sys.yield();
            Atomic.store32(word, 1);
            Threads.wake(word, 1);
            Sys.exit(0);
        }
        while (Atomic.load32(word) == 0) Threads.await(word, 0, random(2) == 0 ? -1 : Processes.clock() + 10_000);
        return wait(pid) == 0 && Memory.unmap(word) == 0;
    }

    /** Shared memory with a name, which its maker takes away while a child still has it. */
    private static boolean named() {
        Cap name = Text.utf8("/soak");
        int d = Memory.open(name, Open.CREATE | Open.EXCLUSIVE | Open.READ_WRITE, 0600);
        if (d < 0 || Io.ftruncate(d, 2 * PAGE) != 0) return false;
        Cap mine = Memory.map(Cap.NULL, 2 * PAGE, Mman.READ | Mman.WRITE, Mman.SHARED, d, 0);
        boolean right = mine.tag() && Io.close(d) == 0;
        int pid = fork();
        if (pid == 0) {
            mine.store64(PAGE, next());
            mine.store64(0, mine.load64(PAGE));
            Sys.exit(0);
        }
        right &= Memory.unlink(name) == 0 && wait(pid) == 0 && mine.load64(0) == mine.load64(PAGE);
        return Memory.unmap(mine) == 0 && right;
    }

    /** Programs begun in one step: with what comes before, or none because there is no such program. */
    private static boolean spawn() {
        Cap name = Text.utf8(random(4) == 0 ? "/bin/no-such" : "/bin/true");
        boolean exists = name.length() == 9;
        Cap words = Stack.bytes(32);
        words.storeCap(0, name);
        words.storeCap(16, Cap.NULL);
        Spawn.Actions actions = Spawn.actions();
        boolean right = Spawn.close(actions, 0) == 0 && Spawn.open(actions, 5, Text.utf8("/dev/null"), Open.READ, 0) == 0;
        Atomic.add64(STATE.forks(), 1);
        int pid = Spawn.spawn(name, random(2) == 0 ? actions : Cap.NULL.as(Spawn.Actions.class), Cap.NULL.as(Spawn.Attributes.class), words, Cap.NULL);
        Spawn.free(actions);
        return right && (exists ? pid > 0 && wait(pid) == 0 : pid == -Errno.ENOENT);
    }

    private static Cap spins(Cap argument) {
        while (true) {
            if (argument.address() == 0) Threads.await(STATE.field("counted"), STATE.counted(), -1);
            else Sys.yield();
        }
    }

    /** A process whose threads wait, or never rest, is killed, or ends itself. */
    private static boolean killThreads() {
        int pid = fork();
        if (pid == 0) {
            for (int n = 0; n < THREADS; n++) Threads.create(Soak::spins, Cap.NULL.plus(n));
            for (int n = random(3); n > 0; n--) Sys.yield();
            if (random(2) == 0) Sys.exit(0);
            while (true) Sys.yield();
        }
        for (int n = random(6); n > 0; n--) Sys.yield();
        int error = Sys.kill(pid, Signal.KILL);
        int status = wait(pid);
        return (error == 0 || error == -Errno.ESRCH) && (status == 0 || status == Signal.KILL);
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
