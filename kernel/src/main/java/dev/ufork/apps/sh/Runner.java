package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Open;
import dev.ufork.user.Buffer;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/**
 * Carries out lists, pipelines and compound commands. Source: POSIX.1-2017, Shell and Utilities 2.9.
 *
 * <p>There is no tree: each function reads the tokens of its construct, and either carries it out or, when {@code run} is false, only reads over it.
 */
@Kernel
final class Runner {
    private Runner() {}

    /** Carries out commands, a line when all of it has been understood; returns the status of the last. */
    static int text(Cap commands) {
        Script s = Tokens.cut(commands);
        boolean nothing = s.count() == 1;
        if (s.open()) Sh.syntaxError(Text.utf8("unterminated quotation"));
        while (Sh.flow() == Sh.NO_FLOW) {
            newlines(s);
            if (Tokens.kind(s) == Tokens.END) break;
            int first = s.at();
            list(s, false, true);
            if (Tokens.kind(s) != Tokens.NEWLINE && Tokens.kind(s) != Tokens.END && Sh.flow() == Sh.NO_FLOW) Sh.missing(s);
            if (Sh.flow() != Sh.NO_FLOW) break;
            s.at(first);
            list(s, true, true);
        }
        Tokens.free(s);
        if (nothing) Sh.status(0);
        return Sh.status();
    }

    /** Whether commands that somebody types are whole; otherwise another line belongs to them. */
    static boolean isWhole(Cap commands) {
        Script s = Tokens.cut(commands);
        Sh.check();
        if (!s.open()) list(s, false);
        boolean whole = Sh.checked() && !s.open();
        Tokens.free(s);
        return whole;
    }

    private static boolean ends(Script s) {
        int kind = Tokens.kind(s);
        if (kind == Tokens.END || kind == Tokens.CLOSE || kind == Tokens.CASE_END) return true;
        return Tokens.is(s, "then") || Tokens.is(s, "do") || Tokens.is(s, "done") || Tokens.is(s, "fi") || Tokens.is(s, "else") || Tokens.is(s, "elif")
                || Tokens.is(s, "}") || Tokens.is(s, "esac");
    }

    private static void skip(Script s) {
        Tokens.advance(s, 1);
    }

    static void newlines(Script s) {
        while (Tokens.kind(s) == Tokens.NEWLINE) skip(s);
    }

    private static void list(Script s, boolean run) {
        list(s, run, false);
    }

    /** Commands up to what ends the list, which may be the end of the line. */
    private static void list(Script s, boolean run, boolean line) {
        while (true) {
            while (Tokens.kind(s) == Tokens.NEWLINE && !line || Tokens.kind(s) == Tokens.SEMICOLON) skip(s);
            if (line && Tokens.kind(s) == Tokens.NEWLINE) return;
            if (ends(s)) return;
            int before = s.at();
            boolean now = run && Sh.flow() == Sh.NO_FLOW;
            andOr(s, false);
            if (s.at() == before) {
                if (now) Sh.syntaxError(Tokens.word(s, s.at()));
                return;
            }
            int end = s.at();
            if (now) {
                s.at(before);
                if (Tokens.at(s, end).kind() == Tokens.AMPERSAND) background(s);
                else andOr(s, true);
                if (Sh.flow() == Sh.NO_FLOW) Sh.traps();
                s.at(end);
            }
            if (Tokens.kind(s) == Tokens.AMPERSAND) skip(s);
        }
    }

    private static void background(Script s) {
        Jobs.begin(s);
        boolean controls = Sh.isInteractive();
        int pid = child(false);
        if (pid == 0) {
            int nothing = controls ? -1 : Io.open(Text.utf8("/dev/null"), Open.READ, 0);
            if (nothing >= 0) {
                Io.dup2(nothing, 0);
                Io.close(nothing);
            }
            andOr(s, true);
            Sh.leave(Sh.status());
        }
        if (pid < 0) return;
        Jobs.background();
        Sh.lastBackground(pid);
        Sh.status(0);
    }

    /** A child that is a shell of its own. */
    private static int child(boolean foreground) {
        Out.flush();
        int pid = Sys.fork();
        if (pid < 0) Sh.fail(Text.utf8("fork"), "Cannot fork");
        Jobs.join(pid, foreground);
        if (pid == 0) Sh.becomeSubshell();
        return pid;
    }

    private static void andOr(Script s, boolean run) {
        Script.Token first = Tokens.at(s, s.at());
        if (!run && first.afterList() != 0) {
            s.at(first.afterList());
            return;
        }
        pipeline(s, run);
        while (Tokens.kind(s) == Tokens.AND || Tokens.kind(s) == Tokens.OR) {
            boolean wanted = Tokens.kind(s) == Tokens.AND == (Sh.status() == 0);
            skip(s);
            newlines(s);
            int before = s.at();
            pipeline(s, run && wanted && Sh.flow() == Sh.NO_FLOW);
            if (s.at() == before) Sh.missing(s);
        }
        if (Sh.flow() == Sh.NO_FLOW) first.afterList(s.at());
    }

