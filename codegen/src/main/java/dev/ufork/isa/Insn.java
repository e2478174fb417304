package dev.ufork.isa;

import java.util.Arrays;

/**
 * An instruction with its operands.
 *
 * @param op     the row
 * @param values operand values, in the order of the pattern's fields
 */
public record Insn(Op op, long... values) {
    public Insn {
        values = values.clone();
    }

    @Override
    public long[] values() {
        return values.clone();
    }

    /** The operand in the hole {@code name}. */
    public long get(String name) {
        int hole = op.pattern().indexOf(name);
        if (hole < 0) throw new IllegalArgumentException("no hole " + name + " in " + op.pattern());
        return values[hole];
    }

    /** The operand in the {@code i}th hole of the pattern. */
    public long value(int i) {
        return values[i];
    }

    /** @throws EncodingException if an operand does not fit */
    public int encode() {
        return op.pattern().encode(values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Insn that && op == that.op && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * op.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return op.name() + Arrays.toString(values);
    }
}
