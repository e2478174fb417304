package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Usage;
import dev.ufork.user.Buffer;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Processes;
import dev.ufork.user.SearchPath;

/** The commands about what surrounds a process: folder, mask of permissions, time. */
@Kernel
final class Surroundings {
    private Surroundings() {}

    /** {@code cd [-L|-P] [FOLDER|-]}. There are no symbolic links, so both options mean the same. */
    static int cd(Fields.List words) {
        int n = 1;
        while (n < words.count() && (Buffer.same(Builtins.word(words, n), "-L") || Buffer.same(Builtins.word(words, n), "-P"))) n++;
        if (n < words.count() && Buffer.same(Builtins.word(words, n), "--")) n++;
        boolean back = n < words.count() && Buffer.same(Builtins.word(words, n), "-");
        Cap to = back ? Variables.get(Text.utf8("OLDPWD")) : n < words.count() ? Builtins.word(words, n) : Variables.get(Text.utf8("HOME"));
        if (to.isNull() || to.length() == 0) to = Text.utf8(".");
        Cap path = Stack.bytes(1024);
        long before = Io.getcwd(path);
        int found = searched(to);
        boolean tell = back || found == 0;
        int error = found < 0 ? Io.chdir(to) : 0;
        if (error != 0) {
            Sh.say("cd", to, error);
            return 2;
        }
        if (before > 0) Variables.set(Text.utf8("OLDPWD"), path.bounded(before - 1));
        here();
        if (tell) pwd();
        return 0;
    }

    /** Goes to a folder that CDPATH leads to. 0 when there is one, 1 when it is below the current folder, which is nothing to tell. */
    private static int searched(Cap to) {
        Cap path = Variables.get(Text.utf8("CDPATH"));
        if (path.isNull() || isAbsoluteOrDotted(to)) return -1;
        for (long at = 0; at <= path.length(); at = SearchPath.next(path, at)) {
            Cap folder = SearchPath.file(path, at, to);
            int error = Io.chdir(folder);
            Heap.free(folder);
            if (error == 0) return SearchPath.isHere(path, at) ? 1 : 0;
        }
        return -1;
    }

    /** Does a path begin with a slash, or with a part that is one dot or two? */
    private static boolean isAbsoluteOrDotted(Cap path) {
        long dots = 0;
        while (dots < 2 && dots < path.length() && path.load8(dots) == '.') dots++;
        return path.load8(0) == '/' || dots > 0 && (dots == path.length() || path.load8(dots) == '/');
    }

    /** {@code times}: of the shell, and of its children; the machine does not tell a program's time from the kernel's for it. */
    static int times() {
        for (int who = Usage.SELF; who >= Usage.CHILDREN; who--) {
            Usage usage = Stack.of(Usage.class);
            Processes.getrusage(who, usage.cap());
            seconds(usage.time());
            Out.text(" ");
            seconds(0);
            Out.text("\n");
        }
        return 0;
    }

    private static void seconds(long ns) {
        long micros = ns / 1000;
        Out.number(micros / 60_000_000);
        Out.text("m");
        Out.number(micros / 1_000_000 % 60);
        Out.text(".");
        for (long digit = 100_000; digit > 0; digit /= 10) Out.number(micros / digit % 10);
        Out.text("s");
    }

    /** Sets PWD to where the shell is. */
    static void here() {
        Cap path = Stack.bytes(1024);
        long n = Io.getcwd(path);
        if (n > 0) Variables.set(Text.utf8("PWD"), path.bounded(n - 1));
    }

    static int pwd() {
        Cap path = Stack.bytes(1024);
        long n = Io.getcwd(path);
        if (n < 0) return 1;
        Out.bytes(path, n - 1);
        Out.text("\n");
        return 0;
    }

    static int umask(Fields.List words) {
        if (words.count() > 1) {
            int mask = 0;
            Cap word = Builtins.word(words, 1);
            for (long i = 0; i < word.length(); i++) {
                if (word.load8(i) >= '0' && word.load8(i) <= '7') continue;
                Sh.say("umask", word, "Illegal number");
                return 2;
            }
            for (long i = 0; i < word.length(); i++) mask = mask << 3 | word.load8(i) - '0' & 7;
            Io.umask(mask);
            return 0;
        }
        int mask = Io.umask(0);
        Io.umask(mask);
        Cap digits = Stack.bytes(16);
        for (int i = 0; i < 4; i++) digits.store8(i, '0' + (mask >>> 9 - 3 * i & 7));
        Out.bytes(digits, 4);
        Out.text("\n");
        return 0;
    }
}
