package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.user.Clock;
import dev.ufork.user.Counter;
import dev.ufork.user.Heap;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/**
 * {@code forkbench [MiB [POLICY]]}: what forks cost the parent, the child, and memory.
 *
 * <p>The program first touches so much memory. A row is {@code bench WORKLOAD UNIT MIN MEDIAN MAX}; what a child measures it prints itself, once a
 * round. "Fork returns" includes the parent's first write to its stack and excludes the child's run.
 */
@Kernel
final class Forkbench {
    private static final int ROUNDS = 5;
    private static final long MIB = 1 << 20;
    private static final long PAGE = 4096;
    private static final int KILL = 9;
    private static final int USAGE = 2;

    // Rows of the table of results, each of ROUNDS numbers.
    private static final int FORK = 0;
    private static final int WHOLE = 1;
    private static final int GETPPID = 2;
    private static final int CHILD_MEMORY = 3;
    private static final int FIRST_TOUCH = 4;
    private static final int REWRITE = 5;
    private static final String[] NAMES = {"fork", "fork-exit-wait", "getppid", "child-memory", "parent-first-touch", "parent-rewrite"};
    private static final long ROW = ROUNDS * 8L;

    private Forkbench() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        long mib = Arguments.number(count, arguments, 1, 0);
        int policy = Arguments.policy(count, arguments, 2, 2);
        if (mib < 0 || mib > 160 || policy < 0) {
            Out.text("usage: forkbench [MiB [copy|coa|copa]], 0 to 160 MiB\n");
            return USAGE;
        }
        Sys.policy(policy);
        Cap results = Heap.allocZeroed(NAMES.length * ROW);
        Cap pointers = Heap.alloc(2 * PAGE);
        Cap memory = Heap.alloc(mib == 0 ? PAGE : mib * MIB);
        if (!results.tag() || !pointers.tag() || !memory.tag()) return 1;
        pointers.storeCap(PAGE, pointers);
        for (long at = 0; at < memory.length(); at += PAGE) memory.store64(at, at);

        for (int round = 0; round < ROUNDS; round++) {
            ended(results.plus(round * 8L));
            getppid(results.plus(round * 8L));
            if (!idle(results.plus(round * 8L), memory)) return 1;
            if (!busy(memory, pointers, mib > 0)) return 1;
        }
        for (int row = 0; row < NAMES.length; row++)
            if (row != REWRITE || mib > 0) row(row, results.plus(row * ROW));
        return 0;
    }

    /** A fork until it returns, and until the child, which does nothing, has ended. */
    private static void ended(Cap results) {
        long start = Clock.instructions();
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(0);
        long returned = Clock.instructions();
        Sys.waitpid(pid, Cap.NULL);
        results.store64(WHOLE * ROW, Clock.instructions() - start);
        results.store64(FORK * ROW, returned - start);
    }

    private static void getppid(Cap results) {
        long start = Clock.instructions();
        Sys.getppid();
        results.store64(GETPPID * ROW, Clock.instructions() - start);
    }

    /** What a child takes before it runs, and what the parent's writes cost while it sleeps. */
    private static boolean idle(Cap results, Cap memory) {
        long free = Sys.counter(Counter.FRAMES_FREE);
        int pid = Sys.fork();
        if (pid == 0) Sys.pause();
        if (pid < 0) return false;
        results.store64(CHILD_MEMORY * ROW, (free - Sys.counter(Counter.FRAMES_FREE)) * PAGE + Sys.counter(Counter.KERNEL_BYTES));
        Sys.yield();                       // now it sleeps
        long start = Clock.instructions();
        memory.store64(0, start);
        long touched = Clock.instructions();
        for (long at = PAGE; at < memory.length(); at += PAGE) memory.store64(at, start);
        long written = Clock.instructions();
        results.store64(FIRST_TOUCH * ROW, touched - start);
        results.store64(REWRITE * ROW, written - start);
        Sys.kill(pid, KILL);
        return Sys.waitpid(pid, Cap.NULL) == pid;
    }

    /** What the child's own first touches cost, while the parent waits. */
    private static boolean busy(Cap memory, Cap pointers, boolean all) {
        int pid = Sys.fork();
        if (pid > 0) return Sys.waitpid(pid, Cap.NULL) == pid;
        if (pid < 0) return false;
        long start = Clock.instructions();
        Cap found = pointers.loadCap(PAGE);
        long loaded = Clock.instructions();
        int sum = 0;
        for (long at = 0; at < memory.length(); at += PAGE) sum += memory.load8(at);
        long read = Clock.instructions();
        long bytes = (Sys.counter(Counter.PAGES_PRIVATE) + Sys.counter(Counter.TABLES_PRIVATE)) * PAGE + Sys.counter(Counter.KERNEL_BYTES);
        long before = Clock.instructions();
        memory.store64(0, sum);
        long written = Clock.instructions();
        assert found.same(pointers);
        one("child-first-load", "instructions", loaded - start);
        if (all) one("child-read", "instructions", read - loaded);
        one("child-first-write", "instructions", written - before);
        if (all) one("child-memory-after-read", "bytes", bytes);
        one("pages-copied-eagerly", "count", Sys.counter(Counter.COPIED_EAGERLY));
        one("pages-copied-by-write", "count", Sys.counter(Counter.COPIED_BY_WRITE));
        one("pages-copied-by-load", "count", Sys.counter(Counter.COPIED_BY_LOAD));
        one("pages-copied-by-access", "count", Sys.counter(Counter.COPIED_BY_ACCESS));
        one("capabilities-moved", "count", Sys.counter(Counter.CAPABILITIES_MOVED));
        one("capabilities-refused", "count", Sys.counter(Counter.CAPABILITIES_REFUSED));
        one("tables-split", "count", Sys.counter(Counter.TABLES_SPLIT));
        Sys.exit(0);
        return false;
    }

    private static void row(int row, Cap numbers) {
        for (int i = 1; i < ROUNDS; i++) {
            long moving = numbers.load64(i * 8);
            int hole = i;
            for (; hole > 0 && numbers.load64(hole * 8 - 8) > moving; hole--) numbers.store64(hole * 8, numbers.load64(hole * 8 - 8));
            numbers.store64(hole * 8, moving);
        }
        print(NAMES[row], row == CHILD_MEMORY ? "bytes" : "instructions", numbers.load64(0), numbers.load64(ROUNDS / 2 * 8), numbers.load64(ROUNDS * 8 - 8));
    }

    private static void one(String name, String unit, long n) {
        print(name, unit, n, n, n);
    }

    private static void print(String name, String unit, long min, long median, long max) {
        Out.text("bench ");
        Out.text(name);
        Out.text(" ");
        Out.text(unit);
        Out.text(" ");
        Out.number(min);
        Out.text(" ");
        Out.number(median);
        Out.text(" ");
        Out.number(max);
        Out.text("\n");
    }
}
