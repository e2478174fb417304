package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.user.Counter;
import dev.ufork.user.Environment;
import dev.ufork.user.Out;
import dev.ufork.user.Programs;
import dev.ufork.user.Sys;

/**
 * {@code each PROGRAM...}: runs programs one after the other, each with its own name as its only argument, says how each ended, and whether
 * the machine is as it was.
 */
@Kernel
final class Each {
    private static final int CAP = 16;
    private static final int NOT_RUN = 127;

    private Each() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        Cap status = Stack.bytes(16);
        for (int n = 1; n < count; n++) {
            Cap name = arguments.loadCap((long) n * CAP);
            long frames = Sys.counter(Counter.FRAMES_FREE);
            int pid = Sys.fork();
            if (pid == 0) return run(name);
            if (pid < 0 || Sys.waitpid(pid, status) != pid) return 1;
            Out.bytes(name, name.length());
            int ended = status.load32(0);
            Out.text((ended & 0x7f) != 0 ? ": ended by signal " : ": ended with ");
            Out.number((ended & 0x7f) != 0 ? ended & 0x7f : ended >> 8);
            Out.text(n > 1 && frames != Sys.counter(Counter.FRAMES_FREE) ? ", and memory is lost\n" : "\n");
        }
        return 0;
    }

    private static int run(Cap name) {
        Cap vector = Stack.bytes(2 * CAP);
        vector.storeCap(0, name);
        int failed = Sys.execve(Programs.path(name), vector, Environment.all());
        Out.bytes(name, name.length());
        Out.text(": error ");
        Out.number(-failed);
        Out.text("\n");
        return NOT_RUN;
    }
}
