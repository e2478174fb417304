package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;

/** Cuts a text into tokens, one when it is wanted. Source: POSIX.1-2017, Shell and Utilities 2.3. */
@Kernel
final class Tokens {
    private Tokens() {}

    /** Goes on to the next token; to a newline belong the here-documents of its line. */
    static void next(Script.Reading s) {
        if (s.failed()) return;
        Cap text = s.text();
        long n = text.length();
        long at = s.at();
        s.before(at);
        while (at < n) {
            int c = text.load8(at);
            if (c == ' ' || c == '\t') at++;
            else if (c == '\\' && at + 1 < n && text.load8(at + 1) == '\n') at += 2;
            else if (c == '#') while (at < n && text.load8(at) != '\n') at++;
            else break;
        }
        s.start(at);
        s.number(-1);
        for (long i = s.counted(); i < at; i++) if (text.load8(i) == '\n') s.line(s.line() + 1);
        s.counted(Math.max(at, s.counted()));
        if (at < n) {
            one(s, at, n);
        } else {
            s.at(at);
            s.symbol(Symbol.END);
            if (!s.heres().isNull()) documents(s, at, n);
        }
        Aliases.leave(s);
    }

    private static void token(Script.Reading s, Symbol symbol, long at, int length) {
        s.symbol(symbol);
        s.at(at + length);
    }

    private static void one(Script.Reading s, long at, long n) {
        Cap text = s.text();
        int c = text.load8(at);
        int next = at + 1 < n ? text.load8(at + 1) : 0;
        if (Parameters.isDigit(c) && (next == '<' || next == '>')) {
            s.number(c - '0');
            redirection(s, at + 1, n);
            return;
        }
        switch (c) {
            case '\n' -> {
                token(s, Symbol.NEWLINE, at, 1);
                s.at(documents(s, at + 1, n));
            }
            case ';' -> token(s, next == ';' ? Symbol.CASE_END : Symbol.SEMICOLON, at, next == ';' ? 2 : 1);
            case '&' -> token(s, next == '&' ? Symbol.AND : Symbol.AMPERSAND, at, next == '&' ? 2 : 1);
            case '|' -> token(s, next == '|' ? Symbol.OR : Symbol.PIPE, at, next == '|' ? 2 : 1);
            case '(' -> token(s, Symbol.OPEN, at, 1);
            case ')' -> token(s, Symbol.CLOSE, at, 1);
            case '<', '>' -> redirection(s, at, n);
            default -> word(s, at, n);
        }
    }

    private static void redirection(Script.Reading s, long at, long n) {
        int c = s.text().load8(at);
        int next = at + 1 < n ? s.text().load8(at + 1) : 0;
        boolean reads = c == '<';
        if (next == '&') token(s, reads ? Symbol.DUP_IN : Symbol.DUP_OUT, at, 2);
        else if (!reads && next == '>') token(s, Symbol.APPEND, at, 2);
        else if (!reads && next == '|') token(s, Symbol.CLOBBER, at, 2);
        else if (reads && next == '>') token(s, Symbol.READ_WRITE, at, 2);
        else if (reads && next == '<') token(s, Symbol.HERE, at, at + 2 < n && s.text().load8(at + 2) == '-' ? 3 : 2);
        else token(s, reads ? Symbol.LESS : Symbol.GREATER, at, 1);
    }

    private static void word(Script.Reading s, long at, long n) {
        Script.begin();
        long end = at;
        while (end < n && !ends(s.text().load8(end))) end = part(s.text(), end, n, false);
        s.word(s.text().plus(at).bounded(end - at));
        token(s, Symbol.WORD, at, (int) (end - at));
        if (!Script.wrong().isNull()) Script.fail(s, false, Script.wrong());
        else if (Script.isOpen()) Script.fail(s, true, Text.utf8("Syntax error: Unterminated quoted string"));
    }

    private static boolean ends(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == ';' || c == '&' || c == '|' || c == '<' || c == '>' || c == '(' || c == ')';
    }

    /** The here-documents of the line that has ended; returns where the next line begins. */
    private static long documents(Script.Reading s, long at, long n) {
        Cap text = s.text();
        for (Node here = s.heres(); !here.isNull(); here = here.third()) {
            Cap end = Words.unquoted(here.text());
            here.quoted(end.length() != here.text().length());
            long first = at;
            long last = at;
            boolean found = false;
            while (at < n && !found) {
                long line = at;
                while (here.tabs() && line < n && text.load8(line) == '\t') line++;
                long length = Bytes.find(text.plus(line), '\n', n - line);
                if (length < 0) length = n - line;
                found = length == end.length() && Bytes.compare(text.plus(line), end, length) == 0;
                last = at;
                at = Math.min(line + length + 1, n);
            }
            here.text(text.plus(first).bounded((found ? last : n) - first));
            if (!found) s.incomplete(true);
        }
        s.heres(Cap.NULL.as(Node.class));
        return at;
    }

    /** Where the character, quotation or expansion at {@code at} ends. */
    static long part(Cap text, long at, long n, boolean quoted) {
        int c = text.load8(at);
        int next = at + 1 < n ? text.load8(at + 1) : 0;
        if (c == '\\') {
            if (at + 1 == n) Script.open();
            return Math.min(at + 2, n);
        }
        if (c == '\'' && !quoted) {
            at++;
            while (at < n && text.load8(at) != '\'') at++;
            if (at == n) Script.open();
            return Math.min(at + 1, n);
        }
        if (c == '"') return until(text, at + 1, n, '"', true);
        if (c == '`') return until(text, at + 1, n, '`', true);
        if (c == '$' && next == '(') return at + 2 < n && text.load8(at + 2) == '(' ? until(text, at + 2, n, ')', true) : Parser.over(text, at + 2, n);
        if (c == '$' && next == '{') return braces(text, at, n, quoted);
        return at + 1;
    }

    /** In double quotes a single quotation mark is a character, but for the pattern of a {@code %} or {@code #}. */
    private static long braces(Cap text, long at, long n, boolean quoted) {
        long operator = at + 2;
        while (operator < n && (Parameters.isLetter(text.load8(operator)) || Parameters.isDigit(text.load8(operator)))) operator++;
        if (operator == at + 2) operator++;
        boolean pattern = operator < n && (text.load8(operator) == '%' || text.load8(operator) == '#');
        return until(text, at + 2, n, '}', quoted && !pattern);
    }

    /** Behind the closing character, which is not inside of other quotations. */
    private static long until(Cap text, long at, long n, int close, boolean quoted) {
        while (at < n && text.load8(at) != close) {
            if (close == ')' && text.load8(at) == '(') at = until(text, at + 1, n, ')', true);
            else if (close == '`' && text.load8(at) != '\\') at++;
            else at = part(text, at, n, quoted);
        }
        if (at >= n) Script.open();
        return Math.min(at + 1, n);
    }
}
