package dev.ufork.ir.analysis;

import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Const;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Mem;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;

/**
 * What can be said about the bits of an integer from the operations that make it.
 *
 * <p>The answers look back a few operations only and never through block parameters, so that asking is cheap.
 */
public final class KnownBits {
    private static final int DEPTH = 6;

    private KnownBits() {}

    /** The bits that may be one; those of an i32 as the low half. */
    public static long mayBeOne(Value v) {
        return ones(v.resolve(), DEPTH);
    }

    /** How many of the upper bits are equal to the sign bit, itself included: from 1 to the width. */
    public static int signBits(Value v) {
        return signs(v.resolve(), DEPTH);
    }

    /** Whether the sign bit is known to be zero, so that both extensions are the same. */
    public static boolean isNonNegative(Value v) {
        return (mayBeOne(v) >>> v.type().bits() - 1 & 1) == 0;
    }

    /** Whether the value is 0 or 1. */
    public static boolean isTruth(Value v) {
        return (mayBeOne(v) & ~1L) == 0;
    }

    private static long all(Type t) {
        return t == Type.I32 ? 0xffff_ffffL : -1L;
    }

    private static long ones(Value v, int depth) {
        long all = all(v.type());
        if (v instanceof Const c) return c.value() & all;
        if (!(v instanceof Insn i) || depth == 0) return all;
        return all & switch (i.op()) {
            case EQ, NE, LTS, LES, LTU, LEU, CAP_TAG, CAP_SEALED, CAP_SUBSET, CAP_SAME -> 1;
            case CLZ, CTZ, POPCNT -> 127;
            case LOAD_TAGS -> 15;
            case LOAD -> loaded(i.attribute() instanceof Access a ? a.mem() : Mem.I64);
            case AND -> ones(i.arg(0), depth - 1) & ones(i.arg(1), depth - 1);
            case OR, XOR -> ones(i.arg(0), depth - 1) | ones(i.arg(1), depth - 1);
            case SELECT -> i.type() == Type.CAP ? all : ones(i.arg(1), depth - 1) | ones(i.arg(2), depth - 1);
            case ZEXT -> ones(i.arg(0), depth - 1);
            case TRUNC -> ones(i.arg(0), depth - 1);
            case SEXT -> signFrom(ones(i.arg(0), depth - 1), 32);
            case SEXT8 -> signFrom(ones(i.arg(0), depth - 1), 8);
            case SEXT16 -> signFrom(ones(i.arg(0), depth - 1), 16);
            case SHL -> i.arg(1) instanceof Const n ? ones(i.arg(0), depth - 1) << shift(i, n) : all;
            case SHRU -> i.arg(1) instanceof Const n ? ones(i.arg(0), depth - 1) >>> shift(i, n) : below(ones(i.arg(0), depth - 1));
            case ADD -> sum(ones(i.arg(0), depth - 1), ones(i.arg(1), depth - 1));
            case MUL -> product(ones(i.arg(0), depth - 1), ones(i.arg(1), depth - 1));
            case DIVU -> below(ones(i.arg(0), depth - 1)) | (mayBeZero(i.arg(1)) ? all : 0);
            case REMU -> i.arg(1) instanceof Const n && n.value() > 0 ? below(n.value() - 1) : all;
            default -> all;
        };
    }

    private static boolean mayBeZero(Value v) {
        return !(v instanceof Const c && c.value() != 0);
    }

    private static long loaded(Mem mem) {
        return switch (mem) {
            case U8 -> 0xff;
            case U16 -> 0xffff;
            default -> -1L;
        };
    }

    /** All bits up to the highest set one. */
    private static long below(long ones) {
        return ones == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(ones);
    }

    private static long sum(long a, long b) {
        long high = below(a | b);
        return a == 0 ? b : b == 0 ? a : high << 1 | 1;
    }

    private static long product(long a, long b) {
        int bits = 128 - Long.numberOfLeadingZeros(a) - Long.numberOfLeadingZeros(b);
        return a == 0 || b == 0 ? 0 : bits >= 64 ? -1L : (1L << bits) - 1;
    }

    private static long signFrom(long ones, int width) {
        long low = ones & (1L << width) - 1;
        return (low >>> width - 1 & 1) == 0 ? low : low | -1L << width;
    }

    private static int shift(Insn i, Const n) {
        return (int) n.value() & i.type().bits() - 1;
    }

    private static int signs(Value v, int depth) {
        int width = v.type().bits();
        long ones = ones(v, depth);
        int byZeroes = Math.max(1, Long.numberOfLeadingZeros(ones) - (64 - width));
        if (v instanceof Const c) {
            long x = c.value() < 0 ? ~c.value() : c.value();
            return Long.numberOfLeadingZeros(x) - (64 - width);
        }
        if (!(v instanceof Insn i) || depth == 0) return byZeroes;
        int bySign = switch (i.op()) {
            case SEXT8 -> Math.max(25, signs(i.arg(0), depth - 1));
            case SEXT16 -> Math.max(17, signs(i.arg(0), depth - 1));
            case SEXT -> 32 + signs(i.arg(0), depth - 1);
            case TRUNC -> Math.max(1, signs(i.arg(0), depth - 1) - 32);
            case LOAD -> switch (i.access().mem()) {
                case S8 -> 25;
                case S16 -> 17;
                default -> 1;
            };
            case SHRS -> i.arg(1) instanceof Const n
                ? Math.min(width, signs(i.arg(0), depth - 1) + shift(i, n)) : signs(i.arg(0), depth - 1);
            case SHL -> i.arg(1) instanceof Const n ? Math.max(1, signs(i.arg(0), depth - 1) - shift(i, n)) : 1;
            case AND, OR, XOR -> Math.min(signs(i.arg(0), depth - 1), signs(i.arg(1), depth - 1));
            case ADD, SUB -> Math.max(1, Math.min(signs(i.arg(0), depth - 1), signs(i.arg(1), depth - 1)) - 1);
            case SELECT -> i.type() == Type.CAP ? 1 : Math.min(signs(i.arg(1), depth - 1), signs(i.arg(2), depth - 1));
            default -> 1;
        };
        return Math.max(byZeroes, bySign);
    }
}
