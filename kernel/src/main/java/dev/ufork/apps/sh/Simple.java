package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;
import dev.ufork.user.Buffer;
import dev.ufork.user.Err;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Programs;
import dev.ufork.user.Sys;

/** Simple commands: words, redirections, assignments, in this order. Source: POSIX.1-2017, Shell and Utilities 2.9.1. */
@Kernel
final class Simple {
    private static final int NOT_FOUND = 127;
    private static final int NOT_RUN = 126;
    private static final int NO_REDIRECTION = 2;

    private Simple() {}

    /** Where the = of an assignment is; 0 when the word is none. */
    static long assignment(Cap word) {
        long n = Parameters.name(word);
        return n < word.length() && word.load8(n) == '=' ? n : 0;
    }

    static void run(Node n, boolean last) {
        if (Sh.isTooDeep()) {
            Sh.fail("commands nested too deeply");
            return;
        }
        Sh.line(n.line());
        Sh.substituted(-1);
        Fields.List words = words(n.first());
        Fields.List saved = Redirections.none(n.redirections());
        if (Sh.flow() == Sh.NO_FLOW) {
            int builtin = words.count() == 0 ? Builtins.NONE : Builtins.find(Fields.get(words, 0));
            boolean special = builtin >= 0 && Builtins.isSpecial(builtin);
            Variables.Local kept = Variables.kept();
            if (!Redirections.make(n.redirections(), saved)) {
                Sh.status(NO_REDIRECTION);
                if (special) Sh.stop();
            } else if (assign(n.second(), words, special)) {
                if (Options.has(Options.TRACE)) trace(n.second(), words);
                if (words.count() == 0) Sh.status(Math.max(Sh.substituted(), 0));
                else carryOut(n, words, builtin, last);
            }
            if (builtin == Builtins.EXEC && Sh.flow() == Sh.NO_FLOW) Redirections.keep(saved);
            if (words.count() > 0 && !special) Variables.restore(kept);
        }
        Redirections.undo(saved);
        Fields.freeAll(words);
        Sh.exitOnError();
    }

    /** The words of a command; what looks like an assignment is one for a command that assigns. */
    private static Fields.List words(Node first) {
        Fields.List words = Fields.make();
        boolean assigns = false;
        for (Node n = first; !n.isNull() && Sh.flow() == Sh.NO_FLOW; n = n.next()) {
            if (assigns && assignment(n.text()) > 0) Fields.add(words, assigned(n.text()));
            else Words.expand(n.text(), words);
            if (n.same(first) && words.count() > 0) assigns = Builtins.assigns(Builtins.find(Fields.get(words, 0)));
        }
        return words;
    }

    /** NAME=VALUE with the value expanded as an assignment's. */
    private static Cap assigned(Cap word) {
        long equals = assignment(word);
        Cap value = Words.value(word.plus(equals + 1).bounded(word.length() - equals - 1));
        Buffer.Growing b = Buffer.make();
        Buffer.add(b, word, equals + 1);
        Buffer.add(b, value, value.length());
        Heap.free(value);
        Cap text = Buffer.take(b);
        Buffer.free(b);
        return text;
    }

    /** Carries out assignments: for good without a command or before a special one, otherwise for the time of the command, which has them in its environment. */
    private static boolean assign(Node first, Fields.List words, boolean special) {
        for (Node n = first; !n.isNull() && Sh.flow() == Sh.NO_FLOW; n = n.next()) {
            Cap word = n.text();
            long equals = assignment(word);
            Cap value = Words.value(word.plus(equals + 1).bounded(word.length() - equals - 1));
            boolean now = words.count() > 0 && !special;
            if (now && Sh.flow() == Sh.NO_FLOW) Variables.keep(word.bounded(equals));
            if (Sh.flow() == Sh.NO_FLOW) Variables.set(word.bounded(equals), value);
            if (now && Sh.flow() == Sh.NO_FLOW) Variables.export(word.bounded(equals));
            Heap.free(value);
        }
        return Sh.flow() == Sh.NO_FLOW;
    }

    private static void trace(Node assignments, Fields.List words) {
        Cap prompt = Variables.get(Text.utf8("PS4"));
        Buffer.Growing b = Buffer.make();
        if (!prompt.isNull()) Buffer.add(b, prompt, prompt.length());
        boolean any = false;
        for (Node n = assignments; !n.isNull(); n = n.next()) {
            Cap name = n.text().bounded(assignment(n.text()));
            if (any) Buffer.add(b, ' ');
            Buffer.add(b, name, name.length());
            Buffer.add(b, '=');
            Cap value = Variables.get(name);
            Buffer.add(b, value, value.length());
            any = true;
        }
        for (int n = 0; n < words.count(); n++) {
            if (any) Buffer.add(b, ' ');
            Buffer.add(b, Fields.get(words, n), Fields.get(words, n).length());
            any = true;
        }
        Buffer.add(b, '\n');
        Io.write(2, b.data(), b.used());
        Buffer.free(b);
    }

    private static void carryOut(Node n, Fields.List words, int builtin, boolean last) {
        Functions.Function function = builtin >= 0 && Builtins.isSpecial(builtin) ? Cap.NULL.as(Functions.Function.class) : Functions.find(Fields.get(words, 0));
        if (!function.isNull()) Functions.call(function, words);
        else if (builtin >= 0) {
            Sh.status(Builtins.run(builtin, words));
            Out.flush();
        } else {
            program(n.source(), words, last);
        }
    }

    /** Carries out a program, in a process of its own unless nothing comes behind it in this one. */
    static void program(Cap source, Fields.List words, boolean last) {
        Out.flush();
        if (last && !Sh.hasTraps()) Sys.exit(exec(words));
        Jobs.begin(source);
        int pid = Children.make(true);
        if (pid == 0) Sys.exit(exec(words));
        if (pid > 0) Sh.status(Jobs.foreground(pid));
    }

    /** Becomes another program; returns the status when it cannot. */
    static int exec(Fields.List words) {
        Cap name = Fields.get(words, 0);
        int error = Programs.execvp(Variables.get(Text.utf8("PATH")), name, words.vector(), Variables.environment());
        Sh.say(Text.utf8(""), name, Text.utf8(error == -Errno.ENOENT ? "not found" : Err.reason(-error)));
        return error == -Errno.ENOENT ? NOT_FOUND : NOT_RUN;
    }
}
