package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
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
    static final int READ_WRITE = 15;
    static final int HERE = 16;
    static final int CASE_END = 17;
    /** A here-document's word was quoted: nothing in it is expanded. */
    static final int QUOTED = 1;
    /** Tabs at the begin of its lines are none of it. */
    static final int TABS = 2;
    private static final int MAX_HERE = 16;
    private static final int SIZE = Layout.size(Script.Token.class);

    private static final State STATE = Global.of(State.class);

    /** What is noticed on the way. */
    @Struct
    interface State extends Ref {
        boolean open();             void open(boolean yes);
        /** Tokens of here-documents that begin behind this line. */
        int heres();                void heres(int n);
        @Length(MAX_HERE) int here(int n);      void here(int n, int token);
    }

    private Tokens() {}

    /** A script of the text, which it refers to. */
    static Script cut(Cap text) {
        Script s = Heap.allocZeroed(Layout.size(Script.class)).as(Script.class);
        s.text(text);
        s.tokens(Heap.alloc(16L * SIZE));
        STATE.open(false);
        STATE.heres(0);
        long n = text.length();
        for (long at = 0; at < n; ) {
            int c = text.load8(at);
            if (c == ' ' || c == '\t') at++;
            else if (c == '\\' && at + 1 < n && text.load8(at + 1) == '\n') at += 2;
            else if (c == '#') while (at < n && text.load8(at) != '\n') at++;
            else at = one(s, at, n);
            if (c == '\n') at = documents(s, at, n);
        }
        if (n > 0 && text.load8(n - 1) == '\\' || STATE.heres() > 0) STATE.open(true);
        s.open(STATE.open());
        add(s, END, n, 0, -1);
        return s;
    }

    /** The here-documents of the line that has ended; returns where the next line begins. */
    private static long documents(Script s, long at, long n) {
        for (int i = 0; i < STATE.heres(); i++) {
            Script.Token t = at(s, STATE.here(i));
            Cap end = Words.unquoted(s.text().plus(t.start()).bounded(t.length()));
            if (end.length() != t.length()) t.number(t.number() | QUOTED);
            t.start((int) at);
            boolean found = false;
            while (at < n && !found) {
                long line = at;
                while ((t.number() & TABS) != 0 && line < n && s.text().load8(line) == '\t') line++;
                long length = Bytes.find(s.text().plus(line), '\n', n - line);
                if (length < 0) length = n - line;
                found = length == end.length() && Bytes.compare(s.text().plus(line), end, length) == 0;
                t.length((int) (at - t.start()));
                at = Math.min(line + length + 1, n);
            }
            if (!found) {
                t.length((int) (n - t.start()));
                STATE.open(true);
            }
        }
        STATE.heres(0);
        return at;
    }

    /** Another reading of a script, from its begin. */
    static Script again(Script s) {
        Script other = Heap.allocZeroed(Layout.size(Script.class)).as(Script.class);
        other.text(s.text());
        other.tokens(s.tokens());
        other.count(s.count());
        return other;
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

    /** Where, in the text, the last token that was read ends; a line with here-documents is read to their end. */
    static long end(Script s) {
        return at(s, s.at()).start();
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
        t.afterList(0);
        t.afterCommand(0);
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
        if (c == '<' && next == '>') {
            add(s, READ_WRITE, at, 2, number);
            return at + 2;
        }
        if (c == '<' && next == '<') return here(s, at + 2, n, number);
        add(s, c == '<' ? LESS : GREATER, at, 1, number);
        return at + 1;
    }

    private static long here(Script s, long at, long n, int number) {
        Cap text = s.text();
        boolean tabs = at < n && text.load8(at) == '-';
        if (tabs) at++;
        add(s, HERE, at, 0, number);
        while (at < n && (text.load8(at) == ' ' || text.load8(at) == '\t')) at++;
        long end = word(text, at, n);
        if (end == at || STATE.heres() == MAX_HERE) return at;
        add(s, WORD, at, end - at, tabs ? TABS : 0);
        STATE.here(STATE.heres(), s.count() - 1);
        STATE.heres(STATE.heres() + 1);
        return end;
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
            if (at == n) STATE.open(true);
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
        if (at >= n) STATE.open(true);
        return Math.min(at + 1, n);
    }
}
