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
    /** Steps through both lists of free frames. */
    private int listed;
    private int listedAsZeroed;
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
        listedAsZeroed = listed;
        list(pool.index("dirty"));
    }

    private void list(int first) {
        for (int frame = first; frame > 0 && frame < count && listed <= count; frame = of(frame).index("next"), listed++) free.set(frame);
    }

    Kept of(int frame) {
        return Kept.of(s, "Frame", records + frame * recordBytes);
    }

    /** The frame at the physical address; negative if the kernel deals out none there. */
    int at(long address) {
        return address < firstFree || address >= base + count * Paging.PAGE ? -1 : (int) ((address - base) / Paging.PAGE);
    }

    /** The physical address of a frame. */
    long address(int frame) {
        return base + frame * Paging.PAGE;
    }

    /** The first frame that the kernel deals out, and how many there are, those before it included. */
    int first() {
        return firstFree == Long.MAX_VALUE ? count : (int) ((firstFree - base) / Paging.PAGE);
    }

    int count() {
        return count;
    }

    /** Free frames, and those of them that are zeroed: as the kernel counts them, and as its lists have them. */
    int free() {
        return pool.index("free");
    }

    int listed() {
        return listed;
    }

    int ready() {
        return pool.index("ready");
    }

    int listedAsZeroed() {
        return listedAsZeroed;
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
