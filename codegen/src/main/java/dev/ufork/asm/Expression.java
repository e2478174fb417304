package dev.ufork.asm;

import dev.ufork.isa.EncodingException;
import java.util.Map;

/** A number in assembly text: literals, named constants, {@code ( ) ~ - * + << >> & |}, in C's order of precedence. */
public final class Expression {
    private final String text;
    private final Map<String, Long> constants;
    private int at;

    private Expression(String text, Map<String, Long> constants) {
        this.text = text;
        this.constants = constants;
    }

    /** @throws EncodingException if the text is no number; the message says where it stops being one */
    public static long value(String text, Map<String, Long> constants) {
        Expression e = new Expression(text.trim(), constants);
        long value = e.or();
        e.blanks();
        if (e.at != e.text.length()) throw e.refused("expected an operator");
        return value;
    }

    private long or() {
        long value = and();
        while (take("|")) value |= and();
        return value;
    }

    private long and() {
        long value = shift();
        while (take("&")) value &= shift();
        return value;
    }

    private long shift() {
        long value = sum();
        while (true) {
            if (take("<<")) value <<= sum();
            else if (take(">>")) value >>>= sum();
            else return value;
        }
    }

    private long sum() {
        long value = product();
        while (true) {
            if (take("+")) value += product();
            else if (take("-")) value -= product();
            else return value;
        }
    }

    private long product() {
        long value = unary();
        while (take("*")) value *= unary();
        return value;
    }

    private long unary() {
        if (take("-")) return -unary();
        if (take("~")) return ~unary();
        if (take("(")) {
            long value = or();
            if (!take(")")) throw refused("expected )");
            return value;
        }
        return literal();
    }

    private long literal() {
        blanks();
        if (at + 2 < text.length() && text.charAt(at) == '\'' && text.charAt(at + 2) == '\'') {
            at += 3;
            return text.charAt(at - 2);
        }
        if (text.startsWith("'\\", at) && at + 3 < text.length() && text.charAt(at + 3) == '\'') {
            at += 4;
            return text.substring(at - 3, at - 1).translateEscapes().charAt(0);
        }
        int from = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || "_.".indexOf(text.charAt(at)) >= 0)) at++;
        String word = text.substring(from, at);
        if (word.isEmpty()) throw refused("expected a number");
        if (!Character.isDigit(word.charAt(0))) {
            Long value = constants.get(word);
            if (value == null) throw new EncodingException(word + " is neither a number, a register nor a constant that was defined");
            return value;
        }
        try {
            if (word.startsWith("0x")) return Long.parseUnsignedLong(word.substring(2), 16);
            if (word.startsWith("0b")) return Long.parseUnsignedLong(word.substring(2), 2);
            return Long.parseUnsignedLong(word);
        } catch (NumberFormatException e) {
            throw new EncodingException(word + " is no number of 64 bits");
        }
    }

    private boolean take(String operator) {
        blanks();
        if (!text.startsWith(operator, at)) return false;
        at += operator.length();
        return true;
    }

    private void blanks() {
        while (at < text.length() && text.charAt(at) == ' ') at++;
    }

    private EncodingException refused(String expected) {
        return new EncodingException("%s at column %d of \"%s\"".formatted(expected, at + 1, text));
    }
}
