package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Format;
import dev.ufork.shared.Stat;
import dev.ufork.user.Buffer;
import dev.ufork.user.Io;

/** {@code test} and {@code [}. Source: POSIX.1-2017, {@code test}; with {@code -a}, {@code -o} and parentheses. */
@Kernel
final class Tests {
    private static final int ERROR = 2;
    private static final State STATE = Global.of(State.class);

    /** The words that are left. */
    @Struct
    interface State extends Ref {
        Fields.List words();    void words(Fields.List l);
        int at();               void at(int n);
        int end();              void end(int n);
        boolean failed();       void failed(boolean yes);
    }

    private Tests() {}

    static int run(Fields.List words, boolean bracket) {
        int end = words.count();
        if (bracket && (end < 2 || !Buffer.same(Fields.get(words, --end), "]"))) {
            Sh.say("[", Text.utf8("]"), "missing");
            return ERROR;
        }
        STATE.words(words);
        STATE.at(1);
        STATE.end(end);
        STATE.failed(false);
        boolean not = false;
        boolean compares = left() == 3 && binary(word(1)) >= 0;
        if (left() == 4 || left() == 3 && !compares) {
            if (is(0, "(") && is(left() - 1, ")")) {
                STATE.end(end - 1);
                STATE.at(2);
            } else if (is(0, "!")) {
                not = true;
                STATE.at(2);
            }
        }
        boolean yes = (compares ? primary() : or()) != not;
        if (left() > 1) fail(word(1), "unexpected operator");
        return STATE.failed() ? ERROR : yes ? 0 : 1;
    }

    /** Null behind the last. */
    private static Cap word(int ahead) {
        return STATE.at() + ahead < STATE.end() ? Fields.get(STATE.words(), STATE.at() + ahead) : Cap.NULL;
    }

    private static boolean is(int ahead, String text) {
        Cap word = word(ahead);
        return !word.isNull() && Buffer.same(word, text);
    }

    private static void skip(int n) {
        STATE.at(Math.min(STATE.at() + n, STATE.end()));
    }

    private static void fail(Cap thing, String why) {
        if (!STATE.failed()) Sh.say("test", thing, why);
        STATE.failed(true);
        STATE.at(STATE.end());
    }

    private static int left() {
        return STATE.end() - STATE.at();
    }

    // Each of these begins at the first word of what it is about and ends at its last.

    private static boolean or() {
        boolean yes = and();
        while (is(1, "-o")) {
            skip(2);
            yes |= and();
        }
        return yes;
    }

    private static boolean and() {
        boolean yes = not();
        while (is(1, "-a")) {
            skip(2);
            yes &= not();
        }
        return yes;
    }

    private static boolean not() {
        if (!is(0, "!")) return primary();
        skip(1);
        return !not();
    }

    private static boolean primary() {
        Cap first = word(0);
        if (first.isNull()) return false;
        if (is(0, "(") && left() > 1 && !(left() == 3 && binary(word(1)) >= 0)) {
            skip(1);
            if (is(0, ")")) return false;
            boolean yes = or();
            skip(1);
            if (!is(0, ")")) fail(Text.utf8(")"), "closing paren expected");
            return yes;
        }
        if (isUnary(first) && left() > 1 && (left() == 2 || binary(word(1)) < 0)) {
            skip(1);
            return unary(first, word(0));
        }
        int operator = left() > 1 ? binary(word(1)) : -1;
        if (operator < 0) return first.length() > 0;
        skip(2);
        if (!word(0).isNull()) return compare(operator, first, word(0));
        fail(Text.utf8(BINARY[operator]), "argument expected");
        return false;
    }

    private static boolean isUnary(Cap word) {
        return word.length() == 2 && word.load8(0) == '-' && Bytes.find(Text.utf8("bcdefghknprstuwxzLSOG"), word.load8(1), 21) >= 0;
    }

    private static final String[] BINARY = {"=", "!=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "<", ">", "-ef"};

    private static int binary(Cap word) {
        for (int n = 0; n < BINARY.length; n++) if (Buffer.same(word, BINARY[n])) return n;
        return -1;
    }

    private static boolean compare(int operator, Cap a, Cap b) {
        if (operator < 2) return Buffer.same(a, b) == (operator == 0);
        if (operator >= 12) return node(a) >= 0 && node(a) == node(b);
        if (operator >= 10) return Patterns.compare(a, b) < 0 == (operator == 10) && !Buffer.same(a, b);
        if (operator >= 8) return modified(operator == 8 ? a : b) > modified(operator == 8 ? b : a);
        long x = number(a);
        long y = number(b);
        return switch (operator) {
            case 2 -> x == y;
            case 3 -> x != y;
            case 4 -> x < y;
            case 5 -> x <= y;
            case 6 -> x > y;
            default -> x >= y;
        };
    }

    private static long modified(Cap path) {
        Stat stat = Stack.of(Stat.class);
        return Io.stat(path, stat.cap()) == 0 ? stat.modified() : -1;
    }

    private static long node(Cap path) {
        Stat stat = Stack.of(Stat.class);
        return Io.stat(path, stat.cap()) == 0 ? stat.number() : -1;
    }

    private static long number(Cap text) {
        long at = 0;
        long end = text.length();
        while (at < end && text.load8(at) == ' ') at++;
        while (end > at && text.load8(end - 1) == ' ') end--;
        boolean minus = at < end && text.load8(at) == '-';
        if (minus || at < end && text.load8(at) == '+') at++;
        Cap digits = text.plus(at).bounded(end - at);
        if (!Builtins.isNumber(digits)) {
            fail(text, "Illegal number");
            return 0;
        }
        return minus ? -Format.parse(digits, digits.length()) : Format.parse(digits, digits.length());
    }

    static boolean isDirectory(Cap path) {
        Stat stat = Stack.of(Stat.class);
        return Io.stat(path, stat.cap()) == 0 && (stat.mode() & Stat.KIND) == Stat.DIRECTORY;
    }

    private static boolean unary(Cap operator, Cap operand) {
        int c = operator.load8(1);
        if (c == 'n' || c == 'z') return operand.length() > 0 == (c == 'n');
        if (c == 't') return Io.terminal((int) number(operand), -1) >= 0;
        if (c == 'r' || c == 'w' || c == 'x') return Io.access(operand, c == 'r' ? 4 : c == 'w' ? 2 : 1) == 0;
        Stat stat = Stack.of(Stat.class);
        boolean exists = Io.stat(operand, stat.cap()) == 0;
        int kind = stat.mode() & Stat.KIND;
        switch (c) {
            case 'e' -> { return exists; }
            case 'f' -> { return exists && kind == Stat.FILE; }
            case 'd' -> { return exists && kind == Stat.DIRECTORY; }
            case 'c' -> { return exists && kind == Stat.CHARACTERS; }
            case 'p' -> { return exists && kind == Stat.FIFO; }
            case 's' -> { return exists && stat.size() > 0; }
            case 'b', 'h', 'L', 'S', 'g', 'u', 'k' -> { return false; }
            default -> fail(operator, "unexpected operator");
        }
        return false;
    }
}
