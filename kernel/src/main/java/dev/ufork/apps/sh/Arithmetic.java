package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Format;

/** Arithmetic expansion: C's integers of 64 bits. Source: POSIX.1-2017, Shell and Utilities 2.6.4. */
@Kernel
final class Arithmetic {
    /** Binary operators by how strongly they bind, the weakest first; longer ones stand before those they begin with. */
    private static final String[] OPERATORS = {"||", "&&", "|", "^", "&", "==", "!=", "<<", ">>", "<=", ">=", "<", ">", "+", "-", "*", "/", "%"};
    private static final int[] LEVELS = {0, 1, 2, 3, 4, 5, 5, 7, 7, 6, 6, 6, 6, 8, 8, 9, 9, 9};
    private static final int UNARY = 10;
    private static final State STATE = Global.of(State.class);

    /** Where it reads. */
    @Struct
    interface State extends Ref {
        Cap text();         void text(Cap c);
        long at();          void at(long n);
        boolean failed();   void failed(boolean yes);
        /** In the branch that is not taken nothing is assigned or complained about. */
        int skipped();      void skipped(int levels);
    }

    private Arithmetic() {}

    static long value(Cap text) {
        STATE.text(text);
        STATE.at(0);
        STATE.failed(false);
        STATE.skipped(0);
        if (next() == 0) return 0;
        long result = assignment();
        if (next() != 0) fail("arithmetic expression: syntax error");
        return result;
    }

    private static void fail(String why) {
        if (!STATE.failed()) Sh.fail(STATE.text(), why);
        STATE.failed(true);
        STATE.at(STATE.text().length());
    }

    private static int next() {
        while (peek(0) == ' ' || peek(0) == '\n' || peek(0) == '\t') STATE.at(STATE.at() + 1);
        return peek(0);
    }

    private static int peek(long ahead) {
        return STATE.at() + ahead < STATE.text().length() ? STATE.text().load8(STATE.at() + ahead) : 0;
    }

    private static void skip(long n) {
        STATE.at(STATE.at() + n);
    }

    /** The binary operator that comes next; below 0 when there is none. */
    private static int operator() {
        next();
        for (int n = 0; n < OPERATORS.length; n++) {
            Cap text = Text.utf8(OPERATORS[n]);
            boolean two = text.length() == 2;
            if (peek(0) != text.load8(0) || two && peek(1) != text.load8(1)) continue;
            return n;
        }
        return -1;
    }

    /** An assignment to a variable, or a choice. */
    private static long assignment() {
        next();
        long start = STATE.at();
        long length = Parameters.name(STATE.text().plus(start).bounded(STATE.text().length() - start));
        if (length > 0) {
            Cap name = STATE.text().plus(start).bounded(length);
            skip(length);
            int c = next();
            if (c == '=' && peek(1) != '=') {
                skip(1);
                return assign(name, assignment());
            }
            int op = operator();
            long bytes = op < 0 ? 0 : Text.utf8(OPERATORS[op]).length();
            if (op >= 0 && peek(bytes) == '=' && LEVELS[op] != 6 && LEVELS[op] != 5 && LEVELS[op] > 1) {
                skip(bytes + 1);
                long right = assignment();
                return assign(name, apply(op, of(name), right));
            }
        }
        STATE.at(start);
        return choice();
    }

    private static long assign(Cap name, long value) {
        if (STATE.failed() || STATE.skipped() > 0) return value;
        Cap digits = Stack.bytes(24);
        Cap text = STATE.text();
        long at = STATE.at();
        Variables.set(name, digits.bounded(Format.decimal(digits, 0, value)));
        STATE.text(text);
        STATE.at(at);
        return value;
    }

    private static long choice() {
        long condition = binary(0);
        if (next() != '?') return condition;
        skip(1);
        long yes = unless(condition == 0, true);
        if (next() != ':') {
            fail("arithmetic expression: syntax error");
            return 0;
        }
        skip(1);
        long no = unless(condition != 0, false);
        return condition != 0 ? yes : no;
    }

