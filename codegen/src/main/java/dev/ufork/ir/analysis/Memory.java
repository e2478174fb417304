package dev.ufork.ir.analysis;

import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Attribute.Slot;
import dev.ufork.ir.Block;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.StackSlot;
import dev.ufork.ir.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which writes can change what an access sees.
 *
 * <p>Two accesses are apart if they go to different objects (stack slots, globals), to bytes of one object or pointer that do not
 * overlap, or if one goes to a stack slot whose capability never leaves the function and the other through a capability of
 * unknown make. Storing any byte can clear the tag of the sixteen around it, so a capability's extent is its granule.
 */
public final class Memory {
    private final Set<StackSlot> escaped = new HashSet<>();
    private final Map<Value, Place> places = new HashMap<>();

    /** What is known of a function as it is now. */
    public Memory(Function f) {
        if (f.slots().isEmpty()) return;
        for (Block b : f.blocks()) {
            for (Insn i : b) {
                for (int k = 0; k < i.argCount(); k++) if (!isAddress(i, k)) escape(i.arg(k));
                for (Edge e : i.edges()) e.args().forEach(this::escape);
            }
        }
    }

    /** Whether the operand is only followed, or the result leads back to it. */
    private static boolean isAddress(Insn i, int k) {
        return switch (i.op()) {
            case LOAD, STORE, LOAD_TAGS, SWAP, ATOMIC_ADD, ATOMIC_AND, ATOMIC_OR, ATOMIC_XOR, CAS -> k == 0;
            case CAP_ADD, CAP_SETADDR, CAP_BOUND, CAP_BOUNDX, CAP_ANDPERM, CAP_CLEARTAG -> k == 0;
            case CAP_ADDR, CAP_BASE, CAP_LENGTH, CAP_OFFSET, CAP_TAG, CAP_PERMS, CAP_TYPE, CAP_SEALED, CAP_HIGH, CAP_SAME,
                CAP_SUBSET -> true;
            default -> false;
        };
    }

    private void escape(Value v) {
        if (Place.of(v).root() instanceof Insn root && root.attribute() instanceof Slot(var slot)) escaped.add(slot);
    }

    private Place place(Value cap) {
        return places.computeIfAbsent(cap, Place::of);
    }

    /** Whether only this function can reach what the capability points at. */
    private boolean isPrivate(Place p) {
        return p.root() instanceof Insn i && i.attribute() instanceof Slot(var slot) && !escaped.contains(slot);
    }

    /** Whether {@code write}, which {@link Insn#mayWrite may write}, can change what {@code read} yields. */
    public boolean clobbers(Insn write, Insn read) {
        if (read.op() == Opcode.PER_CPU) return !(write.attribute() instanceof Access);
        if (!(read.attribute() instanceof Access a)) return true;
        return clobbers(write, read.arg(0), a.offset(), extent(read));
    }

    /** Whether {@code write} can change the bytes at {@code cap + offset}. */
    public boolean clobbers(Insn write, Value cap, long offset, int size) {
        Place to = place(cap);
        if (!(write.attribute() instanceof Access a)) return !isPrivate(to);
        if (write.op() == Opcode.LOAD) return !isPrivate(to);        // ordered, or a device's: others may write meanwhile
        if (!a.isPlain() && !isPrivate(to)) return true;
        return overlap(place(write.arg(0)), a.offset(), extent(write), to, offset, size);
    }

    /** Bytes that an access can change or see, its granule's tag included. */
    public static int extent(Insn access) {
        return access.op() == Opcode.LOAD_TAGS ? 64 : access.access().mem().bytes();
    }

    private boolean overlap(Place p, long pOffset, int pSize, Place q, long qOffset, int qSize) {
        boolean same = p.root() == q.root()
            || p.root() instanceof Insn a && q.root() instanceof Insn b && p.isObject() && q.isObject() && a.attribute().equals(b.attribute());
        if (same) {
            if (!p.exact() || !q.exact()) return true;
            long from = p.offset() + pOffset;
            long to = q.offset() + qOffset;
            return from < to + qSize && to < from + pSize;
        }
        if (p.isObject() && q.isObject()) return false;
        return !isPrivate(p) && !isPrivate(q);
    }
}
