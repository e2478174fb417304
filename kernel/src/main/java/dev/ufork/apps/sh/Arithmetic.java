package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Format;

/** Arithmetic expansion. Source: POSIX.1-2017, Shell and Utilities 2.6.4. */
@Kernel
final class Arithmetic {
    private static final int LEVELS = 6;
    private static final State STATE = Global.of(State.class);

    /** Where it reads. */
    @Struct
    interface State extends Ref {
        Cap text();     void text(Cap c);
        long at();      void at(long n);
    }

    private Arithmetic() {}

    static long value(Cap text) {
        STATE.text(text);
        STATE.at(0);
        return binary(0);
    }

    private static int next() {
        Cap text = STATE.text();
        while (STATE.at() < text.length() && (text.load8(STATE.at()) == ' ' || text.load8(STATE.at()) == '\n')) STATE.at(STATE.at() + 1);
        return peek(0);
    }

    private static int peek(long ahead) {
        return STATE.at() + ahead < STATE.text().length() ? STATE.text().load8(STATE.at() + ahead) : 0;
    }

    /** How strongly the operator that comes next binds, and two to the power of 8 times its length; below 0 when there is none. */
    private static int operator() {
        int c = next();
        int d = peek(1);
        if (c == '|' && d == '|') return 0 | 2 << 8;
        if (c == '&' && d == '&') return 1 | 2 << 8;
        if ((c == '=' || c == '!') && d == '=') return 2 | 2 << 8;
        if (c == '<' || c == '>') return 3 | (d == '=' ? 2 : 1) << 8;
        if (c == '+' || c == '-') return 4 | 1 << 8;
        if (c == '*' || c == '/' || c == '%') return 5 | 1 << 8;
        return -1;
    }

    private static long binary(int level) {
        if (level == LEVELS) return unary();
        long left = binary(level + 1);
        while (true) {
            int op = operator();
            if (op < 0 || (op & 0xff) != level) return left;
            int c = peek(0);
            boolean equal = peek(1) == '=';
            STATE.at(STATE.at() + (op >>> 8));
            left = apply(level, c, equal, left, binary(level + 1));
        }
    }

    private static long apply(int level, int c, boolean equal, long a, long b) {
        return switch (level) {
            case 0 -> a != 0 || b != 0 ? 1 : 0;
            case 1 -> a != 0 && b != 0 ? 1 : 0;
            case 2 -> (c == '=') == (a == b) ? 1 : 0;
            case 3 -> (c == '<' ? equal ? a <= b : a < b : equal ? a >= b : a > b) ? 1 : 0;
            case 4 -> c == '+' ? a + b : a - b;
            default -> c == '*' ? a * b : b == 0 ? 0 : c == '/' ? a / b : a % b;
        };
    }

    private static long unary() {
        int c = next();
        if (c == '-' || c == '+' || c == '!' || c == '(') {
            STATE.at(STATE.at() + 1);
            if (c == '(') {
                long inner = binary(0);
                if (next() == ')') STATE.at(STATE.at() + 1);
                return inner;
            }
            long v = unary();
            return c == '-' ? -v : c == '!' ? (v == 0 ? 1 : 0) : v;
        }
        long start = STATE.at();
        while (peek(0) == '_' || peek(0) >= '0' && peek(0) <= '9' || peek(0) >= 'a' && peek(0) <= 'z' || peek(0) >= 'A' && peek(0) <= 'Z') STATE.at(STATE.at() + 1);
        if (STATE.at() == start) return 0;
        Cap word = STATE.text().plus(start).bounded(STATE.at() - start);
        if (c >= '0' && c <= '9') return Format.parse(word, word.length());
        Cap value = Variables.get(word);
        return value.isNull() || value.length() == 0 ? 0 : Format.parse(value, value.length());
    }
}
