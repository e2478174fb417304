package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.shared.Mman;
import dev.ufork.user.Counter;
import dev.ufork.user.Memory;
import dev.ufork.user.Out;
import dev.ufork.user.Scarcity;
import dev.ufork.user.Sys;

/**
 * {@code scarce}: forks, and then every call that takes memory, that run out of something. Each allocation fails in turn; each such call returns an error
 * and leaves everything as it was, and the first that has enough succeeds. {@code scarce ROW [TIMES]}: one row of {@link ScarceCalls} only, so often.
 */
@Kernel
final class Scarce {
    private static final int ENOMEM = -12;
    private static final int EAGAIN = -11;
    private static final int MOST = 1000;
    private static final int PAGES = 20;
    private static final int COUNTERS = 4;
    private static final int CAP = 16;

    private Scarce() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        if (count > 1) return ScarceCalls.all(arguments.loadCap(CAP), Arguments.number(count, arguments, 2, 1));
        Cap memory = Memory.map(PAGES * 4096L, Mman.PRIVATE);
        if (!memory.tag()) return 1;
        for (long at = 0; at < memory.length(); at += 4096) memory.storeCap(at, memory);
        int result = run("copy", 0);
        if (result == 0) result = run("coa ", 1);
        if (result == 0) result = run("copa", 2);
        Memory.unmap(memory);
        return result == 0 ? ScarceCalls.all(Cap.NULL, 1) : result;
    }

    private static int run(String name, int policy) {
        Sys.policy(policy);
        int pid = Sys.fork();                   // the first one splits tables for good
        if (pid == 0) Sys.exit(0);
        Sys.waitpid(pid, Cap.NULL);
        Cap before = Stack.bytes(COUNTERS * 8);
        count(before);
        if (!fails(Scarcity.SLOTS, 0, EAGAIN, before) || !fails(Scarcity.REGIONS, 0, ENOMEM, before)) return 1;
        int tables = 0;
        while (tables < MOST && fails(Scarcity.TABLES, tables, ENOMEM, before)) tables++;
        if (tables == 0 || tables == MOST) return 1;
        int frames = 0;
        while (frames < MOST && fails(Scarcity.FRAMES, frames, ENOMEM, before)) frames++;
        Out.text(name);
        Out.text(": without a slot, region or table, and with 0 to ");
        Out.number(frames - 1);
        Out.text(" frames forks fail and leave nothing; with ");
        Out.number(frames);
        Out.text(" they succeed\n");
        return frames == 0 || frames == MOST || !isAsBefore(before) ? 1 : 0;
    }

    /** Does a fork under this shortage fail with the error, and leave nothing behind? When it succeeds, its child ends at once. */
    private static boolean fails(int kind, int left, int error, Cap before) {
        Sys.shortage(kind, left);
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(0);
        Sys.plenty();
        if (pid > 0) {
            Sys.waitpid(pid, Cap.NULL);
            return false;
        }
        if (pid != error || !isAsBefore(before)) {
            Out.text("short of kind ");
            Out.number(kind);
            Out.text(", with ");
            Out.number(left);
            Out.text(": the fork returned ");
            Out.number(pid);
            Out.text(isAsBefore(before) ? "\n" : ", and something is lost\n");
            return false;
        }
        return true;
    }

    private static void count(Cap counts) {
        counts.store64(0, Sys.counter(Counter.FRAMES_FREE));
        counts.store64(8, Sys.counter(Counter.TABLES));
        counts.store64(16, Sys.counter(Counter.REGIONS));
        counts.store64(24, Sys.counter(Counter.SLOTS_FREE));
    }

    private static boolean isAsBefore(Cap before) {
        return before.load64(0) == Sys.counter(Counter.FRAMES_FREE) && before.load64(8) == Sys.counter(Counter.TABLES)
                && before.load64(16) == Sys.counter(Counter.REGIONS) && before.load64(24) == Sys.counter(Counter.SLOTS_FREE);
    }
}
