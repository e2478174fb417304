package dev.ufork.target.morello;

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
 * Where everything is in a function's frame. What the small immediates of pairs must reach lies low:
 *
 * <pre>
 *   csp + size   arguments that the function was passed on the stack
 *                stack slots
 *                spill slots: capabilities, then integers
 *                saved registers: c30, c19, ...
 *   csp          arguments for the functions it calls
 * </pre>
 */
final class Frame {
    private static final int CAPABILITY = 16;

    /** A register that the frame keeps. */
    record Saved(int register, long offset) {}

    private final long[] spills;
    private final long[] slots;
    private final List<Saved> saved = new ArrayList<>();
    private final long size;

    Frame(MFunction function, RegView view, Allocation allocation) {
        long at = aligned(function.outgoingBytes(), CAPABILITY);
        long save = allocation.written(view) & MoConvention.CALLEE_SAVED;
        if (function.calls()) saved.add(new Saved(MoConvention.LINK, at));
        for (; save != 0; save &= save - 1) saved.add(new Saved(Long.numberOfTrailingZeros(save), at + (long) CAPABILITY * saved.size()));
        at += (long) CAPABILITY * saved.size();
        spills = new long[allocation.slots().size()];
        for (RegKind kind : List.of(RegKind.CAP, RegKind.INT)) {
            for (int s = 0; s < spills.length; s++) {
                if (allocation.slots().get(s) != kind) continue;
                spills[s] = at;
                at += kind.bytes();
            }
        }
        List<StackSlot> objects = function.source().slots();
        slots = new long[objects.size()];
        for (int s = 0; s < slots.length; s++) {
            at = aligned(at, objects.get(s).align());
            slots[s] = at;
            at += objects.get(s).size();
        }
        size = aligned(at, CAPABILITY);
    }

    private static long aligned(long offset, long align) {
        return offset + align - 1 & -align;
    }

    /** In bytes; 0 if there is none. */
    long size() {
        return size;
    }

    List<Saved> saved() {
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
