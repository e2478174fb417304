package dev.ufork.ir.pass;

import static dev.ufork.ir.Opcode.ADD;
import static dev.ufork.ir.Opcode.AND;
import static dev.ufork.ir.Opcode.MUL;
import static dev.ufork.ir.Opcode.MULHS;
import static dev.ufork.ir.Opcode.MULHU;
import static dev.ufork.ir.Opcode.SEXT;
import static dev.ufork.ir.Opcode.SHRS;
import static dev.ufork.ir.Opcode.SHRU;
import static dev.ufork.ir.Opcode.SUB;
import static dev.ufork.ir.Opcode.TRUNC;
import static dev.ufork.ir.Opcode.ZEXT;

import dev.ufork.ir.Const;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.ir.analysis.KnownBits;
import java.math.BigInteger;

/**
 * Division by constants: shifts for powers of two, else multiplication with a reciprocal.
 *
 * <p>The reciprocals are those of Granlund and Montgomery, "Division by invariant integers using multiplication" (1994). With
 * l = ceil(log2 d) and N the width, for 1 &lt; d:
 * <pre>
 *   signed     m = 1 + floor(2^(N+l-1) / d)             q = (m x >> N+l-1) - (x >> N-1)
 *   unsigned   m = 1 + floor(2^N (2^l - d) / d)          t = m x >> N,  q = t + (x - t >> 1) >> l-1
 * </pre>
 * For ints the product is taken in 64 bits, which saves the correction of the unsigned case.
 */
final class Division {
    private Division() {}

    static Value simplify(Insn i, Rewriter r) {
        Value x = i.arg(0);
        if (!(i.arg(1) instanceof Const c) || c.value() == 0) return null;
        Type t = x.type();
        boolean signed = i.op() == Opcode.DIVS || i.op() == Opcode.REMS;
        boolean remainder = i.op() == Opcode.REMS || i.op() == Opcode.REMU;
        long d = c.value();
        if (signed && d > 0 && KnownBits.isNonNegative(x)) signed = false;
        if (!signed && remainder && Long.bitCount(unsigned(d, t)) == 1) return r.op(AND, x, d - 1);
        Value q = signed ? quotient(x, d, t, r) : unsignedQuotient(x, unsigned(d, t), t, r);
        return remainder ? r.op(SUB, x, r.op(MUL, q, d)) : q;
    }

    private static long unsigned(long d, Type t) {
        return t == Type.I32 ? d & 0xffff_ffffL : d;
    }

    /** ceil(log2 d) for d read as unsigned and greater than 1. */
    private static int log(long d) {
        return 64 - Long.numberOfLeadingZeros(d - 1);
    }

    private static Value unsignedQuotient(Value x, long d, Type t, Rewriter r) {
        if (d == 1) return x;
        if (Long.bitCount(d) == 1) return r.op(SHRU, x, Long.numberOfTrailingZeros(d));
        if (t == Type.I32) {
            // ceil(2^64 / d) is exact for every 32-bit x.
            return r.op(TRUNC, r.op(MULHU, r.op(ZEXT, x), Long.divideUnsigned(-1L, d) + 1));
        }
        if (d < 0) return r.op(ZEXT, r.op(Opcode.LEU, r.constant(t, d), x));
        int l = log(d);
        BigInteger m = BigInteger.ONE.shiftLeft(l).subtract(big(d)).shiftLeft(64).divide(big(d)).add(BigInteger.ONE);
        Value high = r.op(MULHU, x, m.longValue());
        Value half = r.op(SHRU, r.op(SUB, x, high), 1);
        return r.op(SHRU, r.op(ADD, high, half), l - 1);
    }

    private static Value quotient(Value x, long d, Type t, Rewriter r) {
        if (d < 0) {
            if (d == Long.MIN_VALUE || t == Type.I32 && d == Integer.MIN_VALUE) {
                Value least = r.op(Opcode.EQ, x, d);
                return t == Type.I32 ? least : r.op(ZEXT, least);
            }
            return r.op(SUB, r.constant(t, 0), quotient(x, -d, t, r));
        }
        if (d == 1) return x;
        int width = t.bits();
        Value sign = r.op(SHRS, x, width - 1);
        if (Long.bitCount(d) == 1) {
            // Adding d - 1 to a negative x makes the shift round toward zero.
            int k = Long.numberOfTrailingZeros(d);
            return r.op(SHRS, r.op(ADD, x, r.op(SHRU, sign, width - k)), k);
        }
        int l = log(d);
        BigInteger m = BigInteger.ONE.shiftLeft(width + l - 1).divide(big(d)).add(BigInteger.ONE);
        if (t == Type.I32) {
            Value product = r.op(MUL, r.op(SEXT, x), m.longValueExact());
            return r.op(SUB, r.op(TRUNC, r.op(SHRS, product, width + l - 1)), sign);
        }
        Value high = r.op(MULHS, x, m.longValue());
        // Read as signed, m is 2^64 less than it should be.
        if (m.bitLength() == 64) high = r.op(ADD, high, x);
        return r.op(SUB, r.op(SHRS, high, l - 1), sign);
    }

    private static BigInteger big(long unsigned) {
        return new BigInteger(Long.toUnsignedString(unsigned));
    }
}
