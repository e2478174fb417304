package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Open;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/** Commands in shells of their own: pipelines, subshells, what runs in the background. Source: POSIX.1-2017, Shell and Utilities 2.9.2, 2.9.3, 2.12. */
@Kernel
final class Children {
    private Children() {}

    /** A child that is a shell of its own: 0 in it. */
    static int make(boolean foreground) {
        Out.flush();
        int pid = Sys.fork();
        if (pid < 0) Sh.fail("Cannot fork");
        Jobs.join(pid, foreground);
        if (pid == 0) Sh.becomeSubshell();
        return pid;
    }

    static void background(Node n) {
        Jobs.begin(n.source());
        boolean controls = Sh.isInteractive();
        int pid = make(false);
        if (pid == 0) {
            int nothing = controls ? -1 : Io.open(Text.utf8("/dev/null"), Open.READ, 0);
            if (nothing >= 0) {
                Io.dup2(nothing, 0);
                Io.close(nothing);
            }
            Sh.untested();
            Runner.run(n, true);
            Sh.leave(Sh.status());
        }
        if (pid < 0) return;
        Jobs.background();
        Sh.lastBackground(pid);
        Sh.status(0);
    }

    static void subshell(Node n, boolean last) {
        if (last && !Sh.hasTraps()) {
            Sh.becomeSubshell();
            Runner.run(n.first(), true);
            Sh.exitOnError();
            return;
        }
        Jobs.begin(n.source());
        int pid = make(true);
        if (pid == 0) {
            Runner.run(n.first(), true);
            Sh.leave(Sh.status());
        }
        if (pid < 0) return;
        Sh.status(Jobs.foreground(pid));
        Sh.exitOnError();
    }

    /** Commands side by side, each one's output the next one's input. */
    static void pipes(Node all) {
        Cap ends = Stack.bytes(16);
        int input = -1;
        Jobs.begin(all.source());
        Fields.List children = Fields.make();
        for (Node n = all.first(); !n.isNull(); n = n.next()) {
            boolean more = !n.next().isNull();
            if (more && Io.pipe(ends) != 0) {
                Sh.fail("Cannot make a pipe");
                break;
            }
            int pid = make(true);
            if (pid == 0) {
                move(input, 0);
                if (more) {
                    Io.close(ends.load32(0));
                    move(ends.load32(4), 1);
                }
                Runner.run(n, true);
                Sh.leave(Sh.status());
            }
            if (input >= 0) Io.close(input);
            input = more ? ends.load32(0) : -1;
            if (more) Io.close(ends.load32(4));
            if (pid < 0) break;
            Fields.add(children, Cap.NULL.plus(pid));
        }
        if (input >= 0) Io.close(input);
        for (int n = 0; n < children.count(); n++) {
            int status = Jobs.await((int) Fields.get(children, n).address());
            if (Sh.flow() == Sh.NO_FLOW) Sh.status(status);
        }
        Jobs.behind();
        Fields.free(children);
        Sh.exitOnError();
    }

    private static void move(int from, int to) {
        if (from < 0 || from == to) return;
        Io.dup2(from, to);
        Io.close(from);
    }
}
