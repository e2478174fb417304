package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;
import dev.ufork.user.Buffer;
import dev.ufork.user.Err;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Programs;
import dev.ufork.user.Sys;

/** Simple commands: assignments, words, redirections. Source: POSIX.1-2017, Shell and Utilities 2.9.1. */
@Kernel
final class Simple {
    private static final int NOT_FOUND = 127;
    private static final int NOT_RUN = 126;

    private Simple() {}

    /** Where the = of an assignment is; 0 when the word is none. */
    private static long assignment(Cap word) {
        long n = Bytes.find(word, '=', word.length());
        if (n <= 0) return 0;
        for (long i = 0; i < n; i++) {
            int c = word.load8(i);
            boolean letter = c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && (i == 0 || c < '0' || c > '9')) return 0;
        }
        return n;
    }

    static void command(Script s, boolean run) {
        if (!run) {
            while (Tokens.kind(s) == Tokens.WORD || Redirections.isNext(s)) Tokens.advance(s, (Redirections.isNext(s) ? 2 : 1));
            return;
        }
        int first = s.at();
        Fields.List words = Fields.make();
        int assignments = 0;
        Sh.substituted(-1);
        for (; Tokens.kind(s) == Tokens.WORD || Redirections.isNext(s); Tokens.advance(s, 1)) {
            if (Redirections.isNext(s)) {
                Tokens.advance(s, 1);
                continue;
            }
            if (Sh.isEnding()) continue;
            Cap word = Tokens.word(s, s.at());
            if (words.count() == 0 && assignment(word) > 0) assignments++;
            else Words.expand(word, words);
        }
        int end = s.at();
        s.at(first);
        if (Sh.isEnding()) {
            s.at(end);
            return;
        }
        if (words.count() == 0) assign(s, end, false);
        else {
            if (Sh.has(Sh.TRACE)) trace(words);
            carryOut(s, end, words, assignments > 0);
        }
        s.at(end);
        if (Sh.flow() == Sh.NO_FLOW) Sh.exitOnError();
        for (int n = 0; n < words.count(); n++) Heap.free(Fields.get(words, n));
        Fields.free(words);
    }

    private static void trace(Fields.List words) {
        Cap prompt = Variables.get(Text.utf8("PS4"));
        Buffer.Growing b = Buffer.make();
        if (prompt.isNull()) Buffer.add(b, "+ ");
        else Buffer.add(b, prompt, prompt.length());
        for (int n = 0; n < words.count(); n++) {
            if (n > 0) Buffer.add(b, ' ');
            Buffer.add(b, Fields.get(words, n), Fields.get(words, n).length());
        }
        Buffer.add(b, '\n');
        Io.write(2, b.data(), b.used());
        Buffer.free(b);
    }

    /** Carries out the assignments before the first other word, and without a command the redirections. */
    private static void assign(Script s, int end, boolean export) {
        int first = s.at();
        boolean any = false;
        for (; s.at() < end && !Sh.isEnding(); Tokens.advance(s, 1)) {
            if (Redirections.isNext(s)) {
                Tokens.advance(s, 1);
                continue;
            }
            Cap word = Tokens.word(s, s.at());
            long equals = assignment(word);
            if (equals == 0) break;
            any = true;
            Cap value = Words.value(word.plus(equals + 1).bounded(word.length() - equals - 1));
            if (!Sh.isEnding()) Variables.set(word.bounded(equals), value);
            Heap.free(value);
            if (export) Variables.export(word.bounded(equals));
        }
        if (export || Sh.isEnding()) return;
        s.at(first);
        Fields.List saved = Fields.make();
        boolean well = redirect(s, end, saved);
        Redirections.undo(saved);
        if (!Sh.isEnding()) Sh.status(!well ? 2 : Sh.substituted() >= 0 ? Sh.substituted() : 0);
    }

    /** The same for the time of a command, after which {@link Variables#restore} undoes it. */
    private static void assignForNow(Script s, int end) {
        int first = s.at();
        for (; s.at() < end; Tokens.advance(s, 1)) {
            if (Redirections.isNext(s)) {
                Tokens.advance(s, 1);
                continue;
            }
            Cap word = Tokens.word(s, s.at());
            long equals = assignment(word);
            if (equals == 0) break;
            Variables.keep(word.bounded(equals));
        }
        s.at(first);
        assign(s, end, true);
    }

    private static boolean redirect(Script s, int end, Fields.List saved) {
        boolean well = true;
        while (s.at() < end) {
            if (!Redirections.isNext(s)) Tokens.advance(s, 1);
            else if (well) well = Redirections.make(s, saved);
            else Redirections.skip(s);
        }
        return well;
    }

    private static void carryOut(Script s, int end, Fields.List words, boolean assigns) {
        Cap name = Fields.get(words, 0);
        int builtin = Builtins.find(name);
        int first = s.at();
        if (builtin >= 0 && Builtins.isSpecial(builtin)) {
            if (assigns) assign(s, end, true);
            s.at(first);
            inShell(s, end, words, builtin, Cap.NULL.as(Functions.Function.class));
            return;
        }
        Functions.Function function = Functions.find(name);
        if (builtin >= 0 || !function.isNull()) {
            Variables.Local kept = Variables.kept();
            if (assigns) assignForNow(s, end);
            s.at(first);
            inShell(s, end, words, builtin, function);
            if (assigns) Variables.restore(kept);
            return;
        }
        Out.flush();
        Jobs.begin(s);
        int pid = Sys.fork();
        if (pid < 0) {
            Sh.fail(Text.utf8("fork"), "Cannot fork");
            return;
        }
        Jobs.join(pid, true);
        if (pid == 0) {
            Sh.becomeSubshell();
            if (assigns) assign(s, end, true);
            s.at(first);
            if (Sh.isEnding() || !redirect(s, end, Fields.make())) Sys.exit(2);
            Sys.exit(exec(words));
        }
        Sh.status(Jobs.foreground(pid));
    }

    /** Carries out what needs no process of its own; a special command that cannot be carried out ends the shell. */
    private static void inShell(Script s, int end, Fields.List words, int builtin, Functions.Function function) {
        Fields.List saved = Fields.make();
        boolean well = redirect(s, end, saved);
        if (!well) {
            Sh.status(2);
            if (builtin >= 0 && Builtins.isSpecial(builtin)) Sh.stop();
        } else if (function.isNull() || builtin >= 0 && Builtins.isSpecial(builtin)) {
            Sh.status(Builtins.run(builtin, words));
        } else {
            Functions.call(function, words);
        }
        Out.flush();
        if (builtin == Builtins.EXEC && well) Fields.free(saved);
        else Redirections.undo(saved);
    }

    /** Where PATH leads for a name, or the name itself when it is a path that can be executed; null when there is nothing. */
    static Cap path(Cap name) {
        if (Bytes.find(name, '/', name.length()) >= 0) return Io.access(name, 1) == 0 ? name : Cap.NULL;
        Cap path = Variables.get(Text.utf8("PATH"));
        for (long at = 0; !path.isNull() && at < path.length(); at++) {
            long n = Bytes.find(path.plus(at), ':', path.length() - at);
            if (n < 0) n = path.length() - at;
            Buffer.Growing b = Buffer.make();
            Buffer.add(b, path.plus(at), n);
            Buffer.add(b, '/');
            Buffer.add(b, name, name.length());
            Cap file = Buffer.take(b);
            Buffer.free(b);
            if (Io.access(file, 1) == 0) return file;
            at += n;
        }
        return Cap.NULL;
    }

    /** Becomes another program; returns the status when it cannot. */
    static int exec(Fields.List words) {
        Cap name = Fields.get(words, 0);
        int error = Programs.execvp(Variables.get(Text.utf8("PATH")), name, words.vector(), Variables.environment());
        if (error == -Errno.ENOENT) Err.say("sh", name, "not found");
        else Err.say("sh", name, error);
        return error == -Errno.ENOENT ? NOT_FOUND : NOT_RUN;
    }
}
