package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Open;
import dev.ufork.user.Err;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.SearchPath;
import dev.ufork.user.Sys;

/** The commands that go elsewhere: out of the shell, a function or a loop, into a text, a file or a program. */
@Kernel
final class Leaving {
    private static final int WRONG = 2;

    private Leaving() {}

    private static int stop() {
        Sh.stop();
        return WRONG;
    }

    static int exit(Fields.List words) {
        int status = Builtins.number(words, 1, Sh.status());
        if (status < 0) return stop();
        Sh.flow(Sh.EXIT);
        return status & 0xff;
    }

    static int function(Fields.List words) {
        int status = Builtins.number(words, 1, Sh.status());
        if (status < 0) return stop();
        Sh.flow(Sh.RETURN);
        return status;
    }

    static int loop(Fields.List words, boolean isBreak) {
        int loops = Builtins.number(words, 1, 1);
        if (loops == 0) Sh.say(isBreak ? "break" : "continue", Builtins.word(words, 1), "Illegal number");
        if (loops <= 0) return stop();
        if (Sh.loopsAround() == 0) return 0;
        Sh.loops(Math.min(loops, Sh.loopsAround()));
        Sh.flow(isBreak ? Sh.BREAK : Sh.CONTINUE);
        return 0;
    }

    static int eval(Fields.List words) {
        if (words.count() == 1) return 0;
        Cap commands = Runner.joined(words, 1);
        int status = Runner.text(commands);
        Heap.free(commands);
        return status;
    }

    static int dot(Fields.List words) {
        if (words.count() < 2) return 0;
        Cap name = Builtins.word(words, 1);
        boolean isPath = SearchPath.isPath(name);
        Cap path = isPath ? name : Naming.path(name, false);
        int d = path.isNull() ? -Errno.ENOENT : Io.open(path, Open.READ | Open.CLOSE_ON_EXEC, 0);
        if (!isPath) Heap.free(path);
        if (d < 0) {
            Sh.say(".", name, path.isNull() ? "not found" : Err.reason(-d));
            return stop();
        }
        Cap commands = Input.all(d);
        Io.close(d);
        int line = Sh.line();
        Sh.line(1);
        int status = Runner.text(commands);
        Sh.line(line);
        Heap.free(commands);
        if (Sh.flow() == Sh.RETURN) Sh.flow(Sh.NO_FLOW);
        return status;
    }

    static int exec(Fields.List words) {
        if (words.count() == 1) return 0;
        Fields.List rest = Fields.make();
        for (int n = 1; n < words.count(); n++) Fields.add(rest, Builtins.word(words, n));
        Sys.exit(Simple.exec(rest));
        return Errno.ENOEXEC;
    }
}