    /** Reads over a pipeline; returns whether it has several commands. */
    private static boolean over(Script s) {
        command(s, false);
        boolean several = Tokens.kind(s) == Tokens.PIPE;
        while (Tokens.kind(s) == Tokens.PIPE) {
            skip(s);
            newlines(s);
            int before = s.at();
            command(s, false);
            if (s.at() == before) Sh.missing(s);
        }
        return several;
    }

    private static void pipeline(Script s, boolean run) {
        boolean not = Tokens.is(s, "!");
        if (not) skip(s);
        int first = s.at();
        boolean several = over(s);
        if (!run) return;
        boolean tested = not || Tokens.kind(s) == Tokens.AND || Tokens.kind(s) == Tokens.OR;
        s.at(first);
        if (tested) Sh.test(1);
        if (several) pipes(s);
        else command(s, true);
        if (tested) Sh.test(-1);
        if (Sh.flow() != Sh.NO_FLOW) return;
        if (not) Sh.status(Sh.status() == 0 ? 1 : 0);
        else if (several && !tested) Sh.exitOnError();
    }

    /** Commands side by side, each one's output the next one's input. */
    private static void pipes(Script s) {
        Cap ends = Stack.bytes(16);
        int input = -1;
        int last = 0;
        Jobs.begin(s);
        Fields.List children = Fields.make();
        while (true) {
            int here = s.at();
            command(s, false);
            boolean more = Tokens.kind(s) == Tokens.PIPE;
            if (more && Io.pipe(ends) != 0) break;
            int pid = child(true);
            if (pid == 0) {
                if (input >= 0) {
                    Io.dup2(input, 0);
                    Io.close(input);
                }
                if (more) {
                    Io.dup2(ends.load32(4), 1);
                    Io.close(ends.load32(0));
                    Io.close(ends.load32(4));
                }
                s.at(here);
                command(s, true);
                Sh.leave(Sh.status());
            }
            last = pid;
            if (pid > 0) Fields.add(children, Cap.NULL.plus(pid));
            if (input >= 0) Io.close(input);
            if (!more) break;
            Io.close(ends.load32(4));
            input = ends.load32(0);
            skip(s);
            newlines(s);
        }
        for (int n = 0; n < children.count(); n++) {
            int pid = (int) Fields.get(children, n).address();
            int status = Jobs.await(pid);
            if (pid == last) Sh.status(status);
        }
        Jobs.behind();
        Fields.free(children);
    }

    static void command(Script s, boolean run) {
        Script.Token first = Tokens.at(s, s.at());
        if (!run && first.afterCommand() != 0) {
            s.at(first.afterCommand());
            return;
        }
        run = run && !Sh.isTooDeep();
        if (isCompound(s)) compound(s, run);
        else if (isDefinition(s)) define(s, run);
        else Simple.command(s, run);
        if (!run && Sh.flow() == Sh.NO_FLOW) first.afterCommand(s.at());
    }

    private static boolean isCompound(Script s) {
        return Tokens.kind(s) == Tokens.OPEN || Tokens.is(s, "{") || Tokens.is(s, "if") || Tokens.is(s, "while") || Tokens.is(s, "until")
                || Tokens.is(s, "for") || Tokens.is(s, "case");
    }

    private static boolean isDefinition(Script s) {
        if (Tokens.kind(s) != Tokens.WORD || s.at() + 2 >= s.count()) return false;
        return Tokens.at(s, s.at() + 1).kind() == Tokens.OPEN && Tokens.at(s, s.at() + 2).kind() == Tokens.CLOSE;
    }

    private static void define(Script s, boolean run) {
        Cap name = Tokens.word(s, s.at());
        Tokens.advance(s, 3);
        newlines(s);
        int first = s.at();
        if (isCompound(s)) compound(s, false);
        else Simple.command(s, false);
        if (s.at() == first) Sh.missing(s);
        if (!run) return;
        if (Parameters.name(name) != name.length()) {
            Sh.fail(name, "bad function name");
            return;
        }
        long start = Tokens.at(s, first).start();
        Functions.define(name, s.text().plus(start).bounded(Tokens.end(s) - start));
        Sh.status(0);
    }

    /** A compound command, with the redirections behind it. */
    private static void compound(Script s, boolean run) {
        int first = s.at();
        body(s, false);
        int redirections = s.at();
        Redirections.skip(s);
        if (!run) return;
        int end = s.at();
        s.at(redirections);
        Fields.List saved = Fields.make();
        if (Redirections.make(s, saved)) {
            s.at(first);
            body(s, true);
        } else {
            Sh.status(2);
        }
        Out.flush();
        Redirections.undo(saved);
        s.at(end);
    }

    private static void body(Script s, boolean run) {
        if (Tokens.kind(s) == Tokens.OPEN) subshell(s, run);
        else if (Tokens.is(s, "{")) {
            skip(s);
            list(s, run);
            expect(s, "}");
        } else if (Tokens.is(s, "if")) condition(s, run);
        else if (Tokens.is(s, "for")) each(s, run);
        else if (Tokens.is(s, "case")) choice(s, run);
        else loop(s, run);
    }

    private static void expect(Script s, String word) {
        if (Tokens.is(s, word)) skip(s);
        else if (Sh.flow() == Sh.NO_FLOW) Sh.missing(s);
    }

