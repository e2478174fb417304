package dev.ufork.target.riscv;

import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Const;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Mem;
import dev.ufork.ir.Value;

/** What can be known of a value's upper bits from how it was made, looking a few instructions deep. */
final class Known {
    private static final int DEPTH = 4;

    private Known() {}

    /** Is this 32-bit value certainly not negative, so that its sign extension is its zero extension? */
    static boolean notNegative(Value v) {
        return notNegative(v, DEPTH);
    }

    private static boolean notNegative(Value value, int depth) {
        Value v = value.resolve();
        if (v instanceof Const c) return c.value() >= 0;
        if (!(v instanceof Insn i) || depth == 0) return false;
        return switch (i.op()) {
            case LOAD -> ((Access) i.attribute()).mem() == Mem.U8 || ((Access) i.attribute()).mem() == Mem.U16;
            case EQ, NE, LTS, LES, LTU, LEU, CAP_TAG, CAP_SEALED, CAP_SUBSET, CAP_SAME, CLZ, CTZ, POPCNT -> true;
            case AND -> notNegative(i.arg(0), depth - 1) || notNegative(i.arg(1), depth - 1);
            case OR, XOR -> notNegative(i.arg(0), depth - 1) && notNegative(i.arg(1), depth - 1);
            // What a division by zero yields obeys no rule but its type's.
            case DIVS -> i.arg(1).resolve() instanceof Const c && c.value() > 0 && notNegative(i.arg(0), depth - 1);
            case REMS, SHRS -> notNegative(i.arg(0), depth - 1);
            case SHRU -> i.arg(1).resolve() instanceof Const c && (c.value() & 31) != 0 || notNegative(i.arg(0), depth - 1);
            case REMU -> i.arg(1).resolve() instanceof Const c && c.value() > 0;
            case DIVU -> i.arg(1).resolve() instanceof Const c && (c.value() > 1 || c.value() < 0);
            case SELECT -> notNegative(i.arg(1), depth - 1) && notNegative(i.arg(2), depth - 1);
            case TRUNC -> bits(i.arg(0), depth - 1) < 32;
            default -> false;
        };
    }

    /** Is this 64-bit value certainly the sign extension of its lower half? */
    static boolean fitsInt(Value value) {
        Value v = value.resolve();
        if (v instanceof Insn i) switch (i.op()) {
            case SEXT: return true;
            case SHRS: if (i.arg(1).resolve() instanceof Const c && (c.value() & 63) >= 32) return true; break;
            default: break;
        }
        return bits(v, DEPTH) < 32;
    }

    /** A number of low bits that hold everything of this 64-bit value, taken as unsigned; 64 if nothing is known. */
    private static int bits(Value value, int depth) {
        Value v = value.resolve();
        if (v instanceof Const c) return 64 - Long.numberOfLeadingZeros(c.value());
        if (!(v instanceof Insn i) || depth == 0) return 64;
        return switch (i.op()) {
            case ZEXT -> notNegative(i.arg(0), depth - 1) ? 31 : 32;
            case SEXT -> notNegative(i.arg(0), depth - 1) ? 31 : 64;
            case AND -> Math.min(bits(i.arg(0), depth - 1), bits(i.arg(1), depth - 1));
            case OR, XOR -> Math.max(bits(i.arg(0), depth - 1), bits(i.arg(1), depth - 1));
            case SHRU -> i.arg(1).resolve() instanceof Const c
                ? Math.max(0, bits(i.arg(0), depth - 1) - (int) (c.value() & 63)) : bits(i.arg(0), depth - 1);
            case REMU -> i.arg(1).resolve() instanceof Const c && c.value() != 0 ? bits(c, depth - 1) : 64;
            case DIVU -> i.arg(1).resolve() instanceof Const c && c.value() != 0 ? bits(i.arg(0), depth - 1) : 64;
            case CAP_PERMS, LOAD_TAGS -> 31;
            default -> 64;
        };
    }
}
