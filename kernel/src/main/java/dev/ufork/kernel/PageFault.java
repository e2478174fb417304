package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.U;
import dev.ufork.kernel.target.Page;

/**
 * What happens when the page table refuses an access: split a shared table, copy a page, or find that the μprocess is wrong.
 *
 * <p>A new page is seen only when it is complete: it is filled through the direct map, and the entry is written last.
 */
@Kernel
final class PageFault {
    /** The access may be tried again. */
    static final int RETRY = 0;
    /** No policy allows the access. */
    static final int WRONG = -14;
    /** No memory is left for it. */
    static final int ENOMEM = -12;
    /** A mapping's file ends before. */
    static final int BEYOND = -7;

    private PageFault() {}

    /** Makes the access possible, if it ever can be. The caller flushes the translation of the address when told to retry. */
    static int resolve(Space space, long address, Access access) {
        int at = Tables.middleOf(address);
        if (at < space.first() || at >= space.first() + space.tables()) return WRONG;
        long offset = address - space.base();
        if (U.ge(offset, space.demandEnd())) return MappedPages.resolve(space, address, access);
        boolean demanded = U.ge(offset, space.demandFrom());
        if (Tables.middle(at) == 0 && !demanded) return WRONG;
        LeafTable table = Spaces.own(space, address);
        if (table.isNull()) return ENOMEM;

        int n = (int) (address >>> Page.SHIFT) & Page.ENTRIES - 1;
        long entry = Tables.entries(table).load64(n * 8L);
        if (entry == 0) return demanded && access != Access.EXECUTE ? demand(space, table, n) : WRONG;
        if (allowed(entry, access)) return RETRY;            // the split was all that was missing, or another fault came first
        if ((entry & Page.PTR) == 0) return WRONG;
        if ((access == Access.WRITE || access == Access.STORE_CAP) && (entry & Page.OWN) == 0) return WRONG;
        if (access == Access.EXECUTE) return WRONG;
        return take(space, table, address, entry, access);
    }

    /** Memory that was promised, at its first touch. */
    static int demand(Space space, LeafTable table, int n) {
        int frame = Frames.claimZeroed();
        if (frame == Frames.NONE) return ENOMEM;
        Frames.settle(frame, space.region());
        Tables.populate(table, n, Page.entry(Frames.address(frame), Page.OWNED));
        space.demanded(space.demanded() + 1);
        return RETRY;
    }

    static boolean allowed(long entry, Access access) {
        if ((entry & Page.V) == 0) return false;
        return switch (access) {
            case NONE -> false;
            case READ -> Page.isReadable(entry);
            case EXECUTE -> Page.isExecutable(entry);
            case WRITE -> Page.isWritable(entry);
            case STORE_CAP -> Page.takesCapabilities(entry);
            case LOAD_CAP -> !Page.isTrapping(entry);
        };
    }

    /** Makes the page the space's own: in place when nobody else refers to it, otherwise a copy. */
    static int take(Space space, LeafTable table, long address, long entry, Access access) {
        int frame = Frames.in(entry);
        int home = Frames.of(frame).home();
        int mine = frame;
        if (Frames.of(frame).references() > 1) {
            mine = Frames.claim();
            if (mine == Frames.NONE) return ENOMEM;
            space.moved(space.moved() + copied(space, mine, frame, home));
            count(space, access);
        } else {
            if (home != space.region() && home != Regions.NONE)
                space.moved(space.moved() + Copy.movedInPlace(Frames.page(frame), aimed(space, home)));
            space.kept(space.kept() + 1);
        }
        Frames.settle(mine, space.region());
        long owned = Page.owned(entry, Frames.address(mine));
        int n = (int) (address >>> Page.SHIFT) & Page.ENTRIES - 1;
        if (mine == frame) {
            Tables.entries(table).store64(n * 8L, owned);
            return RETRY;
        }
        Tables.replace(table, n, address, owned);
        Frames.drop(frame);
        return RETRY;
    }

    private static int copied(Space space, int to, int from, int home) {
        Cap target = Frames.page(to);
        Cap source = Frames.page(from);
        if (home != space.region() && home != Regions.NONE) return Copy.moved(target, source, Page.SIZE, aimed(space, home));
        Copy.same(target, source);
        return 0;
    }

    /** The space's move, set to begin at {@code home}. */
    static Move aimed(Space space, int home) {
        Move move = space.move();
        long from = Regions.base(home);
        move.from(from);
        move.delta(space.base() - from);
        return move;
    }

    private static void count(Space space, Access access) {
        switch (access) {
            case WRITE, STORE_CAP -> space.copiedByWrite(space.copiedByWrite() + 1);
            case LOAD_CAP -> space.copiedByLoad(space.copiedByLoad() + 1);
            default -> space.copiedByAccess(space.copiedByAccess() + 1);
        }
    }
}