    private static void subshell(Script s, boolean run) {
        skip(s);
        int first = s.at();
        list(s, false);
        if (run) {
            Jobs.begin(s);
            int pid = child(true);
            if (pid == 0) {
                s.at(first);
                list(s, true);
                Sh.leave(Sh.status());
            }
            if (pid > 0) {
                Sh.status(Jobs.foreground(pid));
                Sh.exitOnError();
            }
        }
        if (Tokens.kind(s) == Tokens.CLOSE) skip(s);
        else if (Sh.flow() == Sh.NO_FLOW) Sh.missing(s);
    }

    private static void condition(Script s, boolean run) {
        boolean done = !run;
        boolean any = false;
        while (Tokens.is(s, "if") || Tokens.is(s, "elif")) {
            skip(s);
            if (!done) Sh.test(1);
            list(s, !done);
            if (!done) Sh.test(-1);
            boolean yes = !done && Sh.flow() == Sh.NO_FLOW && Sh.status() == 0;
            expect(s, "then");
            list(s, yes);
            any |= yes;
            done |= yes || Sh.flow() != Sh.NO_FLOW;
        }
        if (Tokens.is(s, "else")) {
            skip(s);
            list(s, !done);
            any |= !done;
        }
        if (run && !any && Sh.flow() == Sh.NO_FLOW) Sh.status(0);
        expect(s, "fi");
    }

    private static void loop(Script s, boolean run) {
        boolean until = Tokens.is(s, "until");
        skip(s);
        int test = s.at();
        int status = 0;
        if (run) Sh.loopsAround(Sh.loopsAround() + 1);
        while (true) {
            s.at(test);
            if (run) Sh.test(1);
            list(s, run);
            if (run) Sh.test(-1);
            boolean more = run && Sh.flow() == Sh.NO_FLOW && Sh.status() == 0 != until;
            expect(s, "do");
            list(s, more);
            if (more) status = Sh.status();
            boolean leaves = run && Sh.leavesLoop();
            if (!more || leaves) break;
        }
        if (run) Sh.loopsAround(Sh.loopsAround() - 1);
        if (run && Sh.flow() < Sh.RETURN) Sh.status(status);
        expect(s, "done");
    }

    private static void each(Script s, boolean run) {
        skip(s);
        Cap name = Tokens.word(s, s.at());
        skip(s);
        newlines(s);
        Fields.List words = Fields.make();
        if (Tokens.is(s, "in")) {
            skip(s);
            for (; Tokens.kind(s) == Tokens.WORD; skip(s)) if (run) Words.expand(Tokens.word(s, s.at()), words);
        } else if (run) {
            for (int n = 1; n < Variables.count(); n++) Fields.add(words, Variables.parameter(n));
        }
        while (Tokens.kind(s) == Tokens.SEMICOLON || Tokens.kind(s) == Tokens.NEWLINE) skip(s);
        expect(s, "do");
        int first = s.at();
        list(s, false);
        int end = s.at();
        if (run && words.count() == 0) Sh.status(0);
        if (run) Sh.loopsAround(Sh.loopsAround() + 1);
        for (int n = 0; n < words.count() && !Sh.isEnding(); n++) {
            Variables.set(name, Fields.get(words, n));
            s.at(first);
            list(s, true);
            if (Sh.leavesLoop()) break;
        }
        if (run) Sh.loopsAround(Sh.loopsAround() - 1);
        Fields.free(words);
        s.at(end);
        expect(s, "done");
    }

    private static void choice(Script s, boolean run) {
        skip(s);
        Cap text = run ? Words.one(Tokens.word(s, s.at())) : Cap.NULL;
        skip(s);
        newlines(s);
        expect(s, "in");
        newlines(s);
        boolean open = run;
        if (run) Sh.status(0);
        while (!Tokens.is(s, "esac") && Tokens.kind(s) != Tokens.END && Sh.flow() == Sh.NO_FLOW) {
            if (Tokens.kind(s) == Tokens.OPEN) skip(s);
            boolean yes = false;
            while (Tokens.kind(s) == Tokens.WORD) {
                if (open && !yes) {
                    Cap pattern = Words.pattern(Tokens.word(s, s.at()));
                    yes = Patterns.matches(pattern, 0, text, 0);
                    Heap.free(pattern);
                }
                skip(s);
                if (Tokens.kind(s) != Tokens.PIPE) break;
                skip(s);
            }
            if (Tokens.kind(s) != Tokens.CLOSE) break;
            skip(s);
            list(s, open && yes);
            open &= !yes;
            if (Tokens.kind(s) == Tokens.CASE_END) skip(s);
            newlines(s);
        }
        expect(s, "esac");
    }

    /** The words of a vector as one text, with blanks between. */
    static Cap joined(Fields.List words, int from) {
        Buffer.Growing b = Buffer.make();
        for (int n = from; n < words.count(); n++) {
            if (n > from) Buffer.add(b, ' ');
            Buffer.add(b, Fields.get(words, n), Fields.get(words, n).length());
        }
        return Buffer.take(b);
    }
}
