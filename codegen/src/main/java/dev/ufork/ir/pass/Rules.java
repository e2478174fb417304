package dev.ufork.ir.pass;

import dev.ufork.ir.Arithmetic;
import dev.ufork.ir.Const;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import java.util.OptionalLong;

/** Where each operation's rules for a simpler equal value are. */
final class Rules {
    private Rules() {}

    /**
     * A value that may stand for an instruction's result, or null if none simpler is known. New instructions are put in
     * front of the rewriter's place; the given one may be changed in place (operands swapped) and stays where it is.
     */
    static Value simplify(Insn i, Rewriter r) {
        Value folded = fold(i, r);
        if (folded != null) return folded;
        if (i.op().isCommutative() && i.arg(0) instanceof Const && !(i.arg(1) instanceof Const)) swap(i);
        return switch (i.op()) {
            case ADD, SUB, MUL, AND, OR, XOR -> IntegerRules.simplify(i, r);
            case SHL, SHRU, SHRS -> ShiftRules.shift(i, r);
            case DIVS, DIVU, REMS, REMU -> Division.simplify(i, r);
            case SEXT8, SEXT16, SEXT, ZEXT, TRUNC -> ShiftRules.extend(i, r);
            case EQ, NE, LTS, LES, LTU, LEU -> CompareRules.simplify(i, r);
            case SELECT -> CompareRules.select(i, r);
            case CAP_ADD, CAP_ADDR, CAP_BASE, CAP_LENGTH, CAP_OFFSET, CAP_TAG, CAP_SEALED, CAP_SAME, CAP_CLEARTAG, CAP_ANDPERM ->
                CapRules.simplify(i, r);
            case LOAD, STORE, LOAD_TAGS, SWAP, ATOMIC_ADD, ATOMIC_AND, ATOMIC_OR, ATOMIC_XOR, CAS -> AccessRules.simplify(i, r);
            default -> null;
        };
    }

    private static void swap(Insn i) {
        Value a = i.arg(0);
        i.arg(0, i.arg(1));
        i.arg(1, a);
    }

    /** The result of integers that are all known. */
    private static Value fold(Insn i, Rewriter r) {
        if (!i.isPure() || !i.type().isInteger() || i.argCount() == 0 || i.argCount() > 2) return null;
        for (int k = 0; k < i.argCount(); k++) if (!(i.arg(k) instanceof Const c) || c.type() == Type.CAP) return null;
        if (i.op() == Opcode.CAP_ROUND) return r.constant(Type.I64, r.target().format().representableLength(number(i.arg(0))));
        if (i.op() == Opcode.CAP_MASK) return r.constant(Type.I64, r.target().format().alignmentMask(number(i.arg(0))));
        if (i.op() == Opcode.INTRINSIC) return null;
        OptionalLong n = Arithmetic.apply(i.op(), i.arg(0).type(), number(i.arg(0)), i.argCount() > 1 ? number(i.arg(1)) : 0);
        return n.isPresent() ? r.constant(i.type(), n.getAsLong()) : null;
    }

    static long number(Value v) {
        return ((Const) v).value();
    }

    /** The instruction that makes {@code v} if it is this operation, else null. */
    static Insn made(Value v, Opcode by) {
        return v instanceof Insn i && i.op() == by ? i : null;
    }

    /** The instruction that makes {@code v} if it is this operation with a constant for second operand, else null. */
    static Insn madeWithConstant(Value v, Opcode by) {
        return v instanceof Insn i && i.op() == by && i.arg(1) instanceof Const ? i : null;
    }
}
