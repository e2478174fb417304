package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.shared.Format;
import dev.ufork.shared.Open;
import dev.ufork.user.Buffer;
import dev.ufork.user.Err;
import dev.ufork.user.Io;
import dev.ufork.user.Out;

/** Redirections. Source: POSIX.1-2017, Shell and Utilities 2.7. */
@Kernel
final class Redirections {
    /** Where descriptors are kept that come back. */
    private static final int SAVED_FROM = 10;

    private Redirections() {}

    static boolean isNext(Script s) {
        int kind = Tokens.kind(s);
        return kind >= Tokens.LESS && kind <= Tokens.DUP_OUT;
    }

    static void skip(Script s) {
        while (isNext(s)) Tokens.advance(s, 2);
    }

    /** Carries out all that follow; what was there before goes to {@code saved}, as descriptor and copy. False when one fails. */
    static boolean make(Script s, Fields.List saved) {
        Out.flush();
        boolean well = true;
        for (; isNext(s); Tokens.advance(s, 2)) if (well) well = one(Tokens.at(s, s.at()), Words.one(Tokens.word(s, s.at() + 1)), saved);
        return well;
    }

    private static boolean one(Script.Token t, Cap word, Fields.List saved) {
        int kind = t.kind();
        int target = t.number() >= 0 ? t.number() : kind == Tokens.LESS || kind == Tokens.DUP_IN ? 0 : 1;
        int kept = Io.fcntl(target, Open.DUP_CLOSE_ON_EXEC, SAVED_FROM);
        Fields.add(saved, Cap.NULL.plus(target));
        Fields.add(saved, Cap.NULL.plus(kept));
        if (kind == Tokens.DUP_IN || kind == Tokens.DUP_OUT) {
            if (Buffer.same(word, "-")) {
                Io.close(target);
                return true;
            }
            int from = (int) Format.parse(word, word.length());
            int error = Io.dup2(from, target);
            if (error < 0) Err.say("sh", word, error);
            return error >= 0;
        }
        int flags = kind == Tokens.LESS ? Open.READ : Open.WRITE | Open.CREATE | (kind == Tokens.APPEND ? Open.APPEND : Open.TRUNCATE);
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
