package dev.ufork.mir;

/** What a {@linkplain MInsn.Macro macro} stands for. There are some that every target has, and each has its own. */
public interface MacroOp {
    /** Registers whose contents are lost, beside the results, as a bit mask. */
    default long clobbers() {
        return 0;
    }

    /** Is the only operand a result that comes out the same wherever and however often the macro is repeated? */
    default boolean rematerialisable() {
        return false;
    }

    /** Does control come back here from a function called meanwhile? */
    default boolean returns() {
        return false;
    }
}
