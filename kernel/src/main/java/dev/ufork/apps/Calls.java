package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Signal;
import dev.ufork.user.Entries;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/**
 * {@code calls [COUNT [SEED]]}: several μprocesses make so many system calls each, any call with any arguments. What they get is not looked at; that
 * the kernel goes on is. A process that waits too long is killed. Then a program still runs.
 */
@Kernel
final class Calls {
    private static final int PROCESSES = 4;
    private static final int PATIENCE = 3000;
    private static final int BYTES = 4096;
    private static final int USAGE = 2;

    private static final State STATE = Global.of(State.class);
    private static final Cap MEMORY = Global.bytes(BYTES, 16);

    @Struct
    interface State extends Ref {
        long random();      void random(long state);
    }

    private Calls() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        long wanted = Arguments.number(count, arguments, 1, 200);
        STATE.random(Arguments.number(count, arguments, 2, 1) * 2 + 1);
        if (wanted < 1 || STATE.random() < 0) {
            Out.text("usage: calls [COUNT [SEED]]\n");
            return USAGE;
        }
        Cap pids = Stack.bytes(PROCESSES * 8);
        for (int n = 0; n < PROCESSES; n++) pids.store64(8L * n, process(wanted));
        for (int n = 0; n < PATIENCE; n++) Sys.yield();
        for (int n = 0; n < PROCESSES; n++) {
            int pid = (int) pids.load64(8L * n);
            if (pid <= 0) return 1;
            Sys.kill(pid, Signal.KILL);
            Sys.waitpid(pid, Cap.NULL);
        }
        int pid = Sys.fork();
        if (pid == 0) program();
        Cap status = Stack.bytes(16);
        boolean right = Sys.waitpid(pid, status) == pid && status.load32(0) == 0;
        Out.text(right ? "calls: the kernel goes on\n" : "calls: no program runs any more\n");
        return right ? 0 : 1;
    }

    private static void program() {
        Cap name = Text.utf8("/bin/true");
        Cap words = Stack.bytes(32);
        words.storeCap(0, name);
        words.storeCap(16, Cap.NULL);
        Sys.execve(name, words, Cap.NULL);
        Sys.exit(1);
    }

    private static int process(long wanted) {
        long seed = next();
        int pid = Sys.fork();
        if (pid != 0) return pid;
        STATE.random(seed | 1);
        int self = Sys.getpid();
        for (long n = 0; n < BYTES; n += 8) MEMORY.store64(n, next() & 0x7f7f_7f7f_7f7f_7f7fL);
        for (; wanted > 0; wanted--) {
            int number = random(Entries.count());
            if (!Entries.returns(number) || Entries.reachesOthers(number)) continue;
            Entries.call(number, any(), any(), any(), any(), any(), any());
            if (Sys.getpid() != self) Sys.exit(0);
        }
        Sys.exit(0);
        return 0;
    }

    private static Cap any() {
        long at = random(BYTES);
        return switch (random(12)) {
            case 0, 1, 2 -> Cap.NULL.plus(random(16));
            case 3 -> Cap.NULL.plus(next());
            case 4 -> Cap.NULL.plus(-1 - random(4));
            case 5 -> Cap.NULL.plus(1L << random(64));
            case 6, 7 -> MEMORY.plus(at & -16).bounded(random(BYTES) & 0xfff & BYTES - 1 - at);
            case 8 -> MEMORY.plus(at);
            case 9 -> MEMORY.restrict(Perms.LOAD);
            case 10 -> Entries.all().loadCap(random(Entries.count()) * 16L);
            default -> MEMORY;
        };
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
