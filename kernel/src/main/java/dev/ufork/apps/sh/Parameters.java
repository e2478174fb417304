package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Format;
import dev.ufork.user.Buffer;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/** What begins with a dollar sign or a backquote. Source: POSIX.1-2017, Shell and Utilities 2.5 and 2.6.2 to 2.6.4. */
@Kernel
final class Parameters {
    private Parameters() {}

    static boolean isLetter(int c) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** How many characters at the begin of the text are a name. */
    static long name(Cap text) {
        long n = 0;
        while (n < text.length() && (isLetter(text.load8(n)) || n > 0 && isDigit(text.load8(n)))) n++;
        return n;
    }

    private static boolean isSpecial(int c) {
        return c == '?' || c == '$' || c == '!' || c == '#' || c == '@' || c == '*' || c == '-' || isDigit(c);
    }

    /** Carries out the expansion at {@code at}; returns where it ends. */
    static long expand(Cap word, long at, long n, boolean quoted) {
        long end = Tokens.part(word, at, n, quoted);
        int next = at + 1 < n ? word.load8(at + 1) : 0;
        if (word.load8(at) == '`') {
            Cap commands = backquoted(word.plus(at + 1).bounded(Math.max(end - at - 2, 0)), quoted);
            substitute(commands, quoted);
            return end;
        }
        if (next == '(' && at + 2 < n && word.load8(at + 2) == '(' && word.load8(end - 2) == ')') {
            Cap inner = Words.one(word.plus(at + 3).bounded(Math.max(end - at - 5, 0)));
            number(Arithmetic.value(inner), quoted);
            Heap.free(inner);
            return end;
        }
        if (next == '(') {
            substitute(word.plus(at + 2).bounded(Math.max(end - at - 3, 0)), quoted);
            return end;
        }
        if (next == '{') {
            braces(word.plus(at + 2).bounded(Math.max(end - at - 3, 0)), quoted);
            return end;
        }
        Cap rest = word.plus(at + 1).bounded(n - at - 1);
        long length = name(rest);
        if (length == 0 && isSpecial(next)) length = 1;
        if (length == 0) {
            Words.put('$', quoted);
            return at + 1;
        }
        if (next == '@' || next == '*') Words.all(quoted, next == '@');
        else value(rest.bounded(length), quoted);
        return at + 1 + length;
    }

    private static void number(long n, boolean quoted) {
        Cap digits = Stack.bytes(24);
        Words.append(digits.bounded(Format.decimal(digits, 0, n)), quoted);
    }

    private static void value(Cap name, boolean quoted) {
        Cap text = lookup(name);
        if (text.isNull() && Options.has(Options.NO_UNSET)) Sh.fail(name, "parameter not set");
        Words.append(text, quoted);
    }

    /** The value of a parameter or variable; null when it is not set. */
    private static Cap lookup(Cap name) {
        int c = name.load8(0);
        if (isDigit(c)) return Variables.parameter((int) Format.parse(name, name.length()));
        if (isLetter(c) && !Buffer.same(name, "LINENO")) return Variables.get(name);
        Buffer.Growing b = Buffer.make();
        if (c == '-') Options.letters(b);
        else if (c == '!' && Sh.lastBackground() == 0) return Cap.NULL;
        else if (c == '@' || c == '*') Buffer.add(b, Variables.count() > 1 ? "set" : "");
        else Buffer.number(b, c == '?' ? Sh.status() : c == '$' ? Sh.pid() : c == '!' ? Sh.lastBackground() : c == 'L' ? Sh.line() : Variables.count() - 1);
        Cap text = c == '@' && Variables.count() <= 1 ? Cap.NULL : Buffer.take(b);
        Buffer.free(b);
        return text;
    }

