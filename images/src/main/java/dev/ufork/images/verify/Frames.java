package dev.ufork.images.verify;

import dev.ufork.isa.cap.Capability;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** What the kernel keeps about physical memory, and what the page table says about it. */
final class Frames {
    private static final int PROCESSES = 512;

    private final Snapshot s;
    private final Kept pool;
    private final long base;
    private final int count;
    private final long records;
    private final long recordBytes = Kept.shape("Frame").size();
    /** Before this address all of RAM is the kernel's for good: its stacks are the last of it. */
    private final long firstFree;
    private final BitSet free = new BitSet();
    private final Map<Integer, Integer> seen = new HashMap<>();

    Frames(Snapshot s) {
        this.s = s;
        pool = Kept.of(s, "Frames$Pool", s.object("Frames.POOL"));
        base = pool.number("base") * Paging.PAGE;
        count = pool.index("count");
        records = s.capability(pool.at("records")).base();
        long last = s.object("Uprocs.RECORDS") + (PROCESSES - 1) * (long) Kept.shape("Uproc").size();
        Capability stack = s.capability(Kept.of(s, "Uproc", last).at("kernelStack"));
        firstFree = stack.tag() ? s.physical(stack.cursor()) : Long.MAX_VALUE;
        if (!stack.tag()) return;                                           // the kernel has not come so far
        list(pool.index("zeroed"));
        list(pool.index("dirty"));
    }

    private void list(int first) {
        for (int frame = first; frame > 0 && frame < count && !free.get(frame); frame = of(frame).index("next")) free.set(frame);
    }

    Kept of(int frame) {
        return Kept.of(s, "Frame", records + frame * recordBytes);
    }

    /** The frame at the physical address; negative if the kernel deals out none there. */
    int at(long address) {
        return address < firstFree || address >= base + count * Paging.PAGE ? -1 : (int) ((address - base) / Paging.PAGE);
    }

    boolean isFree(int frame) {
        return free.get(frame);
    }

    /** The region whose addresses its capabilities use; 0 if it holds none. */
    int home(int frame) {
        return of(frame).index("home");
    }

    int references(int frame) {
        return of(frame).index("references");
    }

    /** One entry more names the frame. */
    void see(int frame) {
        seen.merge(frame, 1, Integer::sum);
    }

    Map<Integer, Integer> seen() {
        return seen;
    }
}
