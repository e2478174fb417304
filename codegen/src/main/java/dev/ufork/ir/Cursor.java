package dev.ufork.ir;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of the text form being read from left to right. */
final class Cursor {
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_.$]*");
    private static final Pattern SYMBOL = Pattern.compile("@([A-Za-z0-9_.$<>]+)");
    private static final Pattern SLOT = Pattern.compile("\\$([A-Za-z0-9_.$]+)");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");
    private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern HEAD = Pattern.compile("\\s*[A-Za-z_][A-Za-z0-9_]*(\\([^)]*\\))?:");
    private static final Pattern POSITION = Pattern.compile("!([^:]+):([0-9]+)");

    private final String line;
    private final int number;
    private int at;

    Cursor(String line, int number) {
        this.line = line;
        this.number = number;
    }

    boolean atEnd() {
        skip();
        return at == line.length() || line.charAt(at) == ';';
    }

    void end() {
        if (!atEnd()) throw error("the end of the line");
    }

    /** Goes past {@code text} if it is next. */
    boolean accept(String text) {
        skip();
        if (!line.startsWith(text, at)) return false;
        at += text.length();
        return true;
    }

    boolean peek(String text) {
        skip();
        return line.startsWith(text, at);
    }

    /** Whether the line is the head of a block. Does not move. */
    boolean isHead() {
        return HEAD.matcher(line).lookingAt();
    }

    void expect(String text) {
        if (!accept(text)) throw error("'" + text + "'");
    }

    String word(String what) {
        return match(WORD, what).group();
    }

    /** A word if it is {@code text}, whole. */
    boolean acceptWord(String text) {
        skip();
        Matcher m = WORD.matcher(line).region(at, line.length());
        if (!m.lookingAt() || !m.group().equals(text)) return false;
        at = m.end();
        return true;
    }

    String symbol() {
        return match(SYMBOL, "a symbol such as @name").group(1);
    }

    String slot() {
        return match(SLOT, "a slot such as $name").group(1);
    }

    long number() {
        return Long.parseLong(match(NUMBER, "a number").group());
    }

    boolean atNumber() {
        skip();
        return NUMBER.matcher(line).region(at, line.length()).lookingAt();
    }

    byte[] string() {
        return Quoting.unquote(match(STRING, "a quoted string").group(1));
    }

    Pos position() {
        Matcher m = match(POSITION, "a position such as !File.java:12");
        return new Pos(m.group(1), Integer.parseInt(m.group(2)));
    }

    /** The complaint that something else was expected here. */
    IrException error(String expected) {
        return complain("expected " + expected);
    }

    IrException complain(String what) {
        return new IrException("line %d: %s\n  %s\n  %s^".formatted(number, what, line, " ".repeat(at)));
    }

    private Matcher match(Pattern p, String what) {
        skip();
        Matcher m = p.matcher(line).region(at, line.length());
        if (!m.lookingAt()) throw error(what);
        at = m.end();
        return m;
    }

    private void skip() {
        while (at < line.length() && line.charAt(at) == ' ') at++;
    }
}
