package dev.ufork.asm;

/**
 * A relocation of an architecture's ABI: one row of its table.
 *
 * <p>Letters in the formulas are the ABIs': S the place's address, A the addend, P the address of what is relocated, T
 * the address of the place's slot in the capability table, Z the place's size.
 */
public interface RelocKind {

    /** Which value a relocation takes. */
    enum Formula {
        /** S + A */
        ABSOLUTE,
        /** S + A - P */
        RELATIVE,
        /** T + A - P: asks the linker for a slot that holds a capability for the place. */
        TABLE,
        /** The page of S + A, less the page of P; pages are of 4 KiB. */
        PAGE,
        /** T + A: asks for a slot as TABLE does. */
        TABLE_ABSOLUTE,
        /** The page of T + A, less the page of P. */
        TABLE_PAGE,
        /** The value of the relocation at S, of which this one holds the other part. */
        PAIRED,
        /** Z + A */
        SIZE,
        /** A capability for the place, with A as offset; made at start, from an entry that the linker writes. */
        CAPABILITY;

        /** Whether the linker must make a slot for the place. */
        public boolean needsSlot() {
            return this == TABLE || this == TABLE_ABSOLUTE || this == TABLE_PAGE;
        }
    }

    /** The ABI's name. */
    String name();

    /** The ABI's number. */
    int number();

    /** Bytes that are changed: 2, 4, 8 or 16. */
    int bytes();

    Formula formula();

    /** Whether {@code value} can be held. */
    boolean fits(long value);

    /** What {@link #fits} accepts, for messages: {@code -4096..4094, even}. */
    String reach();

    /** {@code bits}, the little-endian content of the place, with {@code value} put in; only if it fits. */
    long insert(long bits, long value);
}
