package dev.ufork.images.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** The regions of a {@link Snapshot}, and which μprocess lives in each. */
final class Regions {
    static final int SLOTS = 1 << 14;
    static final int ORDERS = 13;
    private static final int SLOT_SHIFT = 23;
    private static final int LEAST_SHIFT = 21;
    private static final int PROCESSES = 512;
    private static final int INNER = 0;
    private static final int FREE_BLOCK = 1;
    private static final int HIDDEN_BLOCK = 4;
    private static final int LIVE = 2;
    private static final int FREE_SLOT = 0;
    private static final int NEW = 1;
    private static final int TRUSTING = 2;

    /** A region: its number, where it is, and whether those who live there trust others. */
    record Region(int number, long base, long size, boolean trusting) {
        boolean spans(long from, long to) {
            return from >= base && to <= base + size && from <= to;
        }

        String text() {
            return "region %d at 0x%x".formatted(number, base);
        }
    }

    /** A μprocess or a thread: the number of its region, and whether it is still being made, so that it has no registers yet. */
    record Process(int pid, int region, boolean isNew, Kept record) {}

    final List<Process> processes = new ArrayList<>();
    /** The records of all processes, also of those that have no memory. */
    final List<Kept> all = new ArrayList<>();
    private final NavigableMap<Long, Region> byBase = new TreeMap<>();
    private final Region[] byNumber = new Region[SLOTS + 1];

    private Regions() {}

    static Regions of(Snapshot s) {
        Regions all = new Regions();
        Set<Integer> trusting = new HashSet<>();
        long size = Kept.shape("Uproc").size();
        for (int slot = 1; slot < PROCESSES; slot++) {
            Kept uproc = Kept.of(s, "Uproc", s.object("Uprocs.RECORDS") + slot * size);
            if (uproc.index("state") == FREE_SLOT) continue;
            all.all.add(uproc);
            Kept space = uproc.referred("space", "Space");
            if (space == null || space.index("region") == 0) continue;
            all.processes.add(new Process(uproc.index("pid"), space.index("region"), uproc.index("state") == NEW, uproc));
            if (space.index("isolation") == TRUSTING) trusting.add(space.index("region"));
        }
        long record = Kept.shape("Region").size();
        for (int number = 1; number <= SLOTS; ) {
            Kept region = Kept.of(s, "Region", s.object("Regions.RECORDS") + (number - 1) * record);
            if (region.index("state") == INNER && number == 1) break;      // the kernel has not come so far
            if (region.index("state") == INNER) throw new IllegalStateException("the block at slot %d is inside another".formatted(number));
            Region r = new Region(number, Snapshot.ARENA + (number - 1L << SLOT_SHIFT), 1L << LEAST_SHIFT + region.index("order"), trusting.contains(number));
            if (!isFree(region)) all.byNumber[number] = r;
            if (region.index("state") == LIVE) all.byBase.put(r.base, r);
            number += 1 << region.index("order");
        }
        return all;
    }

    /** Is it a free block, whether or not a shortage hides it? */
    static boolean isFree(Kept region) {
        int state = region.index("state");
        return state == FREE_BLOCK || state == HIDDEN_BLOCK;
    }

    /** The live region around the address; null if there is none. */
    Region around(long address) {
        var entry = byBase.floorEntry(address);
        return entry != null && address - entry.getKey() < entry.getValue().size ? entry.getValue() : null;
    }

    /** The mapping that the region has at the address: {@code mmap}; null if it has none there. */
    Kept mapping(Region region, long address) {
        for (Process p : processes) {
            if (p.region != region.number) continue;
            Kept mappings = p.record.referred("space", "Space").referred("mappings", "Mappings");
            Kept m = mappings == null ? null : mappings.referred("first", "Mapping");
            for (; m != null; m = m.referred("next", "Mapping")) {
                long offset = address - region.base - m.number("from");
                if (offset >= 0 && offset < m.number("bytes")) return m;
            }
            return null;
        }
        return null;
    }

    /** Whether the μprocess of the region has asked for memory at the address that others see too: {@code mmap} with {@code MAP_SHARED}. */
    boolean shares(Region region, long address) {
        Kept m = mapping(region, address);
        return m != null && m.number("shared") != 0;
    }

    /** The region with the number, while it lives or a frame calls it home; null otherwise. */
    Region numbered(int number) {
        return number > 0 && number <= SLOTS ? byNumber[number] : null;
    }
}
