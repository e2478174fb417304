package dev.ufork.isa;

import java.util.List;
import java.util.OptionalLong;

/**
 * A named hole of a {@link Pattern}: which bits of the instruction hold which bits of one operand's value.
 *
 * @param name     the manual's name
 * @param signed   whether the topmost stored bit is the sign
 * @param pieces   runs of adjacent bits, most significant in the instruction first; none if the operand is fixed
 * @param base     what is added to the stored bits: 8 where three bits name x8 to x15, the value itself of a fixed operand
 * @param excluded the one value that is reserved or means another row
 */
public record Field(String name, boolean signed, List<Piece> pieces, long base, OptionalLong excluded) {

    /** {@code width} adjacent bits: at {@code at} in the instruction, at {@code of} in the value. */
    public record Piece(int at, int of, int width) {
        int mask() {
            return (int) ((1L << width) - 1);
        }
    }

    public Field {
        pieces = List.copyOf(pieces);
        long seen = 0;
        for (Piece p : pieces) {
            long bits = Integer.toUnsignedLong(p.mask()) << p.of();
            if ((seen & bits) != 0) throw new IllegalArgumentException("bits of " + name + " are placed twice");
            seen |= bits;
        }
        long filled = seen == 0 ? 0 : seen >>> Long.numberOfTrailingZeros(seen);
        if ((filled & (filled + 1)) != 0)
            throw new IllegalArgumentException("bits of " + name + " have a gap");
    }

    /** Whether the instruction implies this operand instead of storing it. */
    public boolean fixed() {
        return pieces.isEmpty();
    }

    /** One more than the value's highest stored bit; zero if fixed. */
    public int width() {
        int width = 0;
        for (int i = 0; i < pieces.size(); i++) width = Math.max(width, pieces.get(i).of() + pieces.get(i).width());
        return width;
    }

    /** Values are multiples of this: low bits that are not stored are zero. */
    public long step() {
        int lowest = pieces.isEmpty() ? 0 : pieces.getFirst().of();
        for (int i = 1; i < pieces.size(); i++) lowest = Math.min(lowest, pieces.get(i).of());
        return 1L << lowest;
    }

    public long min() {
        return base + (signed ? -1L << (width() - 1) : 0);
    }

    public long max() {
        return base + (signed ? (1L << (width() - 1)) : (1L << width())) - step();
    }

    public boolean fits(long value) {
        return min() <= value && value <= max() && (value - base) % step() == 0 && !excludes(value);
    }

    boolean excludes(long value) {
        return excluded.isPresent() && excluded.getAsLong() == value;
    }

    /** The operand's value in {@code word}, sign-extended if the field is signed. */
    public long extract(int word) {
        long value = 0;
        for (Piece p : pieces) value |= Integer.toUnsignedLong(word >>> p.at() & p.mask()) << p.of();
        int unused = 64 - width();
        return base + (signed ? value << unused >> unused : value);
    }

    /**
     * {@code word} with this field set to {@code value}.
     *
     * @throws EncodingException if the value does not fit
     */
    public int insert(int word, long value) {
        if (!fits(value)) throw new EncodingException(refusal(value));
        return place(word, value);
    }

    /** As {@link #insert}, for a value that fits. */
    int place(int word, long value) {
        for (int i = 0; i < pieces.size(); i++) {
            Piece p = pieces.get(i);
            word = word & ~(p.mask() << p.at()) | (int) (value - base >>> p.of() & p.mask()) << p.at();
        }
        return word;
    }

    String refusal(long value) {
        String multiple = step() == 1 ? "" : ", a multiple of " + step();
        String except = excluded.isPresent() ? ", not " + excluded.getAsLong() : "";
        return "%s = %d cannot be encoded; it takes %d..%d%s%s".formatted(name, value, min(), max(), multiple, except);
    }

    /** The instruction's bits that belong to this field. */
    public int placed() {
        int mask = 0;
        for (Piece p : pieces) mask |= p.mask() << p.at();
        return mask;
    }
}
