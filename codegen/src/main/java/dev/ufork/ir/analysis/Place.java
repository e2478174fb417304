package dev.ufork.ir.analysis;

import dev.ufork.ir.Attribute;
import dev.ufork.ir.Const;
import dev.ufork.ir.Global;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Value;

/**
 * Where a capability points, told from the capability that it is made of.
 *
 * @param root    what additions, narrowed bounds and permissions lead back to
 * @param offset  bytes from the root's address, if {@code exact}
 * @param exact   whether the distance from the root's address is known
 * @param narrowed whether bounds or permissions have been taken away on the way, or the tag cleared
 */
public record Place(Value root, long offset, boolean exact, boolean narrowed) {

    public static Place of(Value cap) {
        Value v = cap;
        long offset = 0;
        boolean exact = true;
        boolean narrowed = false;
        while (v instanceof Insn i) {
            switch (i.op()) {
                case CAP_ADD -> {
                    if (i.arg(1) instanceof Const c) offset += c.value();
                    else exact = false;
                }
                case CAP_SETADDR -> exact = false;
                case CAP_BOUND, CAP_BOUNDX, CAP_ANDPERM, CAP_CLEARTAG -> narrowed = true;
                default -> {
                    return new Place(v, offset, exact, narrowed);
                }
            }
            v = i.arg(0);
        }
        return new Place(v, offset, exact, narrowed);
    }

    /** Whether the root is an object of its own: a stack slot or a global, which no other root points into. */
    public boolean isObject() {
        return root instanceof Insn i && (i.op() == Opcode.STACK || i.op() == Opcode.GLOBAL || i.op() == Opcode.PER_CPU);
    }

    /** The size of the object, or 0 if the root is none. */
    public long objectSize() {
        if (!(root instanceof Insn i)) return 0;
        return switch (i.attribute()) {
            case Attribute.Slot(var slot) -> slot.size();
            case Global g -> g.size();
            default -> 0;
        };
    }

    /** Whether the object may be loaded from and stored to, with capabilities too. */
    public boolean isWritableObject() {
        return root instanceof Insn i && (i.op() == Opcode.STACK || i.attribute() instanceof Global g && g.kind() != Global.Kind.CONST);
    }

    /** Whether the bytes [offset + from, offset + from + size) are within the object, through a capability not narrowed. */
    public boolean holds(long from, long size) {
        long at = offset + from;
        return exact && !narrowed && isObject() && at >= 0 && size <= objectSize() && at <= objectSize() - size;
    }
}
