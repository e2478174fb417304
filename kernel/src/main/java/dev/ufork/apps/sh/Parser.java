package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.user.Buffer;

/**
 * Understands commands: one function for each rule of the grammar, which begins at its first token and ends behind its last.
 * Source: POSIX.1-2017, Shell and Utilities 2.10.
 *
 * <p>After a failure no token comes any more; what is made then is never carried out.
 */
@Kernel
final class Parser {
    private static final String[] ENDS = {"then", "do", "done", "fi", "else", "elif", "}", "esac"};

    private static final String[] RESERVED = {"then", "do", "done", "fi", "else", "elif", "}", "esac", "!", "{", "case", "for", "if", "in", "until", "while"};

    private Parser() {}

    static boolean isReserved(Cap word) {
        for (int n = 0; n < RESERVED.length; n++) if (Buffer.same(word, RESERVED[n])) return true;
        return false;
    }

    private static Node none() {
        return Cap.NULL.as(Node.class);
    }

    /** The commands of the line that comes next, null when there are none; the token behind them is a newline, the end, or what fails. */
    static Node line(Script.Reading s) {
        Tokens.next(s);
        if (s.symbol() == Symbol.NEWLINE || s.symbol() == Symbol.END) return none();
        Node all = list(s, true);
        if (s.symbol() != Symbol.NEWLINE && s.symbol() != Symbol.END) Script.unexpected(s, "");
        return all;
    }

    /** Where the commands end that begin at {@code at} in a text, behind their closing parenthesis. */
    static long over(Cap text, long at, long n) {
        Script.Reading s = Script.of(text.bounded(n), at, 1);
        s.looked(true);
        Tokens.next(s);
        commands(s, false);
        long end = s.at();
        boolean closed = !s.failed() && s.symbol() == Symbol.CLOSE;
        Script.begin();
        if (!closed) {
            end = n;
            if (!s.failed() && s.symbol() != Symbol.END) Script.unexpected(s, ")");
            if (!s.failed() || s.incomplete()) Script.open();
            else Script.wrong(Text.utf8("Syntax error: in a command substitution"));
        }
        Script.leave(s);
        return end;
    }

    /** Is the next token this word, unquoted? */
    private static boolean is(Script.Reading s, String word) {
        Cap w = Text.utf8(word);
        return s.symbol() == Symbol.WORD && s.word().length() == w.length() && Bytes.compare(s.word(), w, w.length()) == 0;
    }

    private static void expect(Script.Reading s, String word) {
        if (is(s, word)) Tokens.next(s);
        else Script.unexpected(s, word);
    }

    private static void newlines(Script.Reading s) {
        while (s.symbol() == Symbol.NEWLINE) Tokens.next(s);
    }

    private static boolean ends(Script.Reading s) {
        if (s.symbol() == Symbol.END || s.symbol() == Symbol.CLOSE || s.symbol() == Symbol.CASE_END) return true;
        for (int n = 0; n < ENDS.length; n++) if (is(s, ENDS[n])) return true;
        return false;
    }

    /** Commands up to a word that ends them; with {@code some} there must be one. */
    private static Node commands(Script.Reading s, boolean some) {
        newlines(s);
        Aliases.replace(s);
        if (!ends(s)) return list(s, false);
        if (some) Script.unexpected(s, "");
        return none();
    }

    /** One command at least; with {@code line} those of a line. */
    private static Node list(Script.Reading s, boolean line) {
        Node all = none();
        Node last = none();
        long start = s.start();
        while (true) {
            Node command = andOr(s);
            if (s.symbol() == Symbol.AMPERSAND) command = background(s, command);
            if (last.isNull()) all = command;
            else last.next(command);
            last = command;
            if (s.failed()) return all;
            boolean more = s.symbol() == Symbol.SEMICOLON || s.symbol() == Symbol.AMPERSAND || s.symbol() == Symbol.NEWLINE && !line;
            if (!more) break;
            Tokens.next(s);
            if (!line) newlines(s);
            else if (s.symbol() == Symbol.NEWLINE) break;
            Aliases.replace(s);
            if (ends(s)) break;
        }
        if (all.next().isNull()) return all;
        Node list = Script.node(s, Kind.LIST);
        list.first(all);
        list.source(since(s, start));
        return list;
    }

    private static Cap since(Script.Reading s, long start) {
        return s.text().plus(start).bounded(Math.max(s.before() - start, 0));
    }

    private static Node background(Script.Reading s, Node command) {
        Node n = Script.node(s, Kind.BACKGROUND);
        n.first(command);
        return n;
    }

