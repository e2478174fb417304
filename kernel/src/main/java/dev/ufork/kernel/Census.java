package dev.ufork.kernel;

import dev.ufork.dsl.Kernel;
import dev.ufork.kernel.target.Page;

/** What there is, counted when somebody asks: nothing here is kept up to date, so forks do not pay for it. */
@Kernel
final class Census {
    private Census() {}

    /** Pages of a space that nobody else refers to. */
    static long privatePages(Space space) {
        return pages(space, true);
    }

    /** Pages of a space that others see too, or would if they looked. */
    static long sharedPages(Space space) {
        return pages(space, false);
    }

    private static long pages(Space space, boolean alone) {
        long count = 0;
        for (int n = 0; n < space.tables(); n++) {
            long middle = Tables.middle(space.first() + n);
            if (middle == 0) continue;
            LeafTable table = Tables.of(Tables.named(middle));
            for (int i = 0; i < Page.ENTRIES; i++) {
                if (!Tables.isPopulated(table, i)) continue;
                int frame = Frames.in(Tables.entries(table).load64(i * 8L));
                if ((table.shares() == 1 && Frames.of(frame).references() == 1) == alone) count++;
            }
        }
        return count;
    }

    /** Leaf tables that are the space's alone. */
    static long tables(Space space) {
        long count = 0;
        for (int n = 0; n < space.tables(); n++) {
            long middle = Tables.middle(space.first() + n);
            if (middle != 0 && Tables.of(Tables.named(middle)).shares() == 1) count++;
        }
        return count;
    }

    /** Regions that are in use, or that frames still call home. */
    static long regions() {
        long count = 0;
        for (int region = 1; region <= Regions.SLOTS; region += 1 << Regions.of(region).order())
            if (Regions.of(region).state() == RegionState.LIVE || Regions.of(region).state() == RegionState.HAUNTED) count++;
        return count;
    }
}
