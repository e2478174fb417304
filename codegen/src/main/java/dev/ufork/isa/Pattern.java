package dev.ufork.isa;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The bits of one instruction, most significant first: literal bits, and holes that hold operands.
 *
 * <p>The notation is the manuals':
 * <ul>
 * <li>{@code 0110011} are literal bits, {@code ---} bits that are ignored, and zero when we encode;
 * <li>{@code (11111)} are bits that should be so: ignored, and these when we encode;
 * <li>{@code rd:5} is a hole of five bits;
 * <li>{@code imm[12|10:5]} is a hole that stores bit 12 and bits 10 to 5 of the operand's value. A hole may be in
 *     several places; low bits that no place stores are zero;
 * <li>{@code rd':3} is a hole that stores the value less eight: the three-bit registers of compressed instructions;
 * <li>{@code rd!=0:5} is a hole that cannot hold 0: such words are reserved, or belong to another row;
 * <li>{@code rs1=2} is no bits at all, but an operand that the instruction implies.
 * </ul>
 */
public final class Pattern {
    private final String text;
    private final int width;
    private final int mask;
    private final int match;
    private final int preset;
    private final List<Field> fields;
    /** What each field takes, worked out once: encoding is what an assembler does all day. */
    private final long[] min;
    private final long[] max;
    private final long[] step;

    private Pattern(String text, int width, int mask, int match, int preset, List<Field> fields) {
        this.text = text;
        this.width = width;
        this.mask = mask;
        this.match = match;
        this.preset = preset;
        this.fields = List.copyOf(fields);
        this.min = fields.stream().mapToLong(Field::min).toArray();
        this.max = fields.stream().mapToLong(Field::max).toArray();
        this.step = fields.stream().mapToLong(Field::step).toArray();
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
        int preset = 0;
        int at = width;
        Map<String, Hole> holes = new LinkedHashMap<>();
        for (String token : tokens) {
            int bits = widthOf(token);
            at -= bits;
            if (isLiteral(token)) {
                mask |= (int) ((1L << bits) - 1) << at;
                match |= Integer.parseUnsignedInt(token, 2) << at;
            } else if (isPreset(token)) {
                preset |= Integer.parseUnsignedInt(token.substring(1, token.length() - 1), 2) << at;
            } else if (!isIgnored(token)) {
                holes.computeIfAbsent(nameOf(token), _ -> new Hole()).place(token, at + bits);
            }
        }
        List<Field> fields = new ArrayList<>();
        holes.forEach((name, hole) -> fields.add(hole.field(name, signed.contains(name))));
        return new Pattern(text, width, mask, match, match | preset, fields);
    }

    private static boolean isLiteral(String token) {
        return token.charAt(0) == '0' || token.charAt(0) == '1';
    }

    private static boolean isIgnored(String token) {
        return token.charAt(0) == '-';
    }

    private static boolean isPreset(String token) {
        return token.charAt(0) == '(';
    }

    private static boolean isFixed(String token) {
        return token.matches("\\w+=\\d+");
    }

    private static String nameOf(String token) {
        return token.split("[:\\[!=']")[0];
    }

    private static int widthOf(String token) {
        if (isLiteral(token) || isIgnored(token)) return token.length();
        if (isPreset(token)) return token.length() - 2;
        if (isFixed(token)) return 0;
        if (token.indexOf('[') < 0) return Integer.parseInt(token.substring(token.indexOf(':') + 1));
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

    /** What the tokens of one name say. */
    private static final class Hole {
        final List<Field.Piece> pieces = new ArrayList<>();
        long base;
        OptionalLong excluded = OptionalLong.empty();

        /** Adds the token whose bits end below bit {@code top}. */
        void place(String token, int top) {
            int not = token.indexOf("!=");
            if (not >= 0) excluded = OptionalLong.of(Long.parseLong(token.substring(not + 2).split("[:\\[]")[0]));
            if (token.indexOf('\'') >= 0) base = 8;
            if (isFixed(token)) {
                base = Long.parseLong(token.substring(token.indexOf('=') + 1));
            } else if (token.indexOf('[') < 0) {
                int bits = widthOf(token);
                pieces.add(new Field.Piece(top - bits, 0, bits));
            } else {
                for (String run : runs(token)) {
                    int bits = high(run) - low(run) + 1;
                    top -= bits;
                    pieces.add(new Field.Piece(top, low(run), bits));
                }
            }
        }

        Field field(String name, boolean signed) {
            return new Field(name, signed, pieces, base, excluded);
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

    /** The place of the hole in {@link #fields()}, or -1. */
    public int indexOf(String name) {
        for (int i = 0; i < fields.size(); i++) if (fields.get(i).name().equals(name)) return i;
        return -1;
    }

    public boolean matches(int word) {
        if ((word & mask) != match) return false;
        for (Field f : fields) if (f.excluded().isPresent() && f.excludes(f.extract(word))) return false;
        return true;
    }

    /**
     * The instruction word; values in the order of {@link #fields()}.
     *
     * @throws EncodingException if a value does not fit its hole
     */
    public int encode(long... values) {
        if (values.length != fields.size())
            throw new IllegalArgumentException("%d values for %d holes of %s".formatted(values.length, fields.size(), text));
        int word = preset;
        for (int i = 0; i < values.length; i++) {
            Field f = fields.get(i);
            long value = values[i];
            if (!fits(i, value)) throw new EncodingException(f.refusal(value));
            word = f.place(word, value);
        }
        return word;
    }

    /** Whether the hole at a place of {@link #fields()} takes this value: {@link Field#fits}, worked out. */
    public boolean fits(int field, long value) {
        Field f = fields.get(field);
        return min[field] <= value && value <= max[field] && (value - f.base() & step[field] - 1) == 0 && !f.excludes(value);
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
