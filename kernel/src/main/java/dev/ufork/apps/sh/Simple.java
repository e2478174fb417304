package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;
import dev.ufork.user.Err;
import dev.ufork.user.Heap;
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
        for (; Tokens.kind(s) == Tokens.WORD || Redirections.isNext(s); Tokens.advance(s, 1)) {
            if (Redirections.isNext(s)) {
                Tokens.advance(s, 1);
                continue;
            }
            Cap word = Tokens.word(s, s.at());
            if (words.count() == 0 && assignment(word) > 0) assignments++;
            else Words.expand(word, words);
        }
        int end = s.at();
        s.at(first);
        if (words.count() == 0) assign(s, end, false);
        else carryOut(s, end, words, assignments > 0);
        s.at(end);
        for (int n = 0; n < words.count(); n++) Heap.free(Fields.get(words, n));
        Fields.free(words);
    }

    /** Carries out the assignments before the first other word, and without a command the redirections. */
    private static void assign(Script s, int end, boolean export) {
        int status = Sh.status();
        Sh.status(0);
        int first = s.at();
        boolean any = false;
        for (; s.at() < end; Tokens.advance(s, 1)) {
            if (Redirections.isNext(s)) {
                Tokens.advance(s, 1);
                continue;
            }
            Cap word = Tokens.word(s, s.at());
            long equals = assignment(word);
            if (equals == 0) break;
            any = true;
            Variables.set(word.bounded(equals), Words.one(word.plus(equals + 1).bounded(word.length() - equals - 1)));
            if (export) Variables.export(word.bounded(equals));
        }
        if (export) Sh.status(status);
        if (!export && !any) {
            s.at(first);
            Fields.List saved = Fields.make();
            if (!redirect(s, end, saved)) Sh.status(1);
            Redirections.undo(saved);
        }
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
        if (builtin >= 0) {
            if (assigns) assign(s, end, false);
            s.at(first);
            Fields.List saved = Fields.make();
            boolean well = redirect(s, end, saved);
            Sh.status(well ? Builtins.run(builtin, words) : 1);
            Out.flush();
            if (builtin == Builtins.EXEC && well) Fields.free(saved);
            else Redirections.undo(saved);
            return;
        }
        Out.flush();
        int pid = Sys.fork();
        if (pid < 0) {
            Err.say("sh", Text.utf8("fork"), pid);
            Sh.status(2);
            return;
        }
        if (pid == 0) {
            if (assigns) assign(s, end, true);
            s.at(first);
            if (!redirect(s, end, Fields.make())) Sys.exit(1);
            Sh.becomeSubshell();
            Sys.exit(exec(words));
        }
        Sh.status(Jobs.await(pid));
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
