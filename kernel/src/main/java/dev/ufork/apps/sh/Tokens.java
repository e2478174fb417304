package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.user.Heap;

/** Cuts a text into tokens. Source: POSIX.1-2017, Shell and Utilities 2.3. */
@Kernel
final class Tokens {
    static final int WORD = 0;
    static final int END = 1;
    static final int NEWLINE = 2;
    static final int SEMICOLON = 3;
    static final int AMPERSAND = 4;
    static final int AND = 5;
    static final int OR = 6;
    static final int PIPE = 7;
    static final int OPEN = 8;
    static final int CLOSE = 9;
    static final int LESS = 10;
    static final int GREATER = 11;
    static final int APPEND = 12;
    static final int DUP_IN = 13;
    static final int DUP_OUT = 14;
    static final int CASE_END = 15;
    private static final int SIZE = Layout.size(Script.Token.class);

    private Tokens() {}

    /** A script of the text, which it refers to. */
    static Script cut(Cap text) {
        Script s = Heap.allocZeroed(Layout.size(Script.class)).as(Script.class);
        s.text(text);
        s.tokens(Heap.alloc(16L * SIZE));
        long n = text.length();
        for (long at = 0; at < n; ) {
            int c = text.load8(at);
            if (c == ' ' || c == '\t') at++;
            else if (c == '\\' && at + 1 < n && text.load8(at + 1) == '\n') at += 2;
            else if (c == '#') while (at < n && text.load8(at) != '\n') at++;
            else at = one(s, at, n);
        }
        add(s, END, n, 0, -1);
        return s;
    }

    static void free(Script s) {
        Heap.free(s.tokens());
        Heap.free(s.cap());
    }

    static Script.Token at(Script s, int n) {
        return s.tokens().plus((long) n * SIZE).as(Script.Token.class);
    }

    /** Goes on by so many tokens, but not past the end. */
    static void advance(Script s, int by) {
        s.at(Math.min(s.at() + by, s.count() - 1));
    }

    /** The kind of the token that comes next. */
    static int kind(Script s) {
        return at(s, s.at()).kind();
    }

    static Cap word(Script s, int n) {
        Script.Token t = at(s, Math.min(n, s.count() - 1));
        return s.text().plus(t.start()).bounded(t.length());
    }

    /** Is the next token this word, unquoted? */
    static boolean is(Script s, String word) {
        Script.Token t = at(s, s.at());
        Cap w = Text.utf8(word);
        return t.kind() == WORD && t.length() == w.length() && Bytes.compare(s.text().plus(t.start()), w, w.length()) == 0;
    }

    private static void add(Script s, int kind, long start, long length, int number) {
        if ((long) (s.count() + 1) * SIZE > s.tokens().length()) s.tokens(Heap.resize(s.tokens(), s.tokens().length() * 2));
        Script.Token t = at(s, s.count());
        t.kind(kind);
        t.start((int) start);
        t.length((int) length);
        t.number(number);
        s.count(s.count() + 1);
    }

    private static long one(Script s, long at, long n) {
        Cap text = s.text();
        int c = text.load8(at);
        int next = at + 1 < n ? text.load8(at + 1) : 0;
        int digits = 0;
        while (at + digits < n && text.load8(at + digits) >= '0' && text.load8(at + digits) <= '9') digits++;
        if (digits > 0 && at + digits < n && (text.load8(at + digits) == '<' || text.load8(at + digits) == '>'))
            return redirection(s, at + digits, n, c - '0');
        switch (c) {
            case '\n' -> add(s, NEWLINE, at, 1, -1);
            case ';' -> {
                add(s, next == ';' ? CASE_END : SEMICOLON, at, 1, -1);
                return at + (next == ';' ? 2 : 1);
            }
            case '&' -> {
                add(s, next == '&' ? AND : AMPERSAND, at, 1, -1);
                return at + (next == '&' ? 2 : 1);
            }
            case '|' -> {
                add(s, next == '|' ? OR : PIPE, at, 1, -1);
                return at + (next == '|' ? 2 : 1);
            }
            case '(' -> add(s, OPEN, at, 1, -1);
            case ')' -> add(s, CLOSE, at, 1, -1);
            case '<', '>' -> { return redirection(s, at, n, -1); }
            default -> {
                long end = word(text, at, n);
                add(s, WORD, at, end - at, -1);
                return end;
            }
        }
        return at + 1;
    }

    private static long redirection(Script s, long at, long n, int number) {
        int c = s.text().load8(at);
        int next = at + 1 < n ? s.text().load8(at + 1) : 0;
        if (next == '&') {
            add(s, c == '<' ? DUP_IN : DUP_OUT, at, 2, number);
            return at + 2;
        }
        if (c == '>' && (next == '>' || next == '|')) {
            add(s, next == '>' ? APPEND : GREATER, at, 2, number);
            return at + 2;
        }
        add(s, c == '<' ? LESS : GREATER, at, 1, number);
        return at + 1;
    }

    /** Where the word that begins at {@code at} ends. */
    private static long word(Cap text, long at, long n) {
        while (at < n) {
            int c = text.load8(at);
            if (c == ' ' || c == '\t' || c == '\n' || c == ';' || c == '&' || c == '|' || c == '<' || c == '>' || c == '(' || c == ')') break;
            at = part(text, at, n);
        }
        return at;
    }

    /** Where the character, quotation or expansion at {@code at} ends. */
    static long part(Cap text, long at, long n) {
        int c = text.load8(at);
        int next = at + 1 < n ? text.load8(at + 1) : 0;
        if (c == '\\') return Math.min(at + 2, n);
        if (c == '\'') {
            at++;
            while (at < n && text.load8(at) != '\'') at++;
            return Math.min(at + 1, n);
        }
        if (c == '"') return until(text, at + 1, n, '"');
        if (c == '`') return until(text, at + 1, n, '`');
        if (c == '$' && next == '(') return until(text, at + 2, n, ')');
        if (c == '$' && next == '{') return until(text, at + 2, n, '}');
        return at + 1;
    }

    /** Behind the closing character, which is not inside of other quotations. */
    private static long until(Cap text, long at, long n, int close) {
        while (at < n && text.load8(at) != close) {
            int c = text.load8(at);
            if (close == '"' && c == '\'') at++;
            else if (close == ')' && c == '(') at = until(text, at + 1, n, ')');
            else at = part(text, at, n);
        }
        return Math.min(at + 1, n);
    }
}
