package dev.ufork.ir;

/** Something an operand can be: a constant, a block parameter, or the result of an instruction. */
public abstract sealed class Value permits Const, Param, Insn {
    private final int id;
    private final Type type;
    private Value replacement;

    Value(int id, Type type) {
        this.id = id;
        this.type = type;
    }

    /** Unique and dense within the function: an index for arrays of {@link Function#valueCount()}. */
    public final int id() {
        return id;
    }

    public final Type type() {
        return type;
    }

    /**
     * Makes every use of this value a use of {@code other}. Uses are rewritten lazily: {@link Function#settle()} does it
     * for all at once, until then {@link #resolve()} answers. The caller removes this value's definition.
     */
    public final void replaceWith(Value other) {
        Value target = other.resolve();
        if (target == this) throw new IrException("a value cannot replace itself");
        if (target.type != type) {
            throw new IrException("a value of type %s cannot replace one of type %s".formatted(target.type.text(), type.text()));
        }
        replacement = target;
    }

    /** This value, or what it has been replaced with. */
    public final Value resolve() {
        if (replacement == null) return this;
        Value end = replacement;
        while (end.replacement != null) end = end.replacement;
        for (Value v = this; v.replacement != end && v != end; ) {
            Value next = v.replacement;
            v.replacement = end;
            v = next;
        }
        return end;
    }

    public final boolean isReplaced() {
        return replacement != null;
    }

    /** Values are equal only to themselves, and within their function the number tells them apart. */
    @Override
    public final int hashCode() {
        return id;
    }

    @Override
    public final boolean equals(Object other) {
        return this == other;
    }

    /** Whether this is the integer constant {@code n}. */
    public final boolean isConst(long n) {
        return this instanceof Const c && c.value() == n && type.isInteger();
    }
}
