package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.shared.Format;
import dev.ufork.user.Clock;
import dev.ufork.user.Heap;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/**
 * {@code onefork [MiB [POLICY]]}: a fork to look at in detail, after a few that nobody looks at.
 *
 * <p>It touches so much memory, forks a few times, and then reads the instruction counter three times: before the last fork, when it has returned,
 * and when the child has ended and been waited for. The machine's profile has these readings as its marks.
 */
@Kernel
final class Onefork {
    private static final int BEFORE = 4;
    private static final long MIB = 1 << 20;
    private static final long PAGE = 4096;

    private Onefork() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        long mib = argument(count, arguments, 1, 0);
        if (mib < 0 || Sys.policy((int) argument(count, arguments, 2, 2)) < 0) return 64;
        if (!touched(mib)) return 1;
        for (int i = 0; i < BEFORE; i++) {
            int pid = Sys.fork();
            if (pid == 0) Sys.exit(0);
            Sys.waitpid(pid, Cap.NULL);
        }
        long start = Clock.instructions();
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(0);
        long returned = Clock.instructions();
        Sys.waitpid(pid, Cap.NULL);
        long ended = Clock.instructions();
        Out.text("fork ");
        Out.number(returned - start);
        Out.text(", and with exit and wait ");
        Out.number(ended - start);
        Out.text("\n");
        return 0;
    }

    private static long argument(int count, Cap arguments, int n, long otherwise) {
        if (n >= count) return otherwise;
        Cap text = arguments.loadCap(n * 16L);
        return Format.parse(text, text.length());
    }

    private static boolean touched(long mib) {
        if (mib == 0) return true;
        Cap memory = Heap.alloc(mib * MIB);
        if (memory.tag()) for (long at = 0; at < memory.length(); at += PAGE) memory.store64(at, at);
        return memory.tag();
    }
}
