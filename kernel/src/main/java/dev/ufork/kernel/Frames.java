package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.kernel.target.Page;

/**
 * Physical memory: frames with a reference count and a home, free ones zeroed in advance or not yet.
 *
 * <p>A frame is named by its number, counted from the start of RAM; 0, which is never dealt out, means none. Freed frames are zeroed
 * when the machine is idle, a few at each exit while the pool is low, or when they are claimed and the pool is empty; all are counted. Frames of page
 * tables come back empty, see {@link Tables#drop}, and need no zeroing.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Frames {
    static final int NONE = 0;

    /** Zeroed frames that exits see to. */
    private static final int LOW = 32;
    /** Frames that an exit zeroes at most: those that a fork takes from the pool and does not give back as it took them. */
    private static final int AT_EXIT = 2;
    /** As many zeroed frames are stock enough: a machine that does nothing need not touch all of its memory first. */
    private static final int AMPLE = 4096;

    /** Frames that are left to processes by whatever outlives them: files and names. */
    private static final int FOR_PROCESSES = 1024;

    private static final int RECORD = Layout.size(Frame.class);
    private static final Pool POOL = Global.of(Pool.class);

    /** Where memory is, and the free lists. */
    @Struct
    interface Pool extends Ref {
        /** All of RAM through the direct map. */
        Cap ram();          void ram(Cap c);
        Cap records();      void records(Cap c);
        /** The physical address of the start of RAM, in pages. */
        long base();        void base(long page);
        int count();        void count(int frames);
        int zeroed();       void zeroed(int frame);
        int dirty();        void dirty(int frame);
        /** How many frames are zeroed. */
        int ready();        void ready(int frames);
        int free();         void free(int frames);
        long zeroings();    void zeroings(long n);
        /** Where the free lists go on while {@link #hide} is in force. */
        int hiddenZeroed(); void hiddenZeroed(int frame);
        int hiddenDirty();  void hiddenDirty(int frame);
    }

    private Frames() {}

    /**
     * Takes over RAM; no frame is free yet.
     *
     * @param ram     all of RAM and whatever lies between its pieces, its address on a page
     * @param base    the physical address of its start
     * @param records memory for {@link #recordBytes} bytes, there where frames are
     */
    static void start(Cap ram, long base, Cap records) {
        POOL.ram(ram);
        POOL.records(records);
        POOL.base(base >>> Page.SHIFT);
        POOL.count((int) (ram.length() >>> Page.SHIFT));
    }

    /** Frames from one offset up to another are free, the first of them the first to be claimed; what is never said to be free belongs to the kernel for good. */
    static void free(long from, long to) {
        for (long n = (to >>> Page.SHIFT) - 1; n >= from >>> Page.SHIFT; n--) if (n != NONE) release((int) n);
    }

    /** Bytes that the records of so many frames take. */
    static long recordBytes(long frames) {
        return frames * RECORD;
    }

    @Inline
    static Frame of(int frame) {
        return POOL.records().plus((long) frame * RECORD).as(Frame.class);
    }

    /** The page through the direct map. */
    @Inline
    static Cap page(int frame) {
        return POOL.ram().plus((long) frame << Page.SHIFT).bounded(Page.SIZE);
    }

    /** The page in which a kernel object lies, through the direct map. */
    @Inline
    static Cap pageOf(Cap object) {
        return POOL.ram().at(object.address() & -Page.SIZE).bounded(Page.SIZE);
    }

    /** The physical address. */
    @Inline
    static long address(int frame) {
        return POOL.base() + frame << Page.SHIFT;
    }

    /** The frame that a leaf entry or a table entry names. */
    @Inline
    static int in(long entry) {
        return (int) (Page.number(entry) - POOL.base());
    }

    static int free() {
        return POOL.free();
    }

    /** May files and names take more? They stay when their makers are gone, so that somebody must still be able to begin what removes them. */
    @Inline
    static boolean isPlenty() {
        return POOL.free() > FOR_PROCESSES;
    }

    /** Frames that are zeroed and free. */
    static int ready() {
        return POOL.ready();
    }

    /** The first of the free list of zeroed frames, see {@link Frame#next}. */
    static int firstZeroed() {
        return POOL.zeroed();
    }

    /** The first of the free list of the others. */
    static int firstDirty() {
        return POOL.dirty();
    }

    static long zeroings() {
        return POOL.zeroings();
    }

    /** A frame full of zeroes, without tags, with one reference and no home; or {@link #NONE}. */
    static int claimZeroed() {
        int frame = POOL.zeroed();
        if (frame != NONE) {
            POOL.zeroed(of(frame).next());
            POOL.ready(POOL.ready() - 1);
            return claimed(frame);
        }
        frame = claimDirty();
        if (frame != NONE) zero(frame);
        return frame;
    }

    /** A frame that the caller overwrites wholly; or {@link #NONE}. */
    static int claim() {
        return POOL.dirty() != NONE ? claimDirty() : claimZeroed();
    }

    private static int claimDirty() {
        int frame = POOL.dirty();
        if (frame == NONE) return NONE;
        POOL.dirty(of(frame).next());
        return claimed(frame);
    }

    private static int claimed(int frame) {
        POOL.free(POOL.free() - 1);
        Frame f = of(frame);
        f.references(1);
        f.home(Regions.NONE);
        return frame;
    }

    /** One reference more. */
    @Inline
    static void share(int frame) {
        Frame f = of(frame);
        f.references(f.references() + 1);
    }

    /** One reference less; the last one frees the frame and tells its home. */
    static void drop(int frame) {
        Frame f = of(frame);
        int left = f.references() - 1;
        f.references(left);
        if (left != 0) return;
        settle(frame, Regions.NONE);
        release(frame);
    }

    /** Makes {@code region} the frame's home. */
    static void settle(int frame, int region) {
        Frame f = of(frame);
        int before = f.home();
        if (before == region) return;
        if (region != Regions.NONE) Regions.arrive(region);
        f.home(region);
        if (before != Regions.NONE) Regions.leave(before);
    }

    private static void release(int frame) {
        of(frame).next(POOL.dirty());
        POOL.dirty(frame);
        POOL.free(POOL.free() + 1);
    }

    /** Leaves so many frames that can be claimed, until {@link #show}. */
    static void hide(int keep) {
        int zeroed = POOL.zeroed();
        int last = NONE;
        for (; zeroed != NONE && keep > 0; keep--) {
            last = zeroed;
            zeroed = of(zeroed).next();
        }
        POOL.hiddenZeroed(zeroed);
        if (last == NONE) POOL.zeroed(NONE);
        else of(last).next(NONE);

        int dirty = POOL.dirty();
        last = NONE;
        for (; dirty != NONE && keep > 0; keep--) {
            last = dirty;
            dirty = of(dirty).next();
        }
        POOL.hiddenDirty(dirty);
        if (last == NONE) POOL.dirty(NONE);
        else of(last).next(NONE);
    }

    /** Shows what was hidden; returns how many frames there were without it. */
    static int show() {
        int left = 0;
        int last = NONE;
        for (int frame = POOL.zeroed(); frame != NONE; frame = of(frame).next(), left++) last = frame;
        if (last == NONE) POOL.zeroed(POOL.hiddenZeroed());
        else of(last).next(POOL.hiddenZeroed());
        last = NONE;
        for (int frame = POOL.dirty(); frame != NONE; frame = of(frame).next(), left++) last = frame;
        if (last == NONE) POOL.dirty(POOL.hiddenDirty());
        else of(last).next(POOL.hiddenDirty());
        return left;
    }

    /** Takes back a frame that is full of zeroes, without tags, and of which the caller has the only reference. */
    static void giveBackZeroed(int frame) {
        of(frame).references(0);
        ready(frame);
        POOL.free(POOL.free() + 1);
    }

    private static void ready(int frame) {
        of(frame).next(POOL.zeroed());
        POOL.zeroed(frame);
        POOL.ready(POOL.ready() + 1);
    }

    /** Idle work: zeroes one free frame; false when there is none to zero, or stock enough. */
    static boolean stockOne() {
        return POOL.ready() < AMPLE && zeroOne();
    }

    /** Zeroes one free frame; false when there is none to zero. */
    static boolean zeroOne() {
        int frame = POOL.dirty();
        if (frame == NONE) return false;
        POOL.dirty(of(frame).next());
        zero(frame);
        ready(frame);
        return true;
    }

    /** Work of an exit: so that the next fork finds what it takes. */
    static void refill() {
        for (int n = 0; n < AT_EXIT && POOL.ready() < LOW; n++) if (!zeroOne()) return;
    }

    private static void zero(int frame) {
        Copy.zero(page(frame));
        POOL.zeroings(POOL.zeroings() + 1);
    }
}
