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
     * An access through {@code c + k} becomes one through {@code c} at an offset greater by k, and an access through
     * {@code c + (x + k)} or {@code c + (x + k) * n} one through {@code c + x} or {@code c + x * n}.
     *
     * <p>Both check the same bytes. What could differ is whether the sum keeps its tag. But every capability can point at least
     * 2 KiB beyond its bounds on either side: the mantissa has at least 14 bits, and the space in which bounds decode alike
     * reaches an eighth of its 2^14 units beyond them. So if the bytes are within bounds and no offset exceeds 2 KiB, every
     * sum here is representable; and if they are not, both ways fault.
     */
    private static Value moved(Insn i, Rewriter r) {
        Access a = i.access();
        if (!isNear(a.offset()) || Rules.made(i.arg(0), Opcode.CAP_ADD) == null) return null;
        Insn sum = (Insn) i.arg(0);
        if (sum.arg(1) instanceof Const k) return through(i, sum.arg(0), k.value(), r);
        long k = constantPart(sum.arg(1));
        if (k == 0 || !isNear(k) || !isNear(a.offset() + k) || !r.target().takesOffset(a.mem(), a.offset() + k)) return null;
        return through(i, r.op(Opcode.CAP_ADD, sum.arg(0), withoutConstant(sum.arg(1), r)), k, r);
    }

    /** The constant that an index adds at last: 24 for {@code (x + 3) << 3}. */
    private static long constantPart(Value index) {
        if (!(index instanceof Insn i) || i.argCount() != 2 || !(i.arg(1) instanceof Const c)) return 0;
        return switch (i.op()) {
            case ADD -> c.value() + constantPart(i.arg(0));
            case SHL -> constantPart(i.arg(0)) << c.value();
            case MUL -> constantPart(i.arg(0)) * c.value();
            default -> 0;
        };
    }

    private static Value withoutConstant(Value index, Rewriter r) {
        if (constantPart(index) == 0 && !(index instanceof Insn i && i.op() == Opcode.ADD)) return index;
        Insn i = (Insn) index;
        if (!(i.arg(1) instanceof Const)) return index;
        Value x = withoutConstant(i.arg(0), r);
        return i.op() == Opcode.ADD ? x : r.op(i.op(), x, i.arg(1));
    }

    private static boolean isNear(long offset) {
        return -2048 <= offset && offset < 2048;
    }

    private static Value through(Insn i, Value cap, long k, Rewriter r) {
        Access a = i.access();
        long offset = a.offset() + k;
        if (!r.target().takesOffset(a.mem(), offset)) return null;
        Value[] args = i.args().toArray(Value[]::new);
        args[0] = cap;
        return r.op(i.op(), a.at(offset), args);
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
