package dev.ufork.asm;

/**
 * What an operand, or a word of data, is to become.
 *
 * @param kind   how the place's address becomes the value
 * @param place  the place
 * @param addend bytes added to the place's address
 */
public record Reference(RelocKind kind, Place place, long addend) {
    public Reference(RelocKind kind, Place place) {
        this(kind, place, 0);
    }

    @Override
    public String toString() {
        return kind.name() + " " + place + (addend == 0 ? "" : "%+d".formatted(addend));
    }
}
