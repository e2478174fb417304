package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Format;
import dev.ufork.user.Buffer;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/** Word expansions. Source: POSIX.1-2017, Shell and Utilities 2.6. */
@Kernel
final class Words {
    private static final Work WORK = Global.of(Work.class);

    /** The field that is being made. */
    @Struct
    interface Work extends Ref {
        Buffer.Growing field();     void field(Buffer.Growing b);
        Fields.List out();          void out(Fields.List l);
        /** The field exists, even if nothing is in it. */
        boolean started();          void started(boolean yes);
        /** It has unquoted characters of a pattern, and no quoted ones. */
        boolean pattern();          void pattern(boolean yes);
        boolean literal();          void literal(boolean yes);
        boolean split();            void split(boolean yes);
    }

    private Words() {}

    /** Appends the fields that a word becomes. */
    static void expand(Cap word, Fields.List out) {
        begin(out, true);
        walk(word, false);
        finish();
        Buffer.free(WORK.field());
    }

    /** What a word becomes without being split. */
    static Cap one(Cap word) {
        Buffer.Growing field = WORK.field();
        Fields.List out = WORK.out();
        boolean started = WORK.started();
        boolean split = WORK.split();
        begin(out, false);
        walk(word, false);
        Cap text = Buffer.take(WORK.field());
        Buffer.free(WORK.field());
        WORK.field(field);
        WORK.started(started);
        WORK.split(split);
        return text;
    }

    private static void begin(Fields.List out, boolean split) {
        WORK.field(Buffer.make());
        WORK.out(out);
        WORK.started(false);
        WORK.pattern(false);
        WORK.literal(false);
        WORK.split(split);
    }

    private static void finish() {
        if (!WORK.started()) return;
        Cap field = Buffer.take(WORK.field());
        boolean found = WORK.pattern() && !WORK.literal() && Patterns.files(field, WORK.out());
        if (!found) Fields.add(WORK.out(), field);
        WORK.started(false);
        WORK.pattern(false);
        WORK.literal(false);
    }

    private static boolean isPattern(int c) {
        return c == '*' || c == '?' || c == '[';
    }

    private static void put(int c, boolean quoted) {
        if (isPattern(c)) {
            if (quoted) WORK.literal(true);
            else WORK.pattern(true);
        }
        WORK.started(true);
        Buffer.add(WORK.field(), c);
    }

    private static void walk(Cap word, boolean quoted) {
        long n = word.length();
        for (long at = 0; at < n; ) {
            int c = word.load8(at);
            int next = at + 1 < n ? word.load8(at + 1) : 0;
            if (c == '\\' && at + 1 < n && (!quoted || next == '$' || next == '`' || next == '"' || next == '\\' || next == '\n')) {
                if (next != '\n') put(next, true);
                at += 2;
            } else if (c == '\'' && !quoted) {
                WORK.started(true);
                for (at++; at < n && word.load8(at) != '\''; at++) put(word.load8(at), true);
                at++;
            } else if (c == '"' && !quoted) {
                long end = Tokens.part(word, at, n);
                if (!isAllParameters(word, at, end)) WORK.started(true);
                walk(word.plus(at + 1).bounded(Math.max(end - at - 2, 0)), true);
                at = end;
            } else if (c == '$' || c == '`') {
                at = dollar(word, at, n, quoted);
            } else {
                put(c, quoted);
                at++;
            }
        }
    }

    private static boolean isAllParameters(Cap word, long at, long end) {
        return end - at == 4 && word.load8(at + 1) == '$' && word.load8(at + 2) == '@';
    }