    private static long unless(boolean skipped, boolean whole) {
        if (skipped) STATE.skipped(STATE.skipped() + 1);
        long result = whole ? assignment() : choice();
        if (skipped) STATE.skipped(STATE.skipped() - 1);
        return result;
    }

    private static long binary(int level) {
        if (level == UNARY) return unary();
        long left = binary(level + 1);
        while (true) {
            int op = operator();
            if (op < 0 || LEVELS[op] != level) return left;
            skip(Text.utf8(OPERATORS[op]).length());
            boolean known = op == 0 && left != 0 || op == 1 && left == 0;
            if (known) STATE.skipped(STATE.skipped() + 1);
            long right = binary(level + 1);
            if (known) STATE.skipped(STATE.skipped() - 1);
            left = apply(op, left, right);
        }
    }

    private static long apply(int op, long a, long b) {
        return switch (op) {
            case 0 -> a != 0 || b != 0 ? 1 : 0;
            case 1 -> a != 0 && b != 0 ? 1 : 0;
            case 2 -> a | b;
            case 3 -> a ^ b;
            case 4 -> a & b;
            case 5 -> a == b ? 1 : 0;
            case 6 -> a != b ? 1 : 0;
            case 7 -> a << b;
            case 8 -> a >> b;
            case 9 -> a <= b ? 1 : 0;
            case 10 -> a >= b ? 1 : 0;
            case 11 -> a < b ? 1 : 0;
            case 12 -> a > b ? 1 : 0;
            case 13 -> a + b;
            case 14 -> a - b;
            case 15 -> a * b;
            default -> divide(op == 16, a, b);
        };
    }

    private static long divide(boolean quotient, long a, long b) {
        if (b == 0) {
            if (STATE.skipped() == 0) fail("arithmetic expression: division by zero");
            return 0;
        }
        if (b == -1) return quotient ? -a : 0;
        return quotient ? a / b : a % b;
    }

    private static long unary() {
        int c = next();
        if (c == '-' || c == '+' || c == '!' || c == '~') {
            skip(1);
            long v = unary();
            return c == '-' ? -v : c == '!' ? (v == 0 ? 1 : 0) : c == '~' ? ~v : v;
        }
        if (c == '(') {
            skip(1);
            long inner = assignment();
            if (next() == ')') skip(1);
            else fail("arithmetic expression: expecting ')'");
            return inner;
        }
        long start = STATE.at();
        while (Parameters.isLetter(peek(0)) || Parameters.isDigit(peek(0))) skip(1);
        if (STATE.at() == start) {
            fail("arithmetic expression: expecting primary");
            return 0;
        }
        Cap word = STATE.text().plus(start).bounded(STATE.at() - start);
        return Parameters.isDigit(c) ? constant(word) : of(word);
    }

    private static long of(Cap name) {
        if (STATE.skipped() > 0) return 0;
        Cap value = Variables.get(name);
        if (value.isNull()) {
            if (Options.has(Options.NO_UNSET)) fail("parameter not set");
            return 0;
        }
        long at = 0;
        while (at < value.length() && (value.load8(at) == ' ' || value.load8(at) == '\n')) at++;
        boolean minus = at < value.length() && value.load8(at) == '-';
        if (minus || at < value.length() && value.load8(at) == '+') at++;
        if (at == value.length()) return 0;
        long n = constant(value.plus(at).bounded(value.length() - at));
        return minus ? -n : n;
    }

    /** Decimal, octal behind 0, hexadecimal behind 0x. */
    private static long constant(Cap text) {
        long at = 0;
        int base = 10;
        if (text.length() > 1 && text.load8(0) == '0') {
            base = (text.load8(1) | 32) == 'x' ? 16 : 8;
            at = base == 16 ? 2 : 1;
        }
        long n = 0;
        for (; at < text.length(); at++) {
            int c = text.load8(at);
            int digit = Parameters.isDigit(c) ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : 99;
            if (digit >= base) {
                fail("arithmetic expression: not a number");
                return 0;
            }
            n = n * base + digit;
        }
        return n;
    }
}
