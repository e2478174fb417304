package dev.ufork.isa;

/**
 * An instruction that must not stand in text a kernel admits, at any address an instruction can begin at, because the
 * hardware lets code run it that has no right to its effect.
 *
 * @param name   what people call it
 * @param mask   the bits that make it
 * @param match  their values
 * @param reason what it would do
 */
public record Forbidden(String name, int mask, int match, String reason) {

    /** Every word of a row. */
    public static Forbidden of(Op op, String reason) {
        return new Forbidden(op.mnemonic(), op.pattern().mask(), op.pattern().match(), reason);
    }

    public boolean matches(int word) {
        return (word & mask) == match;
    }
}
