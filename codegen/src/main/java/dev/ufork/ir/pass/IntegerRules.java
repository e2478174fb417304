package dev.ufork.ir.pass;

import static dev.ufork.ir.Opcode.ADD;
import static dev.ufork.ir.Opcode.AND;
import static dev.ufork.ir.Opcode.OR;
import static dev.ufork.ir.Opcode.SHL;
import static dev.ufork.ir.Opcode.SUB;
import static dev.ufork.ir.Opcode.XOR;
import static dev.ufork.ir.pass.Rules.madeWithConstant;
import static dev.ufork.ir.pass.Rules.number;

import dev.ufork.ir.Const;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Value;
import dev.ufork.ir.analysis.KnownBits;

/** Sums, products and bitwise operations. A constant operand is the second one when these are asked. */
final class IntegerRules {
    private IntegerRules() {}

    static Value simplify(Insn i, Rewriter r) {
        Value a = i.arg(0);
        Value b = i.arg(1);
        return switch (i.op()) {
            case ADD -> add(a, b, r);
            case SUB -> sub(a, b, r);
            case MUL -> mul(a, b, r);
            case AND -> and(a, b, r);
            case OR -> or(a, b, r);
            default -> xor(a, b, r);
        };
    }

    private static Value add(Value a, Value b, Rewriter r) {
        if (b.isConst(0)) return a;
        if (b instanceof Const c && madeWithConstant(a, ADD) instanceof Insn in) {
            return r.op(ADD, in.arg(0), number(in.arg(1)) + c.value());
        }
        // -x + y = y - x
        if (Rules.made(a, SUB) instanceof Insn in && in.arg(0).isConst(0)) return r.op(SUB, b, in.arg(1));
        if (Rules.made(b, SUB) instanceof Insn in && in.arg(0).isConst(0)) return r.op(SUB, a, in.arg(1));
        // (x - y) + y = x
        if (Rules.made(a, SUB) instanceof Insn in && in.arg(1) == b) return in.arg(0);
        if (Rules.made(b, SUB) instanceof Insn in && in.arg(1) == a) return in.arg(0);
        return null;
    }

    private static Value sub(Value a, Value b, Rewriter r) {
        if (a == b) return r.constant(a.type(), 0);
        if (b instanceof Const c) return r.op(ADD, a, -c.value());
        // (x + y) - y = x, and constants come to the end
        if (Rules.made(a, ADD) instanceof Insn in) {
            if (in.arg(1) == b) return in.arg(0);
            if (in.arg(0) == b) return in.arg(1);
            if (madeWithConstant(b, ADD) instanceof Insn in2 && in.arg(1) instanceof Const c) {
                return r.op(ADD, r.op(SUB, in.arg(0), in2.arg(0)), c.value() - number(in2.arg(1)));
            }
        }
        if (a instanceof Const c && madeWithConstant(b, ADD) instanceof Insn in) {
            return r.op(SUB, r.constant(a.type(), c.value() - number(in.arg(1))), in.arg(0));
        }
        return null;
    }

    private static Value mul(Value a, Value b, Rewriter r) {
        if (!(b instanceof Const c)) return null;
        long n = c.value();
        if (n == 0) return b;
        if (n == 1) return a;
        if (n == -1) return r.op(SUB, r.constant(a.type(), 0), a);
        if (isPowerOfTwo(n, a)) return r.op(SHL, a, Long.numberOfTrailingZeros(n));
        if (madeWithConstant(a, Opcode.MUL) instanceof Insn in) return r.op(Opcode.MUL, in.arg(0), number(in.arg(1)) * n);
        if (madeWithConstant(a, SHL) instanceof Insn in) {
            return r.op(Opcode.MUL, in.arg(0), n << (number(in.arg(1)) & a.type().bits() - 1));
        }
        return null;
    }

    private static boolean isPowerOfTwo(long n, Value like) {
        long bits = like.type().bits() == 32 ? n & 0xffff_ffffL : n;
        return Long.bitCount(bits) == 1;
    }

    private static Value and(Value a, Value b, Rewriter r) {
        if (a == b) return a;
        if (b instanceof Const c) {
            long ones = KnownBits.mayBeOne(a);
            if ((ones & ~c.value()) == 0) return a;
            if ((ones & c.value()) == 0) return r.constant(a.type(), 0);
            if (madeWithConstant(a, AND) instanceof Insn in) return r.op(AND, in.arg(0), number(in.arg(1)) & c.value());
            // Bits that an or sets and the mask takes away.
            if (madeWithConstant(a, OR) instanceof Insn in && (number(in.arg(1)) & c.value()) == 0) return r.op(AND, in.arg(0), c);
            // The mask looks only at bits that the extension keeps.
            Insn ext = Rules.made(a, Opcode.SEXT8) instanceof Insn x ? x : Rules.made(a, Opcode.SEXT16);
            if (ext != null && (c.value() & ~(ext.op() == Opcode.SEXT8 ? 0xffL : 0xffffL)) == 0) return r.op(AND, ext.arg(0), c);
            if (c.value() == 0xffff_ffffL && Rules.made(a, Opcode.SEXT) instanceof Insn x) return r.op(Opcode.ZEXT, x.arg(0));
        }
        return null;
    }

    private static Value or(Value a, Value b, Rewriter r) {
        if (a == b || b.isConst(0)) return a;
        if (b.isConst(-1)) return b;
        if (b instanceof Const c && madeWithConstant(a, OR) instanceof Insn in) {
            return r.op(OR, in.arg(0), number(in.arg(1)) | c.value());
        }
        return null;
    }

    private static Value xor(Value a, Value b, Rewriter r) {
        if (a == b) return r.constant(a.type(), 0);
        if (b.isConst(0)) return a;
        if (b instanceof Const c && madeWithConstant(a, XOR) instanceof Insn in) {
            return r.op(XOR, in.arg(0), number(in.arg(1)) ^ c.value());
        }
        // !condition
        if (b.isConst(1) && a instanceof Insn in && in.op().isCompare()) return CompareRules.negation(in, r);
        return null;
    }
}
