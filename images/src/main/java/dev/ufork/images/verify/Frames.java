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
    /** What the kernel deals out: all memory that it knows of, but for what lies around it, up to the end of its stacks. */
    private final BitSet dealt = new BitSet();
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
        if (!stack.tag()) return;                                           // the kernel has not come so far
        long own = s.physical(stack.cursor());
        long size = Kept.shape("Banks$Bank").size();
        int banks = Kept.of(s, "Banks$Size", s.object("Banks.SIZE")).index("count");
        for (int n = 0; n < banks; n++) {
            Kept bank = Kept.of(s, "Banks$Bank", s.object("Banks.RECORDS") + n * size);
            boolean home = own > bank.number("begin") && own <= bank.number("end");
            dealt.set(number(home ? own : bank.number("begin")), number(bank.number("end")));
        }
        dealt.clear(0);
        boolean hides = isShort(s);
        list(pool.index("zeroed"));
        if (hides) list(pool.index("hiddenZeroed"));
        listedAsZeroed = listed;
        list(pool.index("dirty"));
        if (hides) list(pool.index("hiddenDirty"));
    }

    /** Is it the turn of a process that has asked for a shortage? Then lists are cut, and go on elsewhere. */
    static boolean isShort(Snapshot s) {
        return Kept.of(s, "Objects$Lists", s.object("Objects.LISTS")).index("hides") != 0;
    }

    private void list(int first) {
        for (int frame = first; frame > 0 && frame < count && listed <= count; frame = of(frame).index("next"), listed++) free.set(frame);
    }

    Kept of(int frame) {
        return Kept.of(s, "Frame", records + frame * recordBytes);
    }

    private int number(long address) {
        return (int) (address - base >> Paging.PAGE_SHIFT);
    }

    /** The frame at the physical address; negative if the kernel deals out none there. */
    int at(long address) {
        int frame = number(address);
        return frame > 0 && dealt.get(frame) ? frame : -1;
    }

    /** The frame's physical address. */
    long address(int frame) {
        return base + frame * Paging.PAGE;
    }

    /** The first frame that the kernel deals out, and how many there are, those before it included. */
    int first() {
        return dealt.isEmpty() ? count : dealt.nextSetBit(0);
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
