package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Format;
import dev.ufork.shared.Stat;
import dev.ufork.user.Buffer;
import dev.ufork.user.Err;
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
            Err.say("sh: [", Text.utf8("]"), "missing");
            return ERROR;
        }
        STATE.words(words);
        STATE.at(1);
        STATE.end(end);
        STATE.failed(false);
        if (end == 1) return 1;
        boolean yes = or();
        if (STATE.at() < STATE.end()) fail(word(0), "unexpected operator");
        return STATE.failed() ? ERROR : yes ? 0 : 1;
    }

    private static Cap word(int ahead) {
        return STATE.at() + ahead < STATE.end() ? Fields.get(STATE.words(), STATE.at() + ahead) : Cap.NULL;
    }

    private static boolean is(int ahead, String text) {
        Cap word = word(ahead);
        return !word.isNull() && Buffer.same(word, text);
    }

    private static void skip(int n) {
        STATE.at(STATE.at() + n);
    }

    private static void fail(Cap thing, String why) {
        if (!STATE.failed()) Err.say("sh: test", thing, why);
        STATE.failed(true);
        STATE.at(STATE.end());
    }

    private static boolean or() {
        boolean yes = and();
        while (is(0, "-o")) {
            skip(1);
            yes |= and();
        }
        return yes;
    }

    private static boolean and() {
        boolean yes = not();
        while (is(0, "-a")) {
            skip(1);
            yes &= not();
        }
        return yes;
    }

    private static int left() {
        return STATE.end() - STATE.at();
    }

    private static boolean not() {
        if (is(0, "!") && left() > 1 && !(left() == 3 && binary(word(1)) >= 0)) {
            skip(1);
            return !not();
        }
        return primary();
    }

    private static boolean primary() {
        Cap first = word(0);
        if (first.isNull()) {
            fail(Text.utf8("test"), "argument expected");
            return false;
        }
        int operator = left() > 2 ? binary(word(1)) : -1;
        if (operator >= 0) {
            Cap second = word(2);
            skip(3);
            return compare(operator, first, second);
        }
        if (is(0, "(") && left() > 1) {
            skip(1);
            boolean yes = or();
            if (is(0, ")")) skip(1);
            else fail(Text.utf8(")"), "expected");
            return yes;
        }
        if (left() > 1 && first.length() == 2 && first.load8(0) == '-' && !is(1, "-a") && !is(1, "-o")) {
            Cap operand = word(1);
            skip(2);
            return unary(first, operand);
        }
        skip(1);
        return first.length() > 0;
    }

    private static final String[] BINARY = {"=", "!=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot"};

    private static int binary(Cap word) {
        for (int n = 0; n < BINARY.length; n++) if (Buffer.same(word, BINARY[n])) return n;
        return -1;
    }

    private static boolean compare(int operator, Cap a, Cap b) {
        if (operator < 2) return Buffer.same(a, b) == (operator == 0);
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
