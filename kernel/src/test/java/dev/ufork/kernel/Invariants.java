package dev.ufork.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.dsl.Cap;
import dev.ufork.kernel.target.Page;
import dev.ufork.shared.Mman;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What must hold of the kernel's memory between any two calls: found out anew from the page table, and compared with what the kernel keeps. */
final class Invariants {
    private final Map<Integer, Integer> references = new HashMap<>();
    private final Map<Integer, Integer> shares = new HashMap<>();
    private final Map<Integer, Integer> homed = new HashMap<>();

    private final Map<Long, List<Space>> lists = new TreeMap<>();
    private final Map<Long, Node> nodes = new TreeMap<>();

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
        for (Space space : spaces) found.mappings(space);
        found.lists.forEach((list, sharers) -> assertThat(sharers.size()).as("spaces that have the mappings at %x", list).isEqualTo(sharers.getFirst().mappings().sharers()));
        found.nodes.values().forEach(node -> found.pages(node.top(), node.levels()));
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

    /** In order, apart, and no page of the region that is mapped has more rights than its mapping. */
    private void mappings(Space space) {
        if (space.mappings().isNull()) return;
        lists.computeIfAbsent(space.mappings().cap().address(), at -> new ArrayList<>()).add(space);
        long end = space.demandEnd();
        for (Mapping m = space.mappings().first(); !m.isNull(); m = m.next()) {
            assertThat(m.from()).as("begin of a mapping").isGreaterThanOrEqualTo(end);
            end = m.from() + m.bytes();
            if (!m.node().isNull()) nodes.put(m.node().cap().address(), m.node());
        }
        assertThat(end).as("end of the last mapping").isLessThanOrEqualTo(space.move().size());
        for (long offset = space.demandEnd(); offset < space.move().size(); offset += Page.SIZE) {
            long middle = Tables.middle(Tables.middleOf(space.base() + offset));
            if ((middle & Page.V) == 0) continue;
            long entry = Tables.entries(Tables.of(Tables.named(middle))).load64((offset >>> Page.SHIFT & Page.ENTRIES - 1) * 8);
            if (entry != 0) mapped(MemoryMap.at(space, offset), offset, entry);
        }
    }

    private static void mapped(Mapping m, long offset, long entry) {
        assertThat(m.isNull()).as("a page at %x without a mapping", offset).isFalse();
        if (m.protection() == Mman.NONE) assertThat(entry & Page.V).as("rights to a page at %x that is not to be touched", offset).isZero();
        if ((m.protection() & Mman.WRITE) == 0) assertThat(Page.isWritable(entry)).as("a page at %x that must not be written is writable", offset).isFalse();
        if (!m.shared()) return;
        assertThat(Page.takesCapabilities(entry) || (entry & (Page.PTR | Page.OWN)) != 0).as("capabilities in a shared page at %x", offset).isFalse();
        assertThat(Frames.in(entry)).as("frame of the shared page at %x", offset).isEqualTo(Contents.frame(m.node(), m.offset() + offset - m.from() >>> Page.SHIFT));
    }

    /** The frames of a file: its pages and what names them. */
    private void pages(int frame, int levels) {
        if (frame == Frames.NONE) return;
        references.merge(frame, 1, Integer::sum);
        if (levels > 0) for (int at = 0; at < Page.SIZE; at += 4) pages(Frames.page(frame).load32(at), levels - 1);
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
        assertThat(Collections.disjoint(free, references.keySet())).as("no frame is both free and in use").isTrue();
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
