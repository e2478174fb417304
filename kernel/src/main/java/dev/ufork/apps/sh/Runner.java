package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;
import dev.ufork.user.Buffer;
import dev.ufork.user.Heap;

/**
 * Carries out what {@link Parser} has understood. Source: POSIX.1-2017, Shell and Utilities 2.9.
 *
 * <p>{@code last} says that nothing comes behind a command in this process, which may then become the command's. Functions in functions go as deep as the
 * stack, so what is on the way from one to the next keeps little on it.
 */
@Kernel
final class Runner {
    private Runner() {}

    /** Carries out commands, a line when all of it has been understood; returns the status of the last. */
    static int text(Cap commands, boolean last) {
        Cap own = Buffer.copy(commands, commands.length());
        Script.Reading around = Sh.script();
        Script.Reading s = Script.of(own, 0, Sh.line());
        s.owned(own);
        Sh.script(s);
        boolean nothing = true;
        while (Sh.flow() == Sh.NO_FLOW) {
            Node n = Parser.line(s);
            Sh.line(s.line());
            if (s.failed()) {
                Sh.fail(Text.utf8(""), s.why());
                break;
            }
            boolean end = s.symbol() == Symbol.END;
            if (!n.isNull()) {
                nothing = false;
                run(n, last && end);
            }
            if (end) break;
        }
        if (nothing && Sh.flow() == Sh.NO_FLOW) Sh.status(0);
        Sh.script(around);
        Script.leave(s);
        return Sh.status();
    }

    static int text(Cap commands) {
        return text(commands, false);
    }

    /** Whether commands that somebody types are whole; otherwise another line belongs to them. */
    static boolean isWhole(Cap commands) {
        Script.Reading s = Script.of(commands, 0, 1);
        s.looked(true);
        while (!s.failed() && !s.incomplete()) {
            Parser.line(s);
            if (s.symbol() == Symbol.END) break;
        }
        boolean whole = !s.incomplete();
        Script.leave(s);
        return whole;
    }

    /** Carries out a command; its status is the shell's afterwards. */
    static void run(Node n, boolean last) {
        while (!n.isNull() && Sh.flow() == Sh.NO_FLOW) {
            Node rest = Cap.NULL.as(Node.class);
            switch (n.kind()) {
                case SIMPLE -> Simple.run(n, last);
                case LIST -> {
                    rest = n.first();
                    for (; !rest.next().isNull() && Sh.flow() == Sh.NO_FLOW; rest = rest.next()) run(rest, false);
                }
                case AND, OR -> {
                    if (tested(n.first()) == (n.kind() == Kind.AND)) rest = n.second();
                }
                case NOT -> {
                    boolean yes = tested(n.first());
                    if (Sh.flow() == Sh.NO_FLOW) Sh.status(yes ? 1 : 0);
                }
                case BACKGROUND -> Children.background(n.first());
                case PIPELINE -> Children.pipes(n);
                case SUBSHELL -> Children.subshell(n, last);
                case REDIRECTED -> redirected(n);
                case IF -> {
                    rest = tested(n.first()) ? n.second() : n.third();
                    if (rest.isNull() && Sh.flow() == Sh.NO_FLOW) Sh.status(0);
                }
                case WHILE, UNTIL -> loop(n);
                case FOR -> each(n);
                case CASE -> rest = choice(n);
                case FUNCTION -> Functions.define(n);
                case CHOICE, WORD, REDIRECTION -> { }
            }
            if (Sh.hasArrived()) Sh.traps();
            n = rest;
        }
    }

    /** Is a command's status, which somebody looks at, 0? */
    private static boolean tested(Node n) {
        Sh.test(1);
        run(n, false);
        Sh.test(-1);
        return Sh.status() == 0;
    }

    /** A compound command with redirections. */
    private static void redirected(Node n) {
        Sh.line(n.line());
        Fields.List saved = Redirections.none(n.redirections());
        boolean well = Redirections.make(n.redirections(), saved);
        if (well) run(n.first(), false);
        Redirections.undo(saved);
        if (well) return;
        Sh.status(2);
        Sh.exitOnError();
    }

    private static void loop(Node n) {
        int status = 0;
        Sh.loopsAround(Sh.loopsAround() + 1);
        while (true) {
            boolean more = tested(n.first()) == (n.kind() == Kind.WHILE);
            if (Sh.flow() == Sh.NO_FLOW) {
                if (!more) break;
                run(n.second(), false);
                status = Sh.status();
            }
            if (Sh.leavesLoop()) break;
        }
        Sh.loopsAround(Sh.loopsAround() - 1);
        if (Sh.flow() < Sh.RETURN) Sh.status(status);
    }

    private static void each(Node n) {
        Sh.line(n.line());
        Fields.List words = Fields.make();
        for (Node word = n.first(); !word.isNull(); word = word.next()) Words.expand(word.text(), words);
        if (!n.in()) for (int i = 1; i < Variables.count(); i++) Fields.add(words, Buffer.copy(Variables.parameter(i), Variables.parameter(i).length()));
        if (Sh.flow() == Sh.NO_FLOW) Sh.status(0);
        Sh.loopsAround(Sh.loopsAround() + 1);
        for (int i = 0; i < words.count() && !Sh.isEnding(); i++) {
            Variables.set(n.text(), Fields.get(words, i));
            run(n.second(), false);
            if (Sh.leavesLoop()) break;
        }
        Sh.loopsAround(Sh.loopsAround() - 1);
        Fields.freeAll(words);
    }

    /** The commands of the choice that matches; null when none does. */
    private static Node choice(Node n) {
        Sh.line(n.line());
        Cap text = Words.one(n.text());
        Sh.status(0);
        Node commands = Cap.NULL.as(Node.class);
        for (Node one = n.first(); !one.isNull() && commands.isNull() && Sh.flow() == Sh.NO_FLOW; one = one.next()) {
            if (!matches(one, text)) continue;
            commands = one.second();
            break;
        }
        Heap.free(text);
        return commands;
    }

    private static boolean matches(Node one, Cap text) {
        boolean yes = false;
        for (Node word = one.first(); !word.isNull() && !yes; word = word.next()) {
            Cap pattern = Words.pattern(word.text());
            yes = Patterns.matches(pattern, 0, text, 0);
            Heap.free(pattern);
        }
        return yes;
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