    private static boolean isName(int c) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    /** Carries out the expansion at {@code at}; returns where it ends. */
    private static long dollar(Cap word, long at, long n, boolean quoted) {
        long end = Tokens.part(word, at, n);
        int next = at + 1 < n ? word.load8(at + 1) : 0;
        if (word.load8(at) == '`') {
            substitute(word.plus(at + 1).bounded(Math.max(end - at - 2, 0)), quoted);
            return end;
        }
        if (next == '(' && at + 2 < n && word.load8(at + 2) == '(') {
            Cap inner = one(word.plus(at + 3).bounded(Math.max(end - at - 5, 0)));
            number(Arithmetic.value(inner), quoted);
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
        long name = at + 1;
        if (isName(next) && (next < '0' || next > '9')) while (name < n && isName(word.load8(name))) name++;
        else if (next != 0 && (next == '?' || next == '$' || next == '!' || next == '#' || next == '@' || next == '*' || next >= '0' && next <= '9')) name++;
        if (name == at + 1) {
            put('$', quoted);
            return name;
        }
        Cap parameter = word.plus(at + 1).bounded(name - at - 1);
        if (next == '@' || next == '*') all(quoted, next == '@');
        else value(lookup(parameter), quoted);
        return name;
    }

    private static void number(long n, boolean quoted) {
        Cap digits = Stack.bytes(24);
        long length = Format.decimal(digits, 0, n);
        for (long i = 0; i < length; i++) put(digits.load8(i), quoted);
    }

    /** The value of a parameter or variable; null when it is not set. */
    private static Cap lookup(Cap name) {
        int c = name.load8(0);
        if (name.length() == 1 && !isName(c) || c >= '0' && c <= '9') {
            if (c >= '0' && c <= '9') return Variables.parameter((int) Format.parse(name, name.length()));
            Buffer.Growing b = Buffer.make();
            Buffer.number(b, c == '?' ? Sh.status() : c == '$' ? Sh.pid() : c == '!' ? Sh.lastBackground() : Variables.count() - 1);
            return Buffer.take(b);
        }
        return Variables.get(name);
    }

    private static void all(boolean quoted, boolean apart) {
        for (int n = 1; n < Variables.count(); n++) {
            if (n > 1 && quoted && apart && WORK.split()) finish();
            else if (n > 1) value(Text.utf8(" "), quoted);
            if (quoted) WORK.started(true);
            value(Variables.parameter(n), quoted);
        }
    }

    /** Appends a value: as it is where it is quoted, otherwise split at blanks. */
    private static void value(Cap text, boolean quoted) {
        if (text.isNull()) return;
        for (long i = 0; i < text.length(); i++) {
            int c = text.load8(i);
            if (!quoted && WORK.split() && (c == ' ' || c == '\t' || c == '\n')) finish();
            else put(c, quoted);
        }
    }

    private static void braces(Cap inner, boolean quoted) {
        long n = inner.length();
        if (n == 0) return;
        if (inner.load8(0) == '#' && n > 1) {
            Cap text = lookup(inner.plus(1).bounded(n - 1));
            number(text.isNull() ? 0 : text.length(), quoted);
            return;
        }
        long end = 1;
        if (isName(inner.load8(0))) while (end < n && isName(inner.load8(end))) end++;
        Cap name = inner.bounded(end);
        int first = inner.load8(0);
        if (end == n) {
            if (first == '@' || first == '*') all(quoted, first == '@');
            else value(lookup(name), quoted);
            return;
        }
        Cap text = lookup(name);
        int c = inner.load8(end);
        boolean colon = c == ':' && end + 1 < n;
        if (colon) c = inner.load8(++end);
        Cap rest = inner.plus(end + 1).bounded(n - end - 1);
        boolean missing = text.isNull() || colon && text.length() == 0;
        switch (c) {
            case '-' -> { if (missing) walk(rest, quoted); else value(text, quoted); }
            case '+' -> { if (!missing) walk(rest, quoted); }
            case '=' -> {
                if (missing) Variables.set(name, one(rest));
                value(missing ? Variables.get(name) : text, quoted);
            }
            case '%', '#' -> {
                boolean longest = rest.length() > 0 && rest.load8(0) == c;
                Cap pattern = one(longest ? rest.plus(1).bounded(rest.length() - 1) : rest);
                if (!text.isNull()) value(c == '%' ? Patterns.withoutEnd(text, pattern, longest) : Patterns.withoutStart(text, pattern, longest), quoted);
            }
            default -> Sh.complain("bad substitution", inner);
        }
    }

    /** What commands write, without the newlines at its end. */
    private static void substitute(Cap commands, boolean quoted) {
        Cap ends = Stack.bytes(16);
        if (Io.pipe(ends) != 0) return;
        Out.flush();
        int pid = Sys.fork();
        if (pid == 0) {
            Io.dup2(ends.load32(4), 1);
            Io.close(ends.load32(0));
            Io.close(ends.load32(4));
            Sh.becomeSubshell();
            Sh.leave(Runner.text(commands));
        }
        Io.close(ends.load32(4));
        Buffer.Growing all = Buffer.make();
        Cap part = Stack.bytes(256);
        for (long n = Io.read(ends.load32(0), part, 256); n > 0; n = Io.read(ends.load32(0), part, 256)) Buffer.add(all, part, n);
        Io.close(ends.load32(0));
        Sh.status(Jobs.await(pid));
        while (all.used() > 0 && all.data().load8(all.used() - 1) == '\n') all.used(all.used() - 1);
        value(all.data().bounded(all.used()), quoted);
        Buffer.free(all);
    }
}
