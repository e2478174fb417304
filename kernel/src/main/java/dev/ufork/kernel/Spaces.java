package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.U;
import dev.ufork.kernel.target.Page;

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
        move.open(space.isolation() == Isolation.NONE);
        move.data(data.at(base).bounded(size));
        move.code(code.at(base).bounded(size));
        return 0;
    }

    /** The name of the program in it, {@link Space#NAME} bytes. */
    static Cap name(Space space) {
        return space.cap().plus(Layout.offset(Space.class, "program")).bounded(Space.NAME);
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
    @Inline
    static LeafTable own(Space space, long address) {
        int at = Tables.middleOf(address);
        long entry = Tables.middle(at);
        return (entry & Page.V) != 0 ? Tables.of(Tables.named(entry)) : obtain(space, at, entry);
    }

    private static LeafTable obtain(Space space, int at, long entry) {
        int record = (entry & Tables.SHARED) != 0 ? split(space, Tables.named(entry)) : Tables.claim(space.region());
        if (record == Tables.NONE) return Cap.NULL.as(LeafTable.class);
        LeafTable table = Tables.of(record);
        Cpu.link(Tables.middleAt(at), Tables.valid(table));
        int n = at - space.first();
        space.used(n >>> 6, space.used(n >>> 6) | 1L << (n & 63));
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
        int mine = Tables.claim(space.region());
        if (mine == Tables.NONE) return Tables.NONE;
        Tables.copyView(Tables.of(mine), shared, space.region(), untouchable);
        shared.shares(shared.shares() - 1);
        space.split(space.split() + 1);
        return mine;
    }

    /**
     * Makes {@code child} a copy of {@code parent}, at a cost that does not grow with its pages: leaf tables are shared, not copied. Where
     * {@link #forkPage} gave the child a table, the rest of it is filled with what the parent sees, and what was copied stays the parent's to write.
     * It cannot fail. The caller flushes the translations of the parent's region afterwards.
     *
     * @param child a space that {@link #make} made, of the parent's order
     */
    static void fork(Space child, Space parent) {
        Cap theirs = Tables.middleAt(parent.first());
        Cap mine = Tables.middleAt(child.first());
        for (int word = 0, n = 0; n < parent.tables(); word++, n += 64) {
            long used = parent.used(word);
            child.used(word, used);
            Cap from = theirs.plus(n * 8L);
            Cap to = mine.plus(n * 8L);
            for (long bits = used; bits != 0; bits >>>= 1, from = from.plus(8), to = to.plus(8)) {
                if ((bits & 1) == 0) continue;
                long entry = from.load64(0);
                LeafTable table = Tables.of(Tables.named(entry));
                if (to.load64(0) != 0) {
                    rest(child, Tables.of(Tables.named(to.load64(0))), table);
                    continue;
                }
                table.shares(table.shares() + 1);
                long shared = entry & ~Page.V | Tables.SHARED;
                from.store64(0, shared);
                to.store64(0, shared);
            }
        }
    }

    private static void rest(Space child, LeafTable mine, LeafTable from) {
        Tables.copyView(mine, from, child.region(), child.policy() == Policy.COA);
        child.split(child.split() + 1);
    }

    /**
     * Gives the child a page of its own now, at the fork itself, because it is going to touch it at once; the parent's stays as it is. Nothing
     * happens where no page is, or one that nobody ever writes, or where mappings are.
     *
     * @param from  an offset from the start of either region, a multiple of {@link Copy#ROUND}
     * @param bytes how much of the page matters, a multiple of {@link Copy#ROUND}; the rest of the child's page is zero
     */
    static int forkPage(Space child, Space parent, long from, long bytes) {
        long address = parent.base() + from;
        if (bytes == 0 || !U.lt(from, parent.demandEnd()) || Tables.middle(Tables.middleOf(address)) == 0) return 0;
        LeafTable source = own(parent, address);
        if (source.isNull()) return -ENOMEM;
        LeafTable target = own(child, child.base() + from);
        if (target.isNull()) return -ENOMEM;
        int n = (int) (from >>> Page.SHIFT) & Page.ENTRIES - 1;
        long entry = Tables.entries(source).load64(n * 8L);
        if ((entry & Page.PTR) == 0 || Tables.isPopulated(target, n)) return 0;
        return copyPage(child, target, n, entry, from & Page.SIZE - 1, bytes);
    }

    private static int copyPage(Space child, LeafTable target, int n, long entry, long within, long bytes) {
        int mine = bytes == Page.SIZE ? Frames.claim() : Frames.claimZeroed();
        if (mine == Frames.NONE) return -ENOMEM;
        int theirs = Frames.in(entry);
        Move move = PageFault.aimed(child, Frames.of(theirs).home());
        child.moved(child.moved() + Copy.moved(Frames.page(mine).plus(within), Frames.page(theirs).plus(within), bytes, move));
        child.copiedEagerly(child.copiedEagerly() + 1);
        Frames.settle(mine, child.region());
        Tables.populate(target, n, Page.owned(entry, Frames.address(mine)));
        return 0;
    }

    /** Gives {@code child} pages of its own for all that the parent can write. {@link #fork} completes it. */
    static int forkCopy(Space child, Space parent) {
        for (int word = 0, first = 0; first < parent.tables(); word++, first += 64) {
            long offset = (long) first << Page.TABLE_SHIFT;
            for (long bits = parent.used(word); bits != 0; bits >>>= 1, offset += Page.TABLE_SPAN)
                if ((bits & 1) != 0 && copyTable(child, parent, offset) != 0) return -ENOMEM;
        }
        return 0;
    }

    private static int copyTable(Space child, Space parent, long offset) {
        LeafTable source = own(parent, parent.base() + offset);
        if (source.isNull()) return -ENOMEM;
        LeafTable target = own(child, child.base() + offset);
        if (target.isNull()) return -ENOMEM;
        Mapping m = MemoryMap.first(parent);
        for (int n = 0; n < Page.ENTRIES; n++) {
            long entry = Tables.entries(source).load64(n * 8L);
            if ((entry & Page.PTR) == 0) continue;
            if (copyPage(child, target, n, entry, 0, Page.SIZE) != 0) return -ENOMEM;
            long page = offset + ((long) n << Page.SHIFT);
            m = MemoryMap.endingBehind(m, page);
            if (!m.isNull() && m.from() <= page) MappedPages.limit(m, target, n);
        }
        return 0;
    }

    /** Lets go of one leaf table. */
    static void release(Space space, int at) {
        int record = Tables.named(Tables.middle(at));
        Tables.middle(at, 0);
        int n = at - space.first();
        space.used(n >>> 6, space.used(n >>> 6) & ~(1L << (n & 63)));
        Tables.drop(record);
    }

    /** Gives everything back. The caller flushes the translations of the region. */
    static void end(Space space) {
        Cap middle = Tables.middleAt(space.first());
        for (int word = 0, n = 0; n < space.tables(); word++, n += 64) {
            long bits = space.used(word);
            if (bits == 0) continue;
            space.used(word, 0);
            for (Cap at = middle.plus(n * 8L); bits != 0; bits >>>= 1, at = at.plus(8)) {
                if ((bits & 1) == 0) continue;
                int record = Tables.named(at.load64(0));
                at.store64(0, 0);
                Tables.drop(record);
            }
        }
        Mappings mappings = space.mappings();
        if (!mappings.isNull()) {
            space.mappings(Cap.NULL.as(Mappings.class));
            MemoryMap.drop(mappings);
        }
        int region = space.region();
        space.region(Regions.NONE);            // nobody ever names a region that is free
        Regions.release(region);
        clearCounters(space);
    }

    /** The next space in this place counts from 0. */
    private static void clearCounters(Space space) {
        space.copiedEagerly(0);
        space.copiedByWrite(0);
        space.copiedByLoad(0);
        space.copiedByAccess(0);
        space.kept(0);
        space.demanded(0);
        space.split(0);
        space.moved(0);
        space.move().refused(0);
    }
}
