package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.dsl.U;
import dev.ufork.user.Buffer;
import dev.ufork.user.Out;

/** {@code echo} and {@code printf}. */
@Kernel
final class Printing {
    private static final State STATE = Global.of(State.class);

    /** A conversion of {@code printf}. */
    @Struct
    interface State extends Ref {
        boolean left();         void left(boolean yes);
        boolean zeroes();       void zeroes(boolean yes);
        boolean plus();         void plus(boolean yes);
        boolean blank();        void blank(boolean yes);
        boolean other();        void other(boolean yes);
        long width();           void width(long n);
        /** Below 0 when there is none. */
        long precision();       void precision(long n);
        /** The next word, and whether one was bad. */
        int at();               void at(int n);
        boolean failed();       void failed(boolean yes);
    }

    private Printing() {}

    static int echo(Fields.List words) {
        boolean newline = words.count() < 2 || !Buffer.same(Builtins.word(words, 1), "-n");
        Buffer.Growing b = Buffer.make();
        boolean ended = false;
        for (int n = newline ? 1 : 2; n < words.count() && !ended; n++) {
            if (n > (newline ? 1 : 2)) Buffer.add(b, ' ');
            ended = escaped(Builtins.word(words, n), b);
        }
        if (newline && !ended) Buffer.add(b, '\n');
        Out.bytes(b.data(), b.used());
        Buffer.free(b);
        return 0;
    }

    /** Appends a text with its backslash escapes carried out, as echo and %b have them; true when it says that output ends. */
    private static boolean escaped(Cap text, Buffer.Growing to) {
        for (long at = 0; at < text.length(); ) {
            if (text.load8(at) == '\\' && at + 1 < text.length() && text.load8(at + 1) == 'c') return true;
            at = character(text, at, to, true);
        }
        return false;
    }

    /** Appends the character, or escape, at {@code at}; returns where the next is. */
    private static long character(Cap text, long at, Buffer.Growing to, boolean zero) {
        int c = text.load8(at++);
        if (c != '\\' || at == text.length()) {
            Buffer.add(to, c);
            return at;
        }
        int e = text.load8(at++);
        if (zero && e == '0' || !zero && e >= '0' && e <= '7') {
            int digits = zero ? 0 : 1;
            int value = zero ? 0 : e - '0';
            for (; digits < 3 && at < text.length() && text.load8(at) >= '0' && text.load8(at) <= '7'; digits++) value = value * 8 + text.load8(at++) - '0';
            Buffer.add(to, value & 0xff);
            return at;
        }
        int plain = e == 'n' ? '\n' : e == 't' ? '\t' : e == 'r' ? '\r' : e == 'a' ? 7 : e == 'b' ? 8 : e == 'f' ? 12 : e == 'v' ? 11 : e == '\\' ? '\\' : -1;
        if (plain < 0) Buffer.add(to, '\\');
        Buffer.add(to, plain < 0 ? e : plain);
        return at;
    }

    static int printf(Fields.List words) {
        Cap format = Builtins.word(words, 1);
        if (format.isNull()) {
            Sh.say("printf", Text.utf8("usage"), "printf FORMAT [WORDS...]");
            return 2;
        }
        STATE.at(2);
        STATE.failed(false);
        Buffer.Growing b = Buffer.make();
        boolean ended = false;
        int before;
        do {
            before = STATE.at();
            for (long at = 0; at < format.length() && !ended; ) {
                if (format.load8(at) != '%') at = character(format, at, b, false);
                else if (at + 1 < format.length() && format.load8(at + 1) == '%') {
                    Buffer.add(b, '%');
                    at += 2;
                } else {
                    at = conversion(format, at + 1, words, b);
                    ended = at < 0;
                }
            }
        } while (!ended && STATE.at() > before && STATE.at() < words.count());
        Out.bytes(b.data(), b.used());
        Buffer.free(b);
        return STATE.failed() ? 1 : 0;
    }

    private static Cap next(Fields.List words) {
        Cap word = Builtins.word(words, STATE.at());
        STATE.at(STATE.at() + 1);
        return word;
    }

