package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Format;
import dev.ufork.shared.Open;
import dev.ufork.shared.Stat;
import dev.ufork.user.Buffer;
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

    /** Room for what {@link #make} saves; null when there is nothing to redirect. */
    static Fields.List none(Node first) {
        return first.isNull() ? Cap.NULL.as(Fields.List.class) : Fields.make();
    }

    /** Carries out all of a chain; what was there before goes to {@code saved}, as descriptor and copy. False when one fails. */
    static boolean make(Node first, Fields.List saved) {
        if (first.isNull()) return true;
        Out.flush();
        for (Node n = first; !n.isNull(); n = n.next()) {
            if (n.symbol() == Symbol.HERE) {
                if (!document(n, saved)) return false;
                continue;
            }
            Cap word = Words.one(n.text());
            boolean well = Sh.flow() == Sh.NO_FLOW && one(n, word, saved);
            Heap.free(word);
            if (!well) return false;
        }
        return true;
    }

    private static void save(int target, Fields.List saved) {
        int kept = Io.fcntl(target, Open.DUP_CLOSE_ON_EXEC, SAVED_FROM);
        Fields.add(saved, Cap.NULL.plus(target));
        Fields.add(saved, Cap.NULL.plus(kept));
    }

    /** A here-document: what is in a pipe, or what a child writes there when it is long. */
    private static boolean document(Node n, Fields.List saved) {
        Cap stripped = n.tabs() ? withoutTabs(n.text()) : n.text();
        Cap text = n.quoted() ? stripped : Words.document(stripped);
        if (Sh.isEnding()) text = Cap.NULL;             // a failure in it is the redirection's
        Sh.survive();
        if (text.isNull()) return false;
        int target = n.number();
        save(target, saved);
        Cap ends = Stack.bytes(16);
        if (Io.pipe(ends) != 0) return false;
        if (text.length() <= PIPE) {
            Io.write(ends.load32(4), text, text.length());
        } else if (Sys.fork() == 0) {
            Io.close(ends.load32(0));
            for (long done = 0; done < text.length(); ) {
                long more = Io.write(ends.load32(4), text.plus(done), text.length() - done);
                if (more <= 0) break;
                done += more;
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

    private static boolean isFile(Cap path) {
        Stat stat = Stack.of(Stat.class);
        return Io.stat(path, stat.cap()) == 0 && (stat.mode() & Stat.KIND) == Stat.FILE;
    }

    private static boolean one(Node n, Cap word, Fields.List saved) {
        Symbol symbol = n.symbol();
        int target = n.number();
        if (symbol == Symbol.DUP_IN || symbol == Symbol.DUP_OUT) {
            save(target, saved);
            if (Buffer.same(word, "-")) {
                Io.close(target);
                return true;
            }
            boolean digits = word.length() > 0;
            for (long i = 0; i < word.length(); i++) digits &= Parameters.isDigit(word.load8(i));
            if (!digits) {
                Sh.fail(word, "Syntax error: Bad fd number");
                return false;
            }
            int from = (int) Format.parse(word, word.length());
            int error = Io.dup2(from, target);
            if (error < 0) Sh.say("", word, error);
            return error >= 0;
        }
        int flags = switch (symbol) {
            case LESS -> Open.READ;
            case READ_WRITE -> Open.READ_WRITE | Open.CREATE;
            case APPEND -> Open.WRITE | Open.CREATE | Open.APPEND;
            default -> Open.WRITE | Open.CREATE | Open.TRUNCATE;
        };
        if (symbol == Symbol.GREATER && Options.has(Options.NO_CLOBBER) && isFile(word)) {
            Sh.say("cannot create", word, Errno.EEXIST);
            return false;
        }
        int d = Io.open(word, flags, 0666);
        if (d < 0) {
            Sh.say(symbol == Symbol.LESS ? "cannot open" : "cannot create", word, d);
            return false;
        }
        save(target, saved);
        if (d != target) {
            Io.dup2(d, target);
            Io.close(d);
        }
        return true;
    }

    /** What was made stays. */
    static void keep(Fields.List saved) {
        if (saved.isNull()) return;
        for (int n = 1; n < saved.count(); n += 2) if (Fields.get(saved, n).address() >= 0) Io.close((int) Fields.get(saved, n).address());
        saved.count(0);
    }

    /** Puts back what was there before, the last first. */
    static void undo(Fields.List saved) {
        if (saved.isNull()) return;
        Out.flush();
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
