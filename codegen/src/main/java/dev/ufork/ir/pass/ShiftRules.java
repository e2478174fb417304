package dev.ufork.ir.pass;

import static dev.ufork.ir.Opcode.AND;
import static dev.ufork.ir.Opcode.SEXT;
import static dev.ufork.ir.Opcode.SEXT16;
import static dev.ufork.ir.Opcode.SEXT8;
import static dev.ufork.ir.Opcode.SHL;
import static dev.ufork.ir.Opcode.SHRS;
import static dev.ufork.ir.Opcode.SHRU;
import static dev.ufork.ir.Opcode.TRUNC;
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

/** Shifts, extensions and truncation. */
final class ShiftRules {
    private ShiftRules() {}

    static Value shift(Insn i, Rewriter r) {
        Value a = i.arg(0);
        int width = a.type().bits();
        // The amount counts modulo the width anyway.
        if (madeWithConstant(i.arg(1), AND) instanceof Insn in && (number(in.arg(1)) & width - 1) == width - 1) {
            return r.op(i.op(), a, in.arg(0));
        }
        if (a.isConst(0)) return a;
        if (!(i.arg(1) instanceof Const c)) return null;
        int n = (int) c.value() & width - 1;
        if (n == 0) return a;
        if (n != c.value()) return r.op(i.op(), a, n);
        return switch (i.op()) {
            case SHL -> left(a, n, width, r);
            case SHRU -> rightUnsigned(a, n, width, r);
            default -> rightSigned(a, n, width, r);
        };
    }

    private static Value left(Value a, int n, int width, Rewriter r) {
        if (madeWithConstant(a, SHL) instanceof Insn in) {
            long sum = number(in.arg(1)) + n;
            return sum >= width ? r.constant(a.type(), 0) : r.op(SHL, in.arg(0), sum);
        }
        boolean right = a instanceof Insn in && (in.op() == SHRU || in.op() == SHRS);
        if (right && ((Insn) a).arg(1).isConst(n)) return r.op(AND, ((Insn) a).arg(0), -1L << n);
        return null;
    }

    private static Value rightUnsigned(Value a, int n, int width, Rewriter r) {
        if (KnownBits.mayBeOne(a) >>> n == 0) return r.constant(a.type(), 0);
        if (madeWithConstant(a, SHRU) instanceof Insn in) {
            long sum = number(in.arg(1)) + n;
            return sum >= width ? r.constant(a.type(), 0) : r.op(SHRU, in.arg(0), sum);
        }
        if (madeWithConstant(a, SHL) instanceof Insn in) {
            // (x << n) >>> n keeps the low bits, and is x if the others are zero.
            if (number(in.arg(1)) != n) return null;
            long kept = (width == 32 ? 0xffff_ffffL : -1L) >>> n;
            if ((KnownBits.mayBeOne(in.arg(0)) & ~kept) == 0) return in.arg(0);
            if (kept == 0xff || kept == 0xffff) return r.op(AND, in.arg(0), kept);
            if (kept == 0xffff_ffffL && made(in.arg(0), SEXT) instanceof Insn x) return r.op(ZEXT, x.arg(0));
        }
        return null;
    }

    private static Value rightSigned(Value a, int n, int width, Rewriter r) {
        if (KnownBits.isNonNegative(a)) return r.op(SHRU, a, n);
        if (madeWithConstant(a, SHRS) instanceof Insn in) return r.op(SHRS, in.arg(0), Math.min(width - 1, number(in.arg(1)) + n));
        if (madeWithConstant(a, SHL) instanceof Insn in && number(in.arg(1)) == n) {
            if (KnownBits.signBits(in.arg(0)) > n) return in.arg(0);
            if (width == 32 && n == 24) return r.op(SEXT8, in.arg(0));
            if (width == 32 && n == 16) return r.op(SEXT16, in.arg(0));
            if (width == 64 && n == 32) return r.op(SEXT, r.op(TRUNC, in.arg(0)));
        }
        return null;
    }

    static Value extend(Insn i, Rewriter r) {
        Value a = i.arg(0);
        return switch (i.op()) {
            case SEXT8 -> narrow(a, 8, i.op(), r);
            case SEXT16 -> narrow(a, 16, i.op(), r);
            case TRUNC -> trunc(a, r);
            case ZEXT -> made(a, TRUNC) instanceof Insn in && KnownBits.mayBeOne(in.arg(0)) >>> 32 == 0 ? in.arg(0)
                : r.target().signExtends() && KnownBits.isNonNegative(a) ? r.op(SEXT, a) : null;
            default -> made(a, TRUNC) instanceof Insn in && KnownBits.signBits(in.arg(0)) > 32 ? in.arg(0)
                : !r.target().signExtends() && KnownBits.isNonNegative(a) ? r.op(ZEXT, a) : null;
        };
    }

    /** Sign extension of the low {@code bits} of an i32. */
    private static Value narrow(Value a, int bits, Opcode op, Rewriter r) {
        if (KnownBits.signBits(a) > 32 - bits) return a;
        // What lies above the bits that count may as well not be computed.
        if (madeWithConstant(a, AND) instanceof Insn in && (~number(in.arg(1)) & (1L << bits) - 1) == 0) return r.op(op, in.arg(0));
        if (bits == 8 && made(a, SEXT16) instanceof Insn in) return r.op(op, in.arg(0));
        return null;
    }

    private static Value trunc(Value a, Rewriter r) {
        if (made(a, SEXT) instanceof Insn in) return in.arg(0);
        if (made(a, ZEXT) instanceof Insn in) return in.arg(0);
        if (!(a instanceof Insn in)) return null;
        // A sum of extended ints, cut again, is a sum of ints.
        boolean lowBitsOnly = switch (in.op()) {
            case ADD, SUB, MUL, AND, OR, XOR -> true;
            default -> false;
        };
        if (lowBitsOnly && isExtended(in.arg(0)) && isExtended(in.arg(1))) {
            return r.op(in.op(), cut(in.arg(0), r), cut(in.arg(1), r));
        }
        if (in.op() == SHL && isExtended(in.arg(0)) && in.arg(1) instanceof Const n && n.value() < 32) {
            return r.op(SHL, cut(in.arg(0), r), n.value());
        }
        return null;
    }

    private static boolean isExtended(Value v) {
        return v instanceof Const || made(v, SEXT) != null || made(v, ZEXT) != null;
    }

    private static Value cut(Value v, Rewriter r) {
        return v instanceof Const c ? r.constant(Type.I32, c.value()) : ((Insn) v).arg(0);
    }
}
