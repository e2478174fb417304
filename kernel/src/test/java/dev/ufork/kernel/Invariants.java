package dev.ufork.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.dsl.Cap;
import dev.ufork.kernel.target.Page;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What must hold of the kernel's memory between any two calls: found out anew from the page table, and compared with what the kernel keeps. */
final class Invariants {
    private final Map<Integer, Integer> references = new HashMap<>();
    private final Map<Integer, Integer> shares = new HashMap<>();
    private final Map<Integer, Integer> homed = new HashMap<>();

    private Invariants() {}

    /**
     * Checks everything.
     *
     * @param spaces  all that live
     * @param claimed frames that the test itself has claimed
     */
    static void check(Collection<Space> spaces, Collection<Integer> claimed) {
        Invariants found = new Invariants();
        for (Space space : spaces) found.space(space);
        found.shares.keySet().forEach(found::table);
        claimed.forEach(frame -> found.references.merge(frame, 1, Integer::sum));
        found.frames();
        found.regions();
        assertThat(Tables.used()).as("leaf tables in use").isEqualTo(found.shares.size());
    }

    private void space(Space space) {
        for (int n = 0; n < space.tables(); n++) {
            long entry = Tables.middle(space.first() + n);
            boolean used = (space.used(n >>> 6) >>> (n & 63) & 1) != 0;
            assertThat(used).as("entry %d of the space at %x is known to be used", n, space.base()).isEqualTo(entry != 0);
            if (entry == 0) continue;
            int record = Tables.named(entry);
            shares.merge(record, 1, Integer::sum);
            if ((entry & Page.V) != 0) view(Tables.of(record), space);
        }
    }

    /** A table that the hardware reads: one region's, each page writable only at home and by its only owner. */
    private static void view(LeafTable table, Space space) {
        assertThat(table.shares()).as("regions that name a valid table").isEqualTo(1);
        assertThat(table.owner()).as("whose view a valid table shows").isEqualTo(space.region());
        for (int n = 0; n < Page.ENTRIES; n++) {
            long entry = Tables.entries(table).load64(n * 8L);
            if ((entry & Page.PTR) == 0) continue;
            Frame frame = Frames.of(Frames.in(entry));
            if (frame.home() != space.region())
                assertThat(Page.isWritable(entry) || (entry & Page.V) != 0 && !Page.isTrapping(entry)).as("rights to a page from elsewhere").isFalse();
            if (Page.isWritable(entry)) assertThat(frame.references()).as("mappings of a page that somebody writes").isEqualTo(1);
        }
    }

    private void table(int record) {
        LeafTable table = Tables.of(record);
        assertThat(table.shares()).as("regions that name table %d", record).isEqualTo(shares.get(record));
        references.merge(table.frame(), 1, Integer::sum);
        for (int n = 0; n < Page.ENTRIES; n++) {
            long entry = Tables.entries(table).load64(n * 8L);
            assertThat(entry != 0).as("entry %d is in use", n).isEqualTo(Tables.isPopulated(table, n));
            if (entry != 0) references.merge(Frames.in(entry), 1, Integer::sum);
        }
    }

    private void frames() {
        references.forEach((frame, count) -> assertThat(Frames.of(frame).references()).as("references of frame %d", frame).isEqualTo(count));
        Set<Integer> free = new HashSet<>();
        int ready = 0;
        for (int frame = Frames.firstZeroed(); frame != Frames.NONE; frame = Frames.of(frame).next(), ready++) {
            assertThat(free.add(frame)).as("frame %d is once in a list", frame).isTrue();
            Cap page = Frames.page(frame);
            for (long at = 0; at < Page.SIZE; at += 16)
                if (!page.loadCap(at).isNull()) throw new AssertionError("frame %d is said to be zeroed, but is not at %x".formatted(frame, at));
        }
        assertThat(Frames.ready()).as("zeroed frames").isEqualTo(ready);
        for (int frame = Frames.firstDirty(); frame != Frames.NONE; frame = Frames.of(frame).next())
            assertThat(free.add(frame)).as("frame %d is once in a list", frame).isTrue();
        assertThat(Frames.free()).as("free frames").isEqualTo(free.size());
        assertThat(free).as("frames both free and in use").doesNotContainAnyElementsOf(references.keySet());
        for (int frame : references.keySet())
            if (Frames.of(frame).home() != Regions.NONE) homed.merge(Frames.of(frame).home(), 1, Integer::sum);
    }

    /** The blocks of the arena lie side by side without a gap, and the lists hold exactly the free ones. */
    private void regions() {
        int[] free = new int[Regions.ORDERS];
        for (int region = 1; region <= Regions.SLOTS; region += 1 << Regions.of(region).order()) {
            Region r = Regions.of(region);
            assertThat(r.state()).as("the block at slot %d", region - 1).isNotEqualTo(RegionState.INNER);
            if (r.state() == RegionState.FREE) free[r.order()]++;
            else assertThat(r.homed()).as("frames whose home is region %d", region).isEqualTo(homed.getOrDefault(region, 0));
            if (r.state() == RegionState.HAUNTED) assertThat(r.homed()).isPositive();
        }
        for (int order = 0; order < Regions.ORDERS; order++) assertThat(Regions.free(order)).as("free blocks of order %d", order).isEqualTo(free[order]);
    }
}
