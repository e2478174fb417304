package dev.ufork.target;

import dev.ufork.ir.StackSlot;
import dev.ufork.mir.MFunction;
import dev.ufork.mir.MOperand.Area;
import dev.ufork.mir.MOperand.FrameOffset;
import dev.ufork.regalloc.Allocation;
import dev.ufork.regalloc.RegKind;
import dev.ufork.regalloc.RegView;
import java.util.ArrayList;
import java.util.List;

/**
 * Where everything is in a function's frame. What immediates must reach lies low; saved registers below spill slots where the small immediates of pairs
 * must reach them, else above.
 *
 * <pre>
 *   csp + size   arguments that the function was passed on the stack
 *                stack slots
 *                saved registers: that of the return address, then the others
 *                spill slots: capabilities, then integers
 *                (or saved registers here)
 *   csp          arguments for the functions it calls
 * </pre>
 */
public final class Frame {
    private static final int CAPABILITY = 16;

    /** A register that the frame keeps. */
    public record Saved(int register, long offset) {}

    private final long[] spills;
    private final long[] slots;
    private final List<Saved> saved = new ArrayList<>();
    private final long size;

    Frame(MFunction function, RegView view, Allocation allocation, CallConv convention, boolean savedBelowSpills) {
        long at = aligned(function.outgoingBytes(), CAPABILITY);
        long save = allocation.written(view) & convention.calleeSaved();
        spills = new long[allocation.slots().size()];
        if (savedBelowSpills) at = save(at, function.calls(), convention.link(), save);
        at = aligned(spill(at, allocation.slots()), CAPABILITY);
        if (!savedBelowSpills) at = save(at, function.calls(), convention.link(), save);
        List<StackSlot> objects = function.source().slots();
        slots = new long[objects.size()];
        for (int s = 0; s < slots.length; s++) {
            at = aligned(at, objects.get(s).align());
            slots[s] = at;
            at += objects.get(s).size();
        }
        size = aligned(at, CAPABILITY);
    }

    private long spill(long from, List<RegKind> kinds) {
        long at = from;
        for (RegKind kind : List.of(RegKind.CAP, RegKind.INT)) {
            for (int s = 0; s < spills.length; s++) {
                if (kinds.get(s) != kind) continue;
                spills[s] = at;
                at += kind.bytes();
            }
        }
        return at;
    }

    private long save(long from, boolean calls, int link, long others) {
        long at = from;
        if (calls) {
            saved.add(new Saved(link, at));
            at += CAPABILITY;
        }
        for (long left = others; left != 0; left &= left - 1, at += CAPABILITY) saved.add(new Saved(Long.numberOfTrailingZeros(left), at));
        return at;
    }

    private static long aligned(long offset, long align) {
        return offset + align - 1 & -align;
    }

    /** In bytes; 0 if there is none. */
    public long size() {
        return size;
    }

    public List<Saved> saved() {
        return saved;
    }

    long spill(int slot) {
        return spills[slot];
    }

    /** The distance from csp. */
    long resolve(FrameOffset place) {
        return place.offset() + switch (place.area()) {
            case Area.Slot(int number) -> slots[number];
            case Area.Outgoing _ -> 0;
            case Area.Incoming _ -> size;
        };
    }
}