    private static Node andOr(Script.Reading s) {
        long start = s.start();
        Node left = pipeline(s);
        while (s.symbol() == Symbol.AND || s.symbol() == Symbol.OR) {
            Node both = Script.node(s, s.symbol() == Symbol.AND ? Kind.AND : Kind.OR);
            Tokens.next(s);
            newlines(s);
            both.first(left);
            both.second(pipeline(s));
            both.source(since(s, start));
            left = both;
        }
        return left;
    }

    private static Node pipeline(Script.Reading s) {
        Aliases.replace(s);
        if (!is(s, "!")) return pipes(s);
        Node not = Script.node(s, Kind.NOT);
        long start = s.start();
        Tokens.next(s);
        not.first(pipes(s));
        not.source(since(s, start));
        return not;
    }

    private static Node pipes(Script.Reading s) {
        long start = s.start();
        Node first = command(s);
        if (s.symbol() != Symbol.PIPE) return first;
        Node all = Script.node(s, Kind.PIPELINE);
        all.first(first);
        for (Node last = first; s.symbol() == Symbol.PIPE; last = last.next()) {
            Tokens.next(s);
            newlines(s);
            last.next(command(s));
        }
        all.source(since(s, start));
        return all;
    }

    private static Node command(Script.Reading s) {
        Aliases.replace(s);
        if (Sh.isTooDeep()) Script.fail(s, false, Text.utf8("commands nested too deeply"));
        long start = s.start();
        Node n = compound(s);
        if (n.isNull()) n = simple(s);
        else if (isRedirection(s)) {
            Node all = Script.node(s, Kind.REDIRECTED);
            all.first(n);
            all.redirections(redirections(s, none()));
            n = all;
        }
        n.source(since(s, start));
        return n;
    }

    /** A compound command; null when what comes begins none. */
    private static Node compound(Script.Reading s) {
        if (s.symbol() == Symbol.OPEN) {
            Node n = Script.node(s, Kind.SUBSHELL);
            Tokens.next(s);
            n.first(commands(s, true));
            if (s.symbol() == Symbol.CLOSE) Tokens.next(s);
            else Script.unexpected(s, ")");
            return n;
        }
        if (is(s, "{")) {
            Tokens.next(s);
            Node n = Script.node(s, Kind.LIST);
            n.first(commands(s, true));
            expect(s, "}");
            return n;
        }
        if (is(s, "if")) return condition(s);
        if (is(s, "while")) return loop(s, Kind.WHILE);
        if (is(s, "until")) return loop(s, Kind.UNTIL);
        if (is(s, "for")) return each(s);
        if (is(s, "case")) return choice(s);
        return none();
    }

    private static Node condition(Script.Reading s) {
        Node n = Script.node(s, Kind.IF);
        Tokens.next(s);
        n.first(commands(s, true));
        expect(s, "then");
        n.second(commands(s, true));
        if (is(s, "elif")) {
            n.third(condition(s));
            return n;
        }
        if (is(s, "else")) {
            Tokens.next(s);
            n.third(commands(s, true));
        }
        expect(s, "fi");
        return n;
    }

    private static Node loop(Script.Reading s, Kind kind) {
        Node n = Script.node(s, kind);
        Tokens.next(s);
        n.first(commands(s, true));
        n.second(body(s));
        return n;
    }

    private static Node body(Script.Reading s) {
        expect(s, "do");
        Node body = commands(s, true);
        expect(s, "done");
        return body;
    }

    private static Node each(Script.Reading s) {
        Node n = Script.node(s, Kind.FOR);
        Tokens.next(s);
        n.text(s.word());
        if (s.symbol() != Symbol.WORD || Parameters.name(s.word()) != s.word().length()) Script.fail(s, s.symbol() == Symbol.END, Text.utf8("Syntax error: Bad for loop variable"));
        Tokens.next(s);
        newlines(s);
        n.in(is(s, "in"));
        if (n.in()) {
            Tokens.next(s);
            Node last = none();
            for (; s.symbol() == Symbol.WORD; Tokens.next(s)) {
                Node word = word(s);
                if (last.isNull()) n.first(word);
                else last.next(word);
                last = word;
            }
            if (s.symbol() != Symbol.SEMICOLON && s.symbol() != Symbol.NEWLINE) Script.unexpected(s, "");
        }
        if (s.symbol() == Symbol.SEMICOLON) Tokens.next(s);
        newlines(s);
        n.second(body(s));
        return n;
    }

