package dev.ufork.kernel;

import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.U;
import dev.ufork.kernel.target.Page;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Mman;

/**
 * The pages of mappings: they appear at their first touch, lose and regain rights with {@code mprotect}, and go with {@code munmap}.
 *
 * <pre>
 *  mapping             at the first touch                              entry
 *  private             a zeroed frame                                  owned
 *  private, of a file  the file's frame, until a write takes a copy    read only, "a write makes it owned", no capabilities
 *  shared              the file's frame                                no capabilities, the same for everybody
 * </pre>
 *
 * <p>An entry never allows more than its mapping does. A page that may not be touched at all is an entry with nothing but its frame; what it is
 * when it may be touched again follows from its mapping.
 */
@Kernel
final class MappedPages {
    private MappedPages() {}

    /** As {@link PageFault#resolve}, where mappings can be. */
    static int resolve(Space space, long address, Access access) {
        long offset = address - space.base();
        Mapping m = MemoryMap.at(space, offset);
        if (m.isNull() || !permits(m, access)) return PageFault.WRONG;
        LeafTable table = Spaces.own(space, address);
        if (table.isNull()) return PageFault.ENOMEM;
        int n = (int) (address >>> Page.SHIFT) & Page.ENTRIES - 1;
        long entry = Tables.entries(table).load64(n * 8L);
        if (entry == 0) {
            int result = appear(space, m, table, n, offset, access);
            if (result != PageFault.RETRY) {
                drop(space, Tables.middleOf(address));
                Cpu.flush();                                // walks may have seen the table that is gone
            }
            return result;
        }
        if (PageFault.allowed(entry, access)) return PageFault.RETRY;
        if (m.shared()) {
            Tables.entries(table).store64(n * 8L, limited(m, Page.entry(Page.address(entry), Page.COMMON)));
            return PageFault.RETRY;
        }
        int result = PageFault.take(space, table, address, entry | Page.PTR | Page.OWN, access);
        if (result == PageFault.RETRY) limit(m, table, n);
        return result;
    }

    private static boolean permits(Mapping m, Access access) {
        return switch (access) {
            case NONE, EXECUTE -> false;
            case READ, LOAD_CAP -> m.protection() != Mman.NONE;
            case WRITE -> (m.protection() & Mman.WRITE) != 0;
            case STORE_CAP -> (m.protection() & Mman.WRITE) != 0 && !m.shared();
        };
    }

    /** The first touch of a page. */
    private static int appear(Space space, Mapping m, LeafTable table, int n, long offset, Access access) {
        Node file = m.node();
        if (file.isNull()) {
            int result = PageFault.demand(space, table, n);
            if (result == PageFault.RETRY) limit(m, table, n);
            return result;
        }
        long page = m.offset() + (offset - m.from()) >>> Page.SHIFT;
        if (U.ge(page << Page.SHIFT, file.size())) return PageFault.BEYOND;
        int frame = m.shared() ? Contents.own(file, page) : Contents.frame(file, page);
        if (!m.shared() && (frame == Frames.NONE || access == Access.WRITE || access == Access.STORE_CAP)) return copy(space, m, table, n, page);
        if (frame == Frames.NONE) return PageFault.ENOMEM;
        Frames.share(frame);
        Tables.populate(table, n, limited(m, Page.entry(Frames.address(frame), m.shared() ? Page.COMMON : Page.OF_FILE)));
        return PageFault.RETRY;
    }

    /** A page of a file, private from the start: the file has no frame for it, or it is to be written. */
    private static int copy(Space space, Mapping m, LeafTable table, int n, long page) {
        int mine = Frames.claimZeroed();
        if (mine == Frames.NONE) return PageFault.ENOMEM;
        Contents.page(m.node(), page, Frames.page(mine));
        Frames.settle(mine, space.region());
        Tables.populate(table, n, limited(m, Page.entry(Frames.address(mine), Page.OWNED)));
        return PageFault.RETRY;
    }

    /** Takes from an entry what its mapping does not allow. */
    static void limit(Mapping m, LeafTable table, int n) {
        long entry = Tables.entries(table).load64(n * 8L);
        Tables.entries(table).store64(n * 8L, limited(m, entry));
    }

    /** The entry without what the mapping does not allow. */
    static long limited(Mapping m, long entry) {
        if (m.protection() == Mman.NONE) return Page.hidden(entry);
        return (m.protection() & Mman.WRITE) != 0 ? entry : Page.readOnly(entry);
    }

    /**
     * Forgets a range: mappings, pages, and tables that are empty then. The caller flushes translations whatever comes of it; the list of mappings is the
     * space's alone. False, and everything is as it was, when memory is out.
     */
    static boolean unmap(Space space, long from, long to) {
        if (!ownTables(space, from, to, false) || !MemoryMap.cut(space, from, to)) return false;
        for (long at = from; at < to; at = next(at, to)) {
            int middle = Tables.middleOf(space.base() + at);
            if (Tables.middle(middle) == 0) continue;
            if (isWhole(at, next(at, to))) {
                Spaces.release(space, middle);
                continue;
            }
            LeafTable table = Tables.of(Tables.named(Tables.middle(middle)));
            for (long page = at; page < next(at, to); page += Page.SIZE) Tables.depopulate(table, number(page));
            drop(space, middle);
        }
        MemoryMap.remove(space, from, to);
        return true;
    }

    /** Gives a range, all of it mapped, other rights. As {@link #unmap}. */
    static boolean protect(Space space, long from, long to, int protection) {
        if (!ownTables(space, from, to, true) || !MemoryMap.cut(space, from, to)) return false;
        long at = from;
        for (Mapping m = MemoryMap.at(space, from); at < to; m = m.next()) {
            m.protection(protection);
            for (long end = m.from() + m.bytes(); at < end; at = next(at, end)) {
                long entry = Tables.middle(Tables.middleOf(space.base() + at));
                if (entry == 0) continue;
                LeafTable table = Tables.of(Tables.named(entry));
                for (long page = at; page < next(at, end); page += Page.SIZE)
                    if (Tables.isPopulated(table, number(page))) limit(m, table, number(page));
            }
        }
        return true;
    }

    /** The tables of a range become the space's alone: all that there are, or only those of which but a part is meant. */
    private static boolean ownTables(Space space, long from, long to, boolean all) {
        for (long at = from; at < to; at = next(at, to)) {
            if (!all && isWhole(at, next(at, to)) || Tables.middle(Tables.middleOf(space.base() + at)) == 0) continue;
            if (Spaces.own(space, space.base() + at).isNull()) return false;
        }
        return true;
    }

    /** Where the next table begins, or the range ends. */
    private static long next(long at, long to) {
        return Math.min((at | Page.TABLE_SPAN - 1) + 1, to);
    }

    private static boolean isWhole(long from, long to) {
        return to - from == Page.TABLE_SPAN;
    }

    private static int number(long offset) {
        return (int) (offset >>> Page.SHIFT) & Page.ENTRIES - 1;
    }

    /** Gives back a table of the space's own that maps nothing. */
    private static void drop(Space space, int middle) {
        if (Tables.isEmpty(Tables.of(Tables.named(Tables.middle(middle))))) Spaces.release(space, middle);
    }
}