    private static void braces(Cap inner, boolean quoted) {
        long n = inner.length();
        if (n > 1 && inner.load8(0) == '#' && (n == 2 || isLetter(inner.load8(1)) || isDigit(inner.load8(1)))) {
            Cap name = inner.plus(1).bounded(n - 1);
            Cap text = lookup(name);
            if (text.isNull() && Options.has(Options.NO_UNSET)) Sh.fail(name, "parameter not set");
            number(text.isNull() ? 0 : text.length(), quoted);
            return;
        }
        long end = name(inner);
        while (end == 0 && n > 0 && isDigit(inner.load8(0)) && end < n && isDigit(inner.load8(end))) end++;
        while (end > 0 && isDigit(inner.load8(0)) && end < n && isDigit(inner.load8(end))) end++;
        if (end == 0 && n > 0 && isSpecial(inner.load8(0))) end = 1;
        if (end == 0) {
            Sh.fail(inner, "bad substitution");
            return;
        }
        Cap name = inner.bounded(end);
        boolean all = name.load8(0) == '@' || name.load8(0) == '*';
        if (end == n) {
            if (all) Words.all(quoted, name.load8(0) == '@');
            else value(name, quoted);
            return;
        }
        Cap text = lookup(name);
        int c = inner.load8(end);
        boolean colon = c == ':' && end + 1 < n;
        if (colon) c = inner.load8(++end);
        operate(c, name, text, inner.plus(end + 1).bounded(n - end - 1), text.isNull() || colon && text.length() == 0, quoted);
    }

    private static void operate(int c, Cap name, Cap text, Cap rest, boolean missing, boolean quoted) {
        boolean all = name.load8(0) == '@' || name.load8(0) == '*';
        switch (c) {
            case '-' -> {
                if (missing) Words.walk(rest, quoted, false);
                else if (all) Words.all(quoted, name.load8(0) == '@');
                else Words.append(text, quoted);
            }
            case '+' -> { if (!missing) Words.walk(rest, quoted, false); }
            case '=' -> {
                if (missing) Variables.set(name, quoted ? Words.quoted(rest) : Words.one(rest));
                Words.append(missing ? Variables.get(name) : text, quoted);
            }
            case '?' -> {
                if (!missing) Words.append(text, quoted);
                else if (rest.length() > 0) Sh.fail(name, quoted ? Words.quoted(rest) : Words.one(rest));
                else Sh.fail(name, "parameter not set or null");
            }
            case '%', '#' -> {
                if (text.isNull() && Options.has(Options.NO_UNSET) && !all) Sh.fail(name, "parameter not set");
                boolean longest = rest.length() > 0 && rest.load8(0) == c;
                Cap pattern = Words.pattern(longest ? rest.plus(1).bounded(rest.length() - 1) : rest);
                if (!text.isNull()) Words.append(c == '%' ? Patterns.withoutEnd(text, pattern, longest) : Patterns.withoutStart(text, pattern, longest), quoted);
                Heap.free(pattern);
            }
            default -> Sh.fail(name, "bad substitution");
        }
    }

    /** Commands in backquotes: a backslash there quotes those, itself and the dollar sign. */
    private static Cap backquoted(Cap text, boolean quoted) {
        Buffer.Growing b = Buffer.make();
        for (long at = 0; at < text.length(); at++) {
            int next = at + 1 < text.length() ? text.load8(at + 1) : 0;
            if (text.load8(at) == '\\' && (next == '`' || next == '\\' || next == '$' || next == '"' && quoted)) at++;
            Buffer.add(b, text.load8(at));
        }
        Cap commands = Buffer.take(b);
        Buffer.free(b);
        return commands;
    }

    /** What commands write, without the newlines at its end. */
    private static void substitute(Cap commands, boolean quoted) {
        Cap ends = Stack.bytes(16);
        if (Io.pipe(ends) != 0) {
            Sh.fail("Cannot make a pipe");
            return;
        }
        Out.flush();
        int pid = Sys.fork();
        if (pid == 0) {
            Io.close(ends.load32(0));
            if (ends.load32(4) != 1) {
                Io.dup2(ends.load32(4), 1);
                Io.close(ends.load32(4));
            }
            Sh.becomeSubshell();
            Sh.untested();
            Sh.leave(Runner.text(commands, true));
        }
        Io.close(ends.load32(4));
        if (pid < 0) {
            Io.close(ends.load32(0));
            Sh.fail("Cannot fork");
            return;
        }
        Buffer.Growing all = Buffer.make();
        Cap part = Stack.bytes(256);
        for (long n = Io.read(ends.load32(0), part, 256); n > 0; n = Io.read(ends.load32(0), part, 256)) Buffer.add(all, part, n);
        Io.close(ends.load32(0));
        Sh.substituted(Jobs.await(pid));
        while (all.used() > 0 && all.data().load8(all.used() - 1) == '\n') all.used(all.used() - 1);
        Words.append(all.data().bounded(all.used()), quoted);
        Buffer.free(all);
    }
}