    private static Node choice(Script.Reading s) {
        Node n = Script.node(s, Kind.CASE);
        Tokens.next(s);
        if (s.symbol() != Symbol.WORD) Script.unexpected(s, "word");
        n.text(s.word());
        Tokens.next(s);
        newlines(s);
        expect(s, "in");
        newlines(s);
        Node last = none();
        while (!is(s, "esac") && !s.failed()) {
            Node one = Script.node(s, Kind.CHOICE);
            if (s.symbol() == Symbol.OPEN) Tokens.next(s);
            one.first(patterns(s));
            if (s.symbol() == Symbol.CLOSE) Tokens.next(s);
            else Script.unexpected(s, ")");
            one.second(commands(s, false));
            if (last.isNull()) n.first(one);
            else last.next(one);
            last = one;
            if (s.symbol() == Symbol.CASE_END) Tokens.next(s);
            else if (!is(s, "esac")) Script.unexpected(s, ";;");
            newlines(s);
        }
        expect(s, "esac");
        return n;
    }

    private static Node patterns(Script.Reading s) {
        Node all = none();
        while (true) {
            if (s.symbol() != Symbol.WORD) Script.unexpected(s, "word");
            Node pattern = word(s);
            pattern.next(all);
            all = pattern;
            Tokens.next(s);
            if (s.symbol() != Symbol.PIPE) return all;
            Tokens.next(s);
        }
    }

    private static Node word(Script.Reading s) {
        Node word = Script.node(s, Kind.WORD);
        word.text(s.word());
        return word;
    }

    private static boolean isRedirection(Script.Reading s) {
        return s.symbol().ordinal() >= Symbol.LESS.ordinal();
    }

    /** Redirections behind those in a chain; returns the first. */
    private static Node redirections(Script.Reading s, Node chain) {
        Node last = chain;
        while (!last.isNull() && !last.next().isNull()) last = last.next();
        while (isRedirection(s)) {
            Node n = redirection(s);
            if (last.isNull()) chain = n;
            else last.next(n);
            last = n;
        }
        return chain;
    }

    private static Node redirection(Script.Reading s) {
        Node n = Script.node(s, Kind.REDIRECTION);
        Symbol symbol = s.symbol();
        boolean reads = symbol == Symbol.LESS || symbol == Symbol.DUP_IN || symbol == Symbol.READ_WRITE || symbol == Symbol.HERE;
        n.symbol(symbol);
        n.number(s.number() >= 0 ? s.number() : reads ? 0 : 1);
        n.tabs(symbol == Symbol.HERE && s.text().load8(s.at() - 1) == '-');
        Tokens.next(s);
        if (s.symbol() != Symbol.WORD) Script.unexpected(s, "word");
        n.text(s.word());
        if (symbol == Symbol.HERE) {
            if (s.heres().isNull()) s.heres(n);
            else lastHere(s).third(n);
        }
        Tokens.next(s);
        return n;
    }

    private static Node lastHere(Script.Reading s) {
        Node n = s.heres();
        while (!n.third().isNull()) n = n.third();
        return n;
    }

    private static Node simple(Script.Reading s) {
        Node n = Script.node(s, Kind.SIMPLE);
        Node lastWord = none();
        Node lastAssignment = none();
        while (true) {
            if (isRedirection(s)) {
                n.redirections(redirections(s, n.redirections()));
                continue;
            }
            if (lastWord.isNull() || s.goesOn()) Aliases.replace(s);
            if (isRedirection(s)) continue;
            if (s.symbol() != Symbol.WORD) break;
            Node word = word(s);
            boolean assigns = lastWord.isNull() && Simple.assignment(s.word()) > 0;
            Node last = assigns ? lastAssignment : lastWord;
            if (!last.isNull()) last.next(word);
            else if (assigns) n.second(word);
            else n.first(word);
            if (assigns) lastAssignment = word;
            else lastWord = word;
            Tokens.next(s);
            if (s.symbol() == Symbol.OPEN && !assigns && n.first().same(word) && n.second().isNull() && n.redirections().isNull()) return function(s, word);
        }
        if (lastWord.isNull() && lastAssignment.isNull() && n.redirections().isNull()) Script.unexpected(s, "");
        return n;
    }

    private static Node function(Script.Reading s, Node name) {
        Node n = Script.node(s, Kind.FUNCTION);
        n.text(name.text());
        Tokens.next(s);
        if (s.symbol() != Symbol.CLOSE) Script.unexpected(s, ")");
        int builtin = Builtins.find(name.text());
        if (Parameters.name(name.text()) != name.text().length() || builtin >= 0 && Builtins.isSpecial(builtin))
            Script.fail(s, false, Text.utf8("Syntax error: Bad function name"));
        Tokens.next(s);
        newlines(s);
        n.first(command(s));
        return n;
    }
}
