package dev.ufork.ir.pass;

import static dev.ufork.ir.Opcode.ADD;
import static dev.ufork.ir.Opcode.EQ;
import static dev.ufork.ir.Opcode.LES;
import static dev.ufork.ir.Opcode.LEU;
import static dev.ufork.ir.Opcode.LTS;
import static dev.ufork.ir.Opcode.LTU;
import static dev.ufork.ir.Opcode.NE;
import static dev.ufork.ir.Opcode.SEXT;
import static dev.ufork.ir.Opcode.SUB;
import static dev.ufork.ir.Opcode.XOR;
import static dev.ufork.ir.Opcode.ZEXT;
import static dev.ufork.ir.pass.Rules.made;
import static dev.ufork.ir.pass.Rules.madeWithConstant;
import static dev.ufork.ir.pass.Rules.number;

import dev.ufork.ir.Const;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.ir.analysis.KnownBits;

/** Comparisons, and the selects and branches that ask them. With a constant, {@code <} is preferred to {@code <=}. */
final class CompareRules {
    private CompareRules() {}

    static Value simplify(Insn i, Rewriter r) {
        Value a = i.arg(0);
        Value b = i.arg(1);
        if (a == b) return r.constant(Type.I32, i.op() == EQ || i.op() == LES || i.op() == LEU ? 1 : 0);
        Value narrow = narrowed(i.op(), a, b, r);
        if (narrow != null) return narrow;
        return switch (i.op()) {
            case EQ, NE -> equality(i.op(), a, b, r);
            case LTS -> lessSigned(a, b, r);
            case LTU -> lessUnsigned(a, b, r);
            case LES -> lessOrEqual(i.op(), LTS, a, b, Long.MAX_VALUE >>> 64 - a.type().bits(), least(a.type()), r);
            default -> lessOrEqual(i.op(), LTU, a, b, -1, 0, r);
        };
    }

    private static long least(Type t) {
        return t == Type.I32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
    }

    /** A comparison of two extended ints, or of one with a constant, is a comparison of ints. */
    private static Value narrowed(Opcode op, Value a, Value b, Rewriter r) {
        if (a.type() != Type.I64) return null;
        Opcode by = made(a, SEXT) != null || made(b, SEXT) != null ? SEXT : ZEXT;
        Value x = shrunk(a, by, r);
        Value y = shrunk(b, by, r);
        if (x == null || y == null) return null;
        boolean signed = op == LTS || op == LES;
        if (by == SEXT) return r.op(op, x, y);                       // keeps both orders
        return r.op(op == LTS ? LTU : signed ? LEU : op, x, y);
    }

    private static Value shrunk(Value v, Opcode by, Rewriter r) {
        if (made(v, by) instanceof Insn in) return in.arg(0);
        if (!(v instanceof Const c)) return null;
        boolean fits = by == SEXT ? c.value() == (int) c.value() : c.value() == (c.value() & 0xffff_ffffL);
        return fits ? r.constant(Type.I32, c.value()) : null;
    }

    private static Value equality(Opcode op, Value a, Value b, Rewriter r) {
        if (!(b instanceof Const c)) return null;
        long n = c.value();
        long all = a.type() == Type.I32 ? 0xffff_ffffL : -1L;
        if ((n & all & ~KnownBits.mayBeOne(a)) != 0) return r.constant(Type.I32, op == NE ? 1 : 0);
        if (madeWithConstant(a, ADD) instanceof Insn in) return r.op(op, in.arg(0), n - number(in.arg(1)));
        if (madeWithConstant(a, XOR) instanceof Insn in) return r.op(op, in.arg(0), n ^ number(in.arg(1)));
        if (n == 0 && made(a, SUB) instanceof Insn in) return r.op(op, in.arg(0), in.arg(1));
        if (n == 0 && made(a, XOR) instanceof Insn in) return r.op(op, in.arg(0), in.arg(1));
        if (KnownBits.isTruth(a) && a.type() == Type.I32) {
            boolean asIs = (n == 0) == (op == NE);
            return asIs ? a : a instanceof Insn in && in.op().isCompare() ? negation(in, r) : null;
        }
        return null;
    }

    private static Value lessSigned(Value a, Value b, Rewriter r) {
        if (b.isConst(least(a.type()))) return r.constant(Type.I32, 0);
        if (b.isConst(0) && KnownBits.isNonNegative(a)) return r.constant(Type.I32, 0);
        if (a.isConst(-1) && KnownBits.isNonNegative(b)) return r.constant(Type.I32, 1);
        return null;
    }

    private static Value lessUnsigned(Value a, Value b, Rewriter r) {
        if (b.isConst(0) || a.isConst(-1)) return r.constant(Type.I32, 0);
        if (b.isConst(1)) return r.op(EQ, a, 0);
        if (a.isConst(0)) return r.op(NE, b, 0);
        if (b instanceof Const c && c.value() > 0 && KnownBits.mayBeOne(a) < c.value() && KnownBits.mayBeOne(a) >= 0) {
            return r.constant(Type.I32, 1);
        }
        return null;
    }

    private static Value lessOrEqual(Opcode op, Opcode less, Value a, Value b, long greatest, long least, Rewriter r) {
        if (b.isConst(greatest) || a.isConst(least)) return r.constant(Type.I32, 1);
        if (b instanceof Const c) return r.op(less, a, c.value() + 1);
        if (a instanceof Const c) return r.op(less, r.constant(a.type(), c.value() - 1), b);
        return null;
    }

    /** The comparison that is true where the given one is false. */
    static Value negation(Insn compare, Rewriter r) {
        Value a = compare.arg(0);
        Value b = compare.arg(1);
        return switch (compare.op()) {
            case EQ -> r.op(NE, a, b);
            case NE -> r.op(EQ, a, b);
            case LTS -> r.op(LES, b, a);
            case LES -> r.op(LTS, b, a);
            case LTU -> r.op(LEU, b, a);
            default -> r.op(LTU, b, a);
        };
    }

    static Value select(Insn i, Rewriter r) {
        Value asked = i.arg(0);
        Value yes = i.arg(1);
        Value no = i.arg(2);
        if (yes == no) return yes;
        if (asked instanceof Const c) return c.value() != 0 ? yes : no;
        if (made(asked, NE) instanceof Insn in && in.arg(1).isConst(0) && in.arg(0).type() == Type.I32) {
            return r.op(Opcode.SELECT, in.arg(0), yes, no);
        }
        if (made(asked, EQ) instanceof Insn in && in.arg(1).isConst(0) && in.arg(0).type() == Type.I32) {
            return r.op(Opcode.SELECT, in.arg(0), no, yes);
        }
        if (yes.isConst(1) && no.isConst(0) && i.type() == Type.I32) {
            return KnownBits.isTruth(asked) ? asked : r.op(NE, asked, 0);
        }
        if (yes.isConst(0) && no.isConst(1) && i.type() == Type.I32) return r.op(EQ, asked, 0);
        return null;
    }
}
