package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/**
 * The making, forking and ending of the memory of μprocesses.
 *
 * <p>Each function undoes what it did when it cannot finish, and then returns an error number.
 */
@Kernel
final class Spaces {
    static final int ENOMEM = 12;

    private Spaces() {}

    /**
     * An empty space in a new region of the given order.
     *
     * @param data authority over the whole arena, readable and writable
     * @param code authority over the whole arena, readable and executable
     */
    static int make(Space space, int order, Cap data, Cap code) {
        int region = Regions.claim(order);
        if (region == Regions.NONE) return -ENOMEM;
        long base = Regions.base(region);
        long size = Regions.size(region);
        space.region(region);
        space.base(base);
        space.first(Tables.middleOf(base));
        space.tables(1 << order);
        Move move = space.move();
        move.size(size);
        move.data(data.at(base).bounded(size));
        move.code(code.at(base).bounded(size));
        return 0;
    }

    /** Puts a frame at an address where none is; the space takes over the caller's reference. */
    static int map(Space space, long address, int frame, long bits) {
        LeafTable table = own(space, address);
        if (table.isNull()) return -ENOMEM;
        if ((bits & Page.PTR) != 0) Frames.settle(frame, space.region());
        Tables.populate(table, (int) (address >>> Page.SHIFT) & Page.ENTRIES - 1, Page.entry(Frames.address(frame), bits));
        return 0;
    }

    /** The leaf table for an address, this region's alone: made, or split from the others' if need be; null when memory is out. */
    static LeafTable own(Space space, long address) {
        int at = Tables.middleOf(address);
        long entry = Tables.middle(at);
        if ((entry & Page.V) != 0) return Tables.of(Tables.named(entry));
        int record = (entry & Tables.SHARED) != 0 ? split(space, Tables.named(entry)) : Tables.claim();
        LeafTable table = record == Tables.NONE ? Cap.NULL.as(LeafTable.class) : Tables.of(record);
        if (!table.isNull()) Tables.middle(at, Tables.valid(table));
        return table;
    }

    /** A table of this region's own, instead of one that it shares: a copy, or the last sharer's own. */
    private static int split(Space space, int record) {
        LeafTable shared = Tables.of(record);
        boolean untouchable = space.policy() == Policy.COA;
        if (shared.shares() == 1) {
            Tables.takeView(shared, space.region(), untouchable);
            return record;
        }
        int mine = Tables.claim();
        if (mine == Tables.NONE) return Tables.NONE;
        Tables.keep(shared);
        Tables.copyView(Tables.of(mine), shared, space.region(), untouchable);
        shared.shares(shared.shares() - 1);
        space.split(space.split() + 1);
        return mine;
    }

    /**
     * Makes {@code child} a copy of {@code parent}, at a cost that does not grow with its pages: leaf tables are shared, not copied. Tables that
     * {@link #forkTable} split before stay as they are. The caller flushes the translations of the parent's region afterwards.
     *
     * @param child a space that {@link #make} made, of the parent's order
     */
    static void fork(Space child, Space parent) {
        for (int n = 0; n < parent.tables(); n++) {
            long entry = Tables.middle(parent.first() + n);
            if (entry == 0 || Tables.middle(child.first() + n) != 0) continue;
            LeafTable table = Tables.of(Tables.named(entry));
            table.shares(table.shares() + 1);
            long shared = entry & ~Page.V | Tables.SHARED;
            Tables.middle(parent.first() + n, shared);
            Tables.middle(child.first() + n, shared);
        }
    }

    /**
     * Splits the leaf table of an address at the fork itself, for memory that both sides are going to touch at once: the parent keeps its table, without
     * write permission, and the child gets one of its own.
     *
     * @param offset from the start of either region
     */
    static int forkTable(Space child, Space parent, long offset) {
        int n = (int) (offset >>> Page.TABLE_SHIFT);
        if (Tables.middle(child.first() + n) != 0 || Tables.middle(parent.first() + n) == 0) return 0;
        LeafTable table = own(parent, parent.base() + offset);
        if (table.isNull()) return -ENOMEM;
        int mine = Tables.claim();
        if (mine == Tables.NONE) return -ENOMEM;
        Tables.keep(table);
        Tables.copyView(Tables.of(mine), table, child.region(), child.policy() == Policy.COA);
        Tables.middle(child.first() + n, Tables.valid(Tables.of(mine)));
        child.split(child.split() + 1);
        return 0;
    }

    /** Makes {@code child} a copy of {@code parent} with pages of its own. */
    static int forkCopy(Space child, Space parent) {
        for (long offset = 0; offset < parent.move().size(); offset += Page.TABLE_SPAN) {
            if (forkTable(child, parent, offset) != 0) return -ENOMEM;
            long entry = Tables.middle(Tables.middleOf(child.base() + offset));
            if (entry == 0) continue;
            LeafTable table = Tables.of(Tables.named(entry));
            for (int n = 0; n < Page.ENTRIES; n++)
                if (Tables.isPopulated(table, n) && PageFault.touch(child, child.base() + offset + n * Page.SIZE) != PageFault.RETRY)
                    return -ENOMEM;
        }
        return 0;
    }

    /** Gives everything back. The caller flushes the translations of the region. */
    static void end(Space space) {
        for (int n = 0; n < space.tables(); n++) {
            long entry = Tables.middle(space.first() + n);
            if (entry == 0) continue;
            Tables.middle(space.first() + n, 0);
            Tables.drop(Tables.named(entry));
        }
        Regions.release(space.region());
        space.region(Regions.NONE);
    }
}
