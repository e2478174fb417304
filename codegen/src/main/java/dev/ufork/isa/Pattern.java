package dev.ufork.isa;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The bits of one instruction, most significant first: literal bits, and holes that hold operands.
 *
 * <p>The notation is the manuals': {@code 0110011} are literal bits, {@code rd:5} is a hole of five bits, and
 * {@code imm[12|10:5]} a hole that stores bit 12 and bits 10 to 5 of the operand's value. A hole may be in several
 * places; low bits that no place stores are zero.
 */
public final class Pattern {
    private final String text;
    private final int width;
    private final int mask;
    private final int match;
    private final List<Field> fields;

    private Pattern(String text, int width, int mask, int match, List<Field> fields) {
        this.text = text;
        this.width = width;
        this.mask = mask;
        this.match = match;
        this.fields = List.copyOf(fields);
    }

    /**
     * Reads a pattern of 16 or 32 bits.
     *
     * @param signed names of the holes whose values are signed
     * @throws IllegalArgumentException if the text is not a pattern of 16 or 32 bits
     */
    public static Pattern of(String text, Set<String> signed) {
        String[] tokens = text.trim().split("\\s+");
        int width = 0;
        for (String token : tokens) width += widthOf(token);
        if (width != 16 && width != 32)
            throw new IllegalArgumentException("%d bits, expected 16 or 32: %s".formatted(width, text));

        int mask = 0;
        int match = 0;
        int at = width;
        Map<String, List<Field.Piece>> holes = new LinkedHashMap<>();
        for (String token : tokens) {
            int bits = widthOf(token);
            at -= bits;
            if (isLiteral(token)) {
                mask |= (int) ((1L << bits) - 1) << at;
                match |= Integer.parseUnsignedInt(token, 2) << at;
            } else {
                place(token, at + bits, holes);
            }
        }
        List<Field> fields = new ArrayList<>();
        holes.forEach((name, pieces) -> fields.add(new Field(name, signed.contains(name), pieces)));
        return new Pattern(text, width, mask, match, fields);
    }

    private static boolean isLiteral(String token) {
        return token.charAt(0) == '0' || token.charAt(0) == '1';
    }

    private static int widthOf(String token) {
        if (isLiteral(token)) return token.length();
        int colon = token.indexOf(':');
        int bracket = token.indexOf('[');
        if (bracket < 0) return Integer.parseInt(token.substring(colon + 1));
        int width = 0;
        for (String run : runs(token)) width += high(run) - low(run) + 1;
        return width;
    }

    private static String[] runs(String token) {
        return token.substring(token.indexOf('[') + 1, token.length() - 1).split("\\|");
    }

    private static int high(String run) {
        return Integer.parseInt(run.split(":")[0]);
    }

    private static int low(String run) {
        return Integer.parseInt(run.substring(run.indexOf(':') + 1));
    }

    /** Adds the pieces of a hole that ends below bit {@code top}. */
    private static void place(String token, int top, Map<String, List<Field.Piece>> holes) {
        String name = token.split("[:\\[]")[0];
        List<Field.Piece> pieces = holes.computeIfAbsent(name, _ -> new ArrayList<>());
        if (token.indexOf('[') < 0) {
            int bits = widthOf(token);
            pieces.add(new Field.Piece(top - bits, 0, bits));
            return;
        }
        for (String run : runs(token)) {
            int bits = high(run) - low(run) + 1;
            top -= bits;
            pieces.add(new Field.Piece(top, low(run), bits));
        }
    }

    /** 16 or 32. */
    public int width() {
        return width;
    }

    /** The literal bits' places. */
    public int mask() {
        return mask;
    }

    /** The literal bits' values. */
    public int match() {
        return match;
    }

    /** The holes, in the order in which they first appear. */
    public List<Field> fields() {
        return fields;
    }

    /** @throws IllegalArgumentException if there is no such hole */
    public Field field(String name) {
        for (Field f : fields) if (f.name().equals(name)) return f;
        throw new IllegalArgumentException("no hole " + name + " in " + text);
    }

    public boolean matches(int word) {
        return (word & mask) == match;
    }

    /**
     * The instruction word; values in the order of {@link #fields()}.
     *
     * @throws EncodingException if a value does not fit its hole
     */
    public int encode(long... values) {
        if (values.length != fields.size())
            throw new IllegalArgumentException("%d values for %d holes of %s".formatted(values.length, fields.size(), text));
        int word = match;
        for (int i = 0; i < values.length; i++) word = fields.get(i).insert(word, values[i]);
        return word;
    }

    /** The values in {@code word}, in the order of {@link #fields()}. */
    public long[] decode(int word) {
        long[] values = new long[fields.size()];
        for (int i = 0; i < values.length; i++) values[i] = fields.get(i).extract(word);
        return values;
    }

    @Override
    public String toString() {
        return text;
    }
}
