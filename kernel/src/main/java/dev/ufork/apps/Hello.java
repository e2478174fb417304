package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/** {@code hello}: forks, and both sides say hello. */
@Kernel
final class Hello {
    private Hello() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        Out.text("hello from process ");
        Out.number(Sys.getpid());
        Out.text("\n");
        int pid = Sys.fork();
        if (pid < 0) return 1;
        if (pid == 0) {
            Out.text("hello from its child, process ");
            Out.number(Sys.getpid());
            Out.text("\n");
            return 7;
        }
        Cap status = Stack.bytes(16);
        if (Sys.waitpid(pid, status) != pid) return 2;
        Out.text("the child ended with ");
        Out.number(status.load32(0) >> 8);
        Out.text("\n");
        return 0;
    }
}
