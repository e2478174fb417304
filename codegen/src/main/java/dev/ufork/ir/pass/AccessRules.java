package dev.ufork.ir.pass;

import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Const;
import dev.ufork.ir.Global;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Linkage;
import dev.ufork.ir.Mem;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.ir.analysis.Place;

/** Loads, stores and atomics: constant distances go into the offset, needless narrowing out of stored values. */
final class AccessRules {
    private AccessRules() {}

    static Value simplify(Insn i, Rewriter r) {
        if (i.op() == Opcode.LOAD && known(i, r) instanceof Const c) return c;
        if (i.op() == Opcode.STORE) i.arg(1, stored(i.arg(1), i.access().mem()));
        return moved(i, r);
    }

    /**
     * An access through {@code c + k} becomes one through {@code c} at an offset greater by k.
     *
     * <p>If the sum kept its tag, both are the same check. If it lost its tag, the original faults; then, k not being
     * negative, the sum lies beyond the bounds, and so does the access, whose offset is not negative either: it faults too.
     */
    private static Value moved(Insn i, Rewriter r) {
        Access a = i.access();
        if (Rules.madeWithConstant(i.arg(0), Opcode.CAP_ADD) instanceof Insn sum) {
            long k = Rules.number(sum.arg(1));
            long offset = a.offset() + k;
            boolean upward = k >= 0 && a.offset() >= 0 && offset >= 0;
            boolean within = Place.of(sum).holds(a.offset(), a.mem().bytes()) && Place.of(sum.arg(0)).holds(0, 0);
            if ((upward || within) && r.target().takesOffset(a.mem(), offset)) {
                Value[] args = i.args().toArray(Value[]::new);
                args[0] = sum.arg(0);
                return r.op(i.op(), a.at(offset), args);
            }
        }
        return null;
    }

    /** A value whose low bits, all that the store looks at, are the same. */
    private static Value stored(Value v, Mem mem) {
        if (!(v instanceof Insn i)) return v;
        long mask = mem.bytes() >= 8 ? -1L : (1L << 8 * mem.bytes()) - 1;
        boolean same = switch (i.op()) {
            case TRUNC -> mem.bytes() <= 4;
            case SEXT8 -> mem.bytes() == 1;
            case SEXT16 -> mem.bytes() <= 2;
            case SEXT, ZEXT -> mem.bytes() <= 4;
            case AND -> i.arg(1) instanceof Const c && (~c.value() & mask) == 0;
            default -> false;
        };
        return same ? stored(i.arg(0), mem) : v;
    }

    /** What a load from a constant global yields. */
    private static Const known(Insn i, Rewriter r) {
        Access a = i.access();
        Place p = Place.of(i.arg(0));
        if (!a.isPlain() || a.mem() == Mem.CAP || !p.holds(a.offset(), a.mem().bytes())) return null;
        if (!(((Insn) p.root()).attribute() instanceof Global g) || g.kind() != Global.Kind.CONST) return null;
        if (g.linkage() == Linkage.EXTERN) return null;
        long at = p.offset() + a.offset();
        if ((at & a.mem().bytes() - 1) != 0 || g.align() < a.mem().bytes()) return null;
        for (Global.CapInit c : g.caps()) if (c.offset() < at + a.mem().bytes() && at < c.offset() + 16) return null;
        long value = 0;
        for (int k = a.mem().bytes() - 1; k >= 0; k--) {
            value = value << 8 | (at + k < g.data().length ? g.data()[(int) at + k] & 0xff : 0);
        }
        return switch (a.mem()) {
            case S8 -> r.constant(Type.I32, (byte) value);
            case S16 -> r.constant(Type.I32, (short) value);
            default -> r.constant(a.mem().type(), value);
        };
    }
}