    /** Carries out the conversion whose % is before {@code at}; returns where it ends, below 0 when output does. */
    private static long conversion(Cap format, long at, Fields.List words, Buffer.Growing to) {
        STATE.left(false);
        STATE.zeroes(false);
        STATE.plus(false);
        STATE.blank(false);
        STATE.other(false);
        STATE.precision(-1);
        for (; at < format.length(); at++) {
            int c = format.load8(at);
            if (c == '-') STATE.left(true);
            else if (c == '0') STATE.zeroes(true);
            else if (c == '+') STATE.plus(true);
            else if (c == ' ') STATE.blank(true);
            else if (c == '#') STATE.other(true);
            else break;
        }
        STATE.width(0);
        if (at < format.length() && format.load8(at) == '*') {
            at++;
            STATE.width(number(next(words)));
            STATE.left(STATE.left() || STATE.width() < 0);
            STATE.width(Math.abs(STATE.width()));
        }
        for (; at < format.length() && Parameters.isDigit(format.load8(at)); at++) STATE.width(STATE.width() * 10 + format.load8(at) - '0');
        if (at < format.length() && format.load8(at) == '.') {
            STATE.precision(0);
            at++;
            if (at < format.length() && format.load8(at) == '*') {
                at++;
                STATE.precision(number(next(words)));
            }
            for (; at < format.length() && Parameters.isDigit(format.load8(at)); at++) STATE.precision(STATE.precision() * 10 + format.load8(at) - '0');
        }
        int c = at < format.length() ? format.load8(at) : 0;
        Cap word = next(words);
        Cap text = word.isNull() ? Text.utf8("") : word;
        switch (c) {
            case 's' -> field(cut(text), to);
            case 'c' -> field(text.bounded(Math.min(text.length(), 1)), to);
            case 'b' -> {
                Buffer.Growing b = Buffer.make();
                boolean ended = escaped(text, b);
                field(cut(b.data().bounded(b.used())), to);
                Buffer.free(b);
                if (ended) return -1;
            }
            case 'd', 'i', 'u', 'o', 'x', 'X' -> integer(c, number(word), to);
            default -> {
                Sh.say("printf", format, "bad conversion");
                STATE.failed(true);
                return -1;
            }
        }
        return at + 1;
    }

    private static Cap cut(Cap text) {
        return STATE.precision() >= 0 && STATE.precision() < text.length() ? text.bounded(STATE.precision()) : text;
    }

    private static void field(Cap text, Buffer.Growing to) {
        long pad = STATE.width() - text.length();
        for (; !STATE.left() && pad > 0; pad--) Buffer.add(to, ' ');
        Buffer.add(to, text, text.length());
        for (; pad > 0; pad--) Buffer.add(to, ' ');
    }

    private static long number(Cap word) {
        if (word.isNull()) return 0;
        if (word.length() > 1 && (word.load8(0) == '\'' || word.load8(0) == '"')) return word.load8(1);
        long at = 0;
        while (at < word.length() && word.load8(at) == ' ') at++;
        boolean minus = at < word.length() && word.load8(at) == '-';
        if (minus || at < word.length() && word.load8(at) == '+') at++;
        int base = 10;
        if (at + 1 < word.length() && word.load8(at) == '0') {
            base = (word.load8(at + 1) | 32) == 'x' ? 16 : 8;
            at += base == 16 ? 2 : 1;
        }
        long n = 0;
        long first = at;
        for (; at < word.length(); at++) {
            int c = word.load8(at);
            int digit = Parameters.isDigit(c) ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : 99;
            if (digit >= base) break;
            n = n * base + digit;
        }
        if (at < word.length() || at == first && base == 10) {
            Sh.say("printf", word, at == first ? "expected numeric value" : "not completely converted");
            STATE.failed(true);
        }
        return minus ? -n : n;
    }

    private static void integer(int c, long n, Buffer.Growing to) {
        Cap digits = Stack.bytes(80);
        long at = 80;
        int base = c == 'o' ? 8 : c == 'x' || c == 'X' ? 16 : 10;
        boolean signed = c == 'd' || c == 'i';
        boolean minus = signed && n < 0;
        long rest = minus ? -n : n;
        for (; rest != 0; rest = U.div(rest, base)) {
            int d = (int) U.rem(rest, base);
            digits.store8(--at, d < 10 ? '0' + d : (c == 'X' ? 'A' : 'a') + d - 10);
        }
        long sign = minus || signed && (STATE.plus() || STATE.blank()) ? 1 : 0;
        long prefix = STATE.other() && base == 16 && n != 0 ? 2 : 0;
        long least = STATE.precision() >= 0 ? STATE.precision() : STATE.zeroes() && !STATE.left() ? STATE.width() - sign - prefix : 1;
        if (STATE.other() && base == 8) least = Math.max(least, 81 - at);
        while (80 - at < least && at > 4) digits.store8(--at, '0');
        if (prefix > 0) {
            digits.store8(--at, c);
            digits.store8(--at, '0');
        }
        if (sign > 0) digits.store8(--at, minus ? '-' : STATE.plus() ? '+' : ' ');
        field(digits.plus(at).bounded(80 - at), to);
    }
}
