package dev.ufork.isa.morello;

import dev.ufork.isa.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The assembly text of one row, read in both directions.
 *
 * <p>{@code ldr <X:Rt>, [<B:Rn>{, #<u:imm>}]} is literal text, operands in angle brackets (a {@link Operand.Kind} and the
 * holes it reads), and in braces a part that is left out while its holes are zero.
 */
public final class Syntax {
    sealed interface Piece {
        record Text(String text) implements Piece {}

        record Hole(Operand operand) implements Piece {}

        record Maybe(List<Piece> pieces) implements Piece {}
    }

    private final String text;
    private final String mnemonic;
    private final List<Piece> pieces;
    private final Pattern pattern;
    private final int[] written;

    private Syntax(String text, List<Piece> pieces, Pattern pattern) {
        this.text = text;
        mnemonic = text.split("[ <{]")[0];
        this.pieces = List.copyOf(pieces);
        this.pattern = pattern;
        written = operands().stream().flatMapToInt(o -> IntStream.range(0, o.size()).map(o::hole)).distinct().toArray();
    }

    static Syntax of(String text, Pattern pattern) {
        return new Syntax(text, pieces(text, pattern), pattern);
    }

    private static List<Piece> pieces(String text, Pattern pattern) {
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int end = c == '<' ? text.indexOf('>', at) : c == '{' ? text.indexOf('}', at) : endOfText(text, at);
            switch (c) {
                case '<' -> pieces.add(new Piece.Hole(Operand.of(text.substring(at + 1, end), pattern)));
                case '{' -> pieces.add(new Piece.Maybe(pieces(text.substring(at + 1, end), pattern)));
                default -> pieces.add(new Piece.Text(text.substring(at, end--)));
            }
            at = end + 1;
        }
        return pieces;
    }

    private static int endOfText(String text, int at) {
        while (at < text.length() && text.charAt(at) != '<' && text.charAt(at) != '{') at++;
        return at;
    }

    /** The name without suffixes that operands add to it. */
    public String mnemonic() {
        return mnemonic;
    }

    /** As the table has it. */
    String text() {
        return text;
    }

    /** The name of an operand's first hole. */
    String holeName(Operand operand) {
        return pattern.fields().get(operand.hole(0)).name();
    }

    /**
     * Values in the order of the pattern's holes, from values in the order in which the text has them.
     *
     * @throws IllegalArgumentException if there are more or fewer than the text has
     */
    long[] inPatternOrder(long... operands) {
        if (operands.length != written.length)
            throw new IllegalArgumentException("%d values for %d operands of %s".formatted(operands.length, written.length, text));
        long[] values = new long[pattern.fields().size()];
        for (int i = 0; i < operands.length; i++) values[written[i]] = operands[i];
        return values;
    }

    /** The operands, in the order in which they are written. */
    public List<Operand> operands() {
        List<Operand> all = new ArrayList<>();
        collect(pieces, all);
        return all;
    }

    private static void collect(List<Piece> pieces, List<Operand> all) {
        for (Piece p : pieces) {
            if (p instanceof Piece.Hole h) all.add(h.operand());
            if (p instanceof Piece.Maybe m) collect(m.pieces(), all);
        }
    }

    /** The text for operand values in the order of the pattern's holes; labels relative to {@code pc}. */
    String print(long[] values, Mode mode, long pc) {
        StringBuilder out = new StringBuilder();
        print(pieces, values, mode, pc, out);
        return out.toString();
    }

    private static void print(List<Piece> pieces, long[] values, Mode mode, long pc, StringBuilder out) {
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Text t -> out.append(t.text());
                case Piece.Hole h -> out.append(h.operand().print(values, mode, pc));
                case Piece.Maybe m -> {
                    if (!allZero(m.pieces(), values)) print(m.pieces(), values, mode, pc, out);
                }
            }
        }
    }

    private static boolean allZero(List<Piece> pieces, long[] values) {
        for (Piece p : pieces)
            if (p instanceof Piece.Hole h) for (int i = 0; i < h.operand().size(); i++) if (h.operand().get(values, i) != 0) return false;
        return true;
    }

    /** The operand values of {@code text}, or null if it is not of this form. */
    long[] parse(String text, Mode mode, long pc) {
        Cursor in = new Cursor(text, mode, pc, new long[pattern.fields().size()]);
        return parse(pieces, in) && in.atEnd() ? in.values : null;
    }

    private static boolean parse(List<Piece> pieces, Cursor in) {
        for (Piece piece : pieces) {
            boolean ok = switch (piece) {
                case Piece.Text t -> in.take(t.text());
                case Piece.Hole h -> h.operand().parse(in);
                case Piece.Maybe m -> {
                    int before = in.at;
                    if (!parse(m.pieces(), in)) in.at = before;
                    yield true;
                }
            };
            if (!ok) return false;
        }
        return true;
    }

    /** A place in the text being read, and the values found so far. */
    static final class Cursor {
        private final String text;
        final Mode mode;
        final long pc;
        final long[] values;
        private int at;

        Cursor(String text, Mode mode, long pc, long[] values) {
            this.text = text;
            this.mode = mode;
            this.pc = pc;
            this.values = values;
        }

        boolean atEnd() {
            return at == text.length();
        }

        boolean take(String expected) {
            if (!text.startsWith(expected, at)) return false;
            at += expected.length();
            return true;
        }

        /** Letters, digits, underscores and signs up to the next separator. */
        String word() {
            int start = at;
            while (at < text.length() && isWord(text.charAt(at))) at++;
            return text.substring(start, at);
        }

        private static boolean isWord(char c) {
            return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '+';
        }
    }
}
