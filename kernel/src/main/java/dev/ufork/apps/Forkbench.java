package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.shared.Format;
import dev.ufork.user.Clock;
import dev.ufork.user.Counter;
import dev.ufork.user.Heap;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/**
 * {@code forkbench [MiB [POLICY]]}: what forks cost, in instructions.
 *
 * <p>The program first touches so much memory. A row is {@code bench WORKLOAD MIN MEDIAN MAX}. "Fork returns" includes the parent's first write to
 * its stack and excludes the child's run; the child ends at once.
 */
@Kernel
final class Forkbench {
    private static final int ROUNDS = 9;
    private static final long MIB = 1 << 20;
    private static final long PAGE = 4096;

    private Forkbench() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        long mib = argument(count, arguments, 1, 0);
        int policy = (int) argument(count, arguments, 2, 2);
        if (mib < 0 || Sys.policy(policy) < 0) return 64;
        Cap memory = touched(mib);
        if (!memory.tag()) return 1;
        Cap results = Heap.alloc(ROUNDS * 8);

        for (int i = 0; i < ROUNDS; i++) results.store64(i * 8, fork(false));
        row("fork", results);
        for (int i = 0; i < ROUNDS; i++) results.store64(i * 8, fork(true));
        row("fork-exit-wait", results);
        for (int i = 0; i < ROUNDS; i++) results.store64(i * 8, getppid());
        row("getppid", results);
        for (int i = 0; i < ROUNDS; i++) results.store64(i * 8, childMemory());
        row("child-frames", results);
        if (mib > 0) {
            for (int i = 0; i < ROUNDS; i++) results.store64(i * 8, rewrite(memory));
            row("parent-rewrite", results);
        }
        return 0;
    }

    private static long argument(int count, Cap arguments, int n, long otherwise) {
        if (n >= count) return otherwise;
        Cap text = arguments.loadCap(n * 16L);
        return Format.parse(text, text.length());
    }

    private static Cap touched(long mib) {
        if (mib == 0) return Heap.alloc(16);
        Cap memory = Heap.alloc(mib * MIB);
        if (memory.tag()) for (long at = 0; at < memory.length(); at += PAGE) memory.store64(at, at);
        return memory;
    }

    /** A fork until it returns, or until the child has ended too. */
    private static long fork(boolean toTheEnd) {
        long start = Clock.instructions();
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(0);
        long returned = Clock.instructions() - start;
        Sys.waitpid(pid, Cap.NULL);
        return toTheEnd ? Clock.instructions() - start : returned;
    }

    private static long getppid() {
        long start = Clock.instructions();
        Sys.getppid();
        return Clock.instructions() - start;
    }

    /** Frames that a forked child takes before it runs. */
    private static long childMemory() {
        long free = Sys.counter(Counter.FRAMES_FREE);
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(0);
        long taken = free - Sys.counter(Counter.FRAMES_FREE);
        Sys.waitpid(pid, Cap.NULL);
        return taken;
    }

    /** Writes to every page after a fork whose child does nothing. */
    private static long rewrite(Cap memory) {
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(0);
        long start = Clock.instructions();
        for (long at = 0; at < memory.length(); at += PAGE) memory.store64(at, start);
        long instructions = Clock.instructions() - start;
        Sys.waitpid(pid, Cap.NULL);
        return instructions;
    }

    private static void row(String name, Cap results) {
        for (int i = 1; i < ROUNDS; i++) {
            long moving = results.load64(i * 8);
            int hole = i;
            for (; hole > 0 && results.load64(hole * 8 - 8) > moving; hole--) results.store64(hole * 8, results.load64(hole * 8 - 8));
            results.store64(hole * 8, moving);
        }
        Out.text("bench ");
        Out.text(name);
        for (int i = 0; i < ROUNDS; i += ROUNDS / 2) {
            Out.text(" ");
            Out.number(results.load64(i * 8));
        }
        Out.text("\n");
    }
}
