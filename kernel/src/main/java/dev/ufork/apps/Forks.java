package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.user.Counter;
import dev.ufork.user.Heap;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/**
 * {@code forks [COUNT [SEED]]}: so many forks, of random depths, sizes and policies, with kills and orphans; everybody checks its memory all the
 * time, and in the end the machine has as many frames, tables, regions and process ids as it had.
 *
 * <p>Memory is a number of pages. Each holds a capability of itself and a number that its owner also knows from elsewhere, so a page that is
 * another's, or one that was moved wrongly, is noticed.
 */
@Kernel
final class Forks {
    private static final int PAGES = 48;
    private static final long PAGE = 4096;
    private static final int CAP = 16;
    private static final int CHILDREN = 4;
    private static final int DEPTH = 4;
    private static final int KILLED = 9;
    private static final int WRONG = 1;
    private static final int USAGE = 2;
    /** Process ids go round after this one. */
    private static final int LAST_PID = 32767;

    private static final State STATE = Global.of(State.class);

    /** What a process knows of its memory, and the random numbers that it lives by. */
    @Struct
    interface State extends Ref {
        @Length(PAGES) Cap page(int n);         void page(int n, Cap c);
        @Length(PAGES) long number(int n);      void number(int n, long value);
        int pages();                            void pages(int n);
        long random();                          void random(long state);
    }

    private Forks() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        long wanted = Arguments.number(count, arguments, 1, 1000);
        STATE.random(Arguments.number(count, arguments, 2, 1) * 2 + 1);
        if (wanted < 1 || STATE.random() < 0) {
            Out.text("usage: forks [COUNT [SEED]]\n");
            return USAGE;
        }
        Cap before = Stack.bytes(4 * 8);
        // What is touched for the first time takes a frame for good: all of the heap that will be used, and what a fork touches.
        allocate(PAGES);
        for (int n = 0; n < PAGES; n++) STATE.page(n).store64(PAGE - 8, 0);
        release();
        Sys.waitpid(child(0), Cap.NULL);
        count(before);
        long done = forks(wanted);
        Cap after = Stack.bytes(4 * 8);
        for (int tries = 0; tries < 10_000 && Sys.counter(Counter.SLOTS_FREE) != before.load64(24); tries++) Sys.yield();
        count(after);
        Out.text("forks: ");
        Out.number(done);
        Out.text(" done\n");
        boolean same = row("free frames", before, after, 0) & row("tables", before, after, 8) & row("regions", before, after, 16)
                & row("free process slots", before, after, 24);
        return done < 0 || !same ? WRONG : 0;
    }

    private static boolean row(String name, Cap before, Cap after, int at) {
        Out.text(name);
        Out.text(": ");
        Out.number(before.load64(at));
        Out.text(" before, ");
        Out.number(after.load64(at));
        Out.text(" after\n");
        return before.load64(at) == after.load64(at);
    }

    private static void count(Cap counts) {
        counts.store64(0, Sys.counter(Counter.FRAMES_FREE));
        counts.store64(8, Sys.counter(Counter.TABLES));
        counts.store64(16, Sys.counter(Counter.REGIONS));
        counts.store64(24, Sys.counter(Counter.SLOTS_FREE));
    }

    /** Families until so many forks are made; returns how many, as process ids tell, or -1 when somebody saw a wrong page. */
    private static long forks(long wanted) {
        long done = 0;
        int last = Sys.getpid();
        while (done < wanted) {
            allocate(1 + random(PAGES));
            int pid = child(DEPTH);
            if (pid < 0) return -1;
            int ended = wait(pid);
            release();
            if (ended != 0) return -1;
            done += pid > last ? pid - last : pid - last + LAST_PID;
            last = pid;
        }
        return done;
    }

    /** A child with a life of its own; it ends with {@link #WRONG} when it or one of its children saw a wrong page. */
    private static int child(int depth) {
        Sys.policy(random(3));
        long seed = next();
        int pid = Sys.fork();
        if (pid != 0) return pid;
        STATE.random(seed | 1);
        Sys.exit(live(depth) ? 0 : WRONG);
        return 0;
    }

    private static boolean live(int depth) {
        Cap children = Stack.bytes(CHILDREN * 8);
        int living = 0;
        for (int steps = 2 + random(10); steps > 0; steps--) {
            int page = random(STATE.pages());
            switch (random(8)) {
                case 0, 1 -> write(page);
                case 2, 3 -> {
                    if (!isRight(page)) return false;
                }
                case 4, 5 -> {
                    if (depth == 0 || living == CHILDREN) break;
                    int pid = child(depth - 1);
                    if (pid > 0) children.store64(8L * living++, pid);
                }
                case 6 -> {
                    if (living == 0) break;
                    int pid = (int) children.load64(8L * --living);
                    Sys.kill(pid, KILLED);
                    int ended = wait(pid);
                    if (ended != 0 && ended != KILLED) return false;
                }
                default -> {
                    if (living > 0 && wait((int) children.load64(8L * --living)) != 0) return false;
                }
            }
        }
        for (int n = 0; n < STATE.pages(); n++) if (!isRight(n)) return false;
        if (random(2) == 0) return true;         // what still lives becomes an orphan
        while (living > 0) if (wait((int) children.load64(8L * --living)) != 0) return false;
        return true;
    }

    private static int wait(int pid) {
        Cap status = Stack.bytes(16);
        return Sys.waitpid(pid, status) == pid ? status.load32(0) : -1;
    }

    private static void allocate(int pages) {
        STATE.pages(0);
        for (int n = 0; n < pages; n++) {
            Cap page = Heap.alloc(PAGE);
            if (!page.tag()) break;
            STATE.page(n, page);
            STATE.pages(n + 1);
            write(n);
        }
    }

    private static void release() {
        for (int n = 0; n < STATE.pages(); n++) Heap.free(STATE.page(n));
    }

    private static void write(int n) {
        Cap page = STATE.page(n);
        long value = next();
        long at = value & PAGE / 2 - CAP & -CAP;
        STATE.number(n, value);
        page.store64(0, value);
        page.store64(8, at);
        page.storeCap(PAGE / 2 + at, page.plus(at));
    }

    private static boolean isRight(int n) {
        Cap page = STATE.page(n);
        long at = page.load64(8);
        return page.load64(0) == STATE.number(n) && at == (STATE.number(n) & PAGE / 2 - CAP & -CAP) && page.loadCap(PAGE / 2 + at).same(page.plus(at));
    }

    private static int random(int below) {
        return (int) (next() >>> 33) % below;
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
