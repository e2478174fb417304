package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.kernel.target.Page;

/**
 * The part of the address space where μprocesses live, dealt out in blocks of a power of two by the buddy method.
 *
 * <pre>
 *  block of 4 x size
 *  | region | guard   guard   guard |
 * </pre>
 *
 * <p>A region of {@code size} bytes takes a block of four times that, aligned to itself. So the distance between two regions of
 * one size is a multiple of four times the size, and a capability moved by it keeps the compressed bounds word; and pointers a little out of
 * bounds stay representable. A region is named by a number, its first slot plus one; 0 means none.
 *
 * <p>Invariant: the frames whose home is a region number {@code homed}; a block returns to the free lists only when its μprocess is gone and
 * {@code homed} is 0, so a capability found in memory always means the region that it meant when it was stored.
 *
 * <p>A few free blocks of each order are left as they are, so that forks and exits in turn need neither split nor merge; when a claim finds
 * nothing, they are merged too.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Regions {
    static final int NONE = 0;

    /** Free blocks of an order that are not merged. */
    private static final int SPARE = 4;

    /** The smallest region, 2 MiB: one leaf table. */
    static final int MIN_SHIFT = Page.TABLE_SHIFT;
    /** Orders 0 to 12: 2 MiB to 8 GiB. */
    static final int ORDERS = 13;
    /** Slots of the smallest block, 8 MiB each: 128 GiB of addresses. */
    static final int SLOTS = 1 << 14;
    /** Where they begin: above the kernel's half of the table. */
    static final long START = 1L << 39;

    private static final int SLOT_SHIFT = MIN_SHIFT + 2;
    private static final int RECORD = Layout.size(Region.class);

    private static final Cap RECORDS = Global.bytes((long) SLOTS * RECORD, 16);
    private static final Lists LISTS = Global.of(Lists.class);

    /** The first free block of each order. */
    @Struct
    interface Lists extends Ref {
        @Length(ORDERS) int first(int order);   void first(int order, int region);
        /** The same while {@link #hide} is in force. */
        @Length(ORDERS) int hidden(int order);  void hidden(int order, int region);
        /** How many there are. */
        @Length(ORDERS) int count(int order);   void count(int order, int blocks);
    }

    private Regions() {}

    static void start() {
        for (int slot = 0; slot < SLOTS; slot += 1 << ORDERS - 1) insert(slot + 1, ORDERS - 1);
    }

    @Inline
    static Region of(int region) {
        return RECORDS.plus((region - 1L) * RECORD).as(Region.class);
    }

    @Inline
    static long base(int region) {
        return START + ((region - 1L) << SLOT_SHIFT);
    }

    @Inline
    static long size(int region) {
        return 1L << MIN_SHIFT + of(region).order();
    }

    /** The least order whose regions hold so many bytes, or {@link #ORDERS} when none does. */
    static int orderFor(long bytes) {
        int order = 0;
        while (order < ORDERS && 1L << MIN_SHIFT + order < bytes) order++;
        return order;
    }

    /** A region of the order, for a new μprocess; or {@link #NONE}. */
    static int claim(int order) {
        int from = available(order);
        if (from >= ORDERS) {
            gather();
            from = available(order);
            if (from >= ORDERS) return NONE;
        }
        int region = LISTS.first(from);
        remove(region, from);
        while (from > order) insert(region + (1 << --from), from);   // the upper half stays free

        Region r = of(region);
        r.state(RegionState.LIVE);
        r.order(order);
        r.homed(0);
        return region;
    }

    /** The least order from the given one on that has a free block. */
    @Inline
    private static int available(int order) {
        int from = order;
        while (from < ORDERS && LISTS.first(from) == NONE) from++;
        return from;
    }

    /** How many free blocks of the order there are. */
    static int free(int order) {
        return LISTS.count(order);
    }

    /** The μprocess is gone. */
    static void release(int region) {
        Region r = of(region);
        assert r.state() == RegionState.LIVE;
        r.state(RegionState.HAUNTED);
        if (r.homed() == 0) giveBack(region);
    }

    /** One more frame calls it home. */
    static void arrive(int region) {
        Region r = of(region);
        r.homed(r.homed() + 1);
    }

    /** One frame less calls it home. */
    static void leave(int region) {
        Region r = of(region);
        int left = r.homed() - 1;
        r.homed(left);
        if (left == 0 && r.state() == RegionState.HAUNTED) giveBack(region);
    }

    private static void giveBack(int region) {
        int order = of(region).order();
        if (LISTS.count(order) < SPARE) insert(region, order);
        else merge(region);
    }

    /** Merges whatever can be. */
    private static void gather() {
        for (int order = 0; order < ORDERS - 1; order++) {
            for (int region = LISTS.first(order); region != NONE; ) {
                int next = of(region).next();
                int buddy = (region - 1 ^ 1 << order) + 1;
                Region b = of(buddy);
                if (b.state() == RegionState.FREE && b.order() == order) {
                    if (next == buddy) next = b.next();
                    remove(region, order);
                    merge(region);             // the next order's turn comes: what it makes is at its list's head
                }
                region = next;
            }
        }
    }

    /** Frees a block, together with its buddy when that is free as a whole, and so on upward. */
    private static void merge(int region) {
        int order = of(region).order();
        while (order < ORDERS - 1) {
            int buddy = (region - 1 ^ 1 << order) + 1;
            Region b = of(buddy);
            if (b.state() != RegionState.FREE || b.order() != order) break;
            remove(buddy, order);
            int upper = Math.max(region, buddy);
            region = Math.min(region, buddy);
            order++;
            of(region).order(order);           // first: what lies inside a block is never met by a walk from block to block
            of(upper).state(RegionState.INNER);
        }
        insert(region, order);
    }

    /** Leaves so many free blocks, the largest, until {@link #show}. What is hidden is merged with nothing. */
    static void hide(int keep) {
        for (int order = ORDERS - 1; order >= 0; order--) {
            int region = LISTS.first(order);
            int last = NONE;
            for (; region != NONE && keep > 0; keep--) {
                last = region;
                region = of(region).next();
            }
            LISTS.hidden(order, region);
            if (last == NONE) LISTS.first(order, NONE);
            else of(last).next(NONE);
            for (; region != NONE; region = of(region).next()) of(region).state(RegionState.HIDDEN);
        }
    }

    /** Shows what was hidden; returns how many blocks there were without it. */
    static int show() {
        int left = 0;
        for (int order = 0; order < ORDERS; order++) {
            int last = NONE;
            for (int region = LISTS.first(order); region != NONE; region = of(region).next(), left++) last = region;
            int hidden = LISTS.hidden(order);
            if (last == NONE) LISTS.first(order, hidden);
            else of(last).next(hidden);
            if (hidden != NONE) of(hidden).previous(last);
            for (int region = hidden; region != NONE; region = of(region).next()) of(region).state(RegionState.FREE);
        }
        return left;
    }

    private static void insert(int region, int order) {
        int first = LISTS.first(order);
        Region r = of(region);
        r.state(RegionState.FREE);
        r.order(order);
        r.previous(NONE);
        r.next(first);
        if (first != NONE) of(first).previous(region);
        LISTS.first(order, region);
        LISTS.count(order, LISTS.count(order) + 1);
    }

    private static void remove(int region, int order) {
        Region r = of(region);
        if (r.previous() != NONE) of(r.previous()).next(r.next());
        else LISTS.first(order, r.next());
        if (r.next() != NONE) of(r.next()).previous(r.previous());
        LISTS.count(order, LISTS.count(order) - 1);
    }
}
