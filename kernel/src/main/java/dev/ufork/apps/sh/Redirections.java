package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Format;
import dev.ufork.shared.Open;
import dev.ufork.user.Buffer;
import dev.ufork.user.Err;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/** Redirections. Source: POSIX.1-2017, Shell and Utilities 2.7. */
@Kernel
final class Redirections {
    /** Where descriptors are kept that come back. */
    private static final int SAVED_FROM = 10;
    /** So much fits into a pipe without a reader. */
    private static final int PIPE = 4096;

    private Redirections() {}

    static boolean isNext(Script s) {
        int kind = Tokens.kind(s);
        return kind >= Tokens.LESS && kind <= Tokens.HERE;
    }

    static void skip(Script s) {
        while (isNext(s)) Tokens.advance(s, 2);
    }

    /** Carries out all that follow; what was there before goes to {@code saved}, as descriptor and copy. False when one fails. */
    static boolean make(Script s, Fields.List saved) {
        Out.flush();
        boolean well = true;
        for (; isNext(s); Tokens.advance(s, 2)) {
            if (!well) continue;
            Script.Token t = Tokens.at(s, s.at());
            Script.Token behind = Tokens.at(s, Math.min(s.at() + 1, s.count() - 1));
            if (behind.kind() != Tokens.WORD) {
                Sh.syntaxError(Text.utf8("redirection"));
                return false;
            }
            Cap text = Tokens.word(s, s.at() + 1);
            if (t.kind() == Tokens.HERE) {
                well = document(t, text, behind.number(), saved);
                continue;
            }
            Cap word = Words.one(text);
            well = !Sh.isEnding() && one(t, word, saved);
            Heap.free(word);
        }
        return well;
    }

    private static void save(int target, Fields.List saved) {
        int kept = Io.fcntl(target, Open.DUP_CLOSE_ON_EXEC, SAVED_FROM);
        Fields.add(saved, Cap.NULL.plus(target));
        Fields.add(saved, Cap.NULL.plus(kept));
    }

    /** A here-document: what is in a pipe, or what a child writes there when it is long. */
    private static boolean document(Script.Token t, Cap body, int how, Fields.List saved) {
        Cap stripped = (how & Tokens.TABS) != 0 ? withoutTabs(body) : body;
        Cap text = (how & Tokens.QUOTED) != 0 ? stripped : Words.document(stripped);
        int target = Math.max(t.number(), 0);
        save(target, saved);
        Cap ends = Stack.bytes(16);
        if (Io.pipe(ends) != 0) return false;
        if (text.length() <= PIPE) {
            Io.write(ends.load32(4), text, text.length());
        } else if (Sys.fork() == 0) {
            Io.close(ends.load32(0));
            for (long done = 0; done < text.length(); ) {
                long n = Io.write(ends.load32(4), text.plus(done), text.length() - done);
                if (n <= 0) break;
                done += n;
            }
            Sys.exit(0);
        }
        Io.close(ends.load32(4));
        if (ends.load32(0) != target) {
            Io.dup2(ends.load32(0), target);
            Io.close(ends.load32(0));
        }
        return true;
    }

    private static Cap withoutTabs(Cap body) {
        Buffer.Growing b = Buffer.make();
        boolean begin = true;
        for (long at = 0; at < body.length(); at++) {
            int c = body.load8(at);
            if (!begin || c != '\t') Buffer.add(b, c);
            begin = c == '\n' || begin && c == '\t';
        }
        return Buffer.take(b);
    }

    private static boolean one(Script.Token t, Cap word, Fields.List saved) {
        int kind = t.kind();
        boolean reads = kind == Tokens.LESS || kind == Tokens.DUP_IN || kind == Tokens.READ_WRITE;
        int target = t.number() >= 0 ? t.number() : reads ? 0 : 1;
        save(target, saved);
        if (kind == Tokens.DUP_IN || kind == Tokens.DUP_OUT) {
            if (Buffer.same(word, "-")) {
                Io.close(target);
                return true;
            }
            boolean digits = word.length() > 0;
            for (long i = 0; i < word.length(); i++) digits &= Parameters.isDigit(word.load8(i));
            if (!digits) {
                Sh.syntaxError(word);
                return false;
            }
            int from = (int) Format.parse(word, word.length());
            int error = Io.dup2(from, target);
            if (error < 0) Err.say("sh", word, error);
            return error >= 0;
        }
        int flags = kind == Tokens.LESS ? Open.READ : kind == Tokens.READ_WRITE ? Open.READ_WRITE | Open.CREATE : Open.WRITE | Open.CREATE | (kind == Tokens.APPEND ? Open.APPEND : Open.TRUNCATE);
        int d = Io.open(word, flags, 0666);
        if (d < 0) {
            Err.say("sh", word, d);
            return false;
        }
        if (d != target) {
            Io.dup2(d, target);
            Io.close(d);
        }
        return true;
    }

    /** Puts back what was there before, the last first. */
    static void undo(Fields.List saved) {
        for (int n = saved.count() - 2; n >= 0; n -= 2) {
            int target = (int) Fields.get(saved, n).address();
            int kept = (int) Fields.get(saved, n + 1).address();
            if (kept < 0) {
                Io.close(target);
            } else {
                Io.dup2(kept, target);
                Io.close(kept);
            }
        }
        Fields.free(saved);
    }
}
