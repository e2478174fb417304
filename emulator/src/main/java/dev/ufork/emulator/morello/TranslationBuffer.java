package dev.ufork.emulator.morello;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A TLB that never loses an entry by itself: whatever a walk has found stays until an instruction invalidates it.
 *
 * <p>This exists because the machine's own lookups, and the public QEMU's, are forgotten so often that no image notices when it changes a valid
 * descriptor into another valid one with a different output. On hardware both may then be in the TLB at once. The buffer compares: when an
 * invalidation removes an entry, and when a walk meets one, the page must be mapped as it was or not at all.
 *
 * <p>What may differ are rights and Morello's bits for capabilities; what may not are output address, block size, memory attributes
 * and shareability. Source: Arm architecture reference manual, section D5.10.1, "Using break-before-make when updating translation table entries".
 *
 * <p>One buffer serves all cores of a board, as if every invalidation were broadcast.
 */
final class TranslationBuffer {
    private static final int PAGE_SHIFT = 12;
    /** AttrIndx and SH. */
    private static final long ATTRIBUTES = 7 << 2 | 3 << 8;
    private static final int MOST_REPORTED = 20;

    /** What a walk found: the tables' root, the page's physical address, how much the leaf maps, its attributes. */
    record Entry(long root, long page, long size, long attributes) {
        static Entry of(long root, long physical, long size, long descriptor) {
            return new Entry(root, physical >>> PAGE_SHIFT << PAGE_SHIFT, size, descriptor & ATTRIBUTES);
        }
    }

    /** By virtual page. */
    private final Map<Long, Entry> entries = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();

    /** A walk for {@code va} has found a leaf. */
    void found(long va, Entry now) {
        Entry before = entries.put(va >> PAGE_SHIFT, now);
        if (before != null) compare(va, before, now, "is walked again without an invalidation");
    }

    /** The page of {@code va} is invalidated: one of those that have been found. */
    void invalidate(Translation tables, long va) {
        Entry before = entries.remove(va >> PAGE_SHIFT);
        if (before != null) tables.leaf(va).ifPresent(now -> compare(va, before, now, "is invalidated"));
    }

    /** Every page is. */
    void invalidateAll(Translation tables) {
        for (Iterator<Map.Entry<Long, Entry>> all = entries.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Long, Entry> e = all.next();
            long va = e.getKey() << PAGE_SHIFT;
            all.remove();
            tables.leaf(va).ifPresent(now -> compare(va, e.getValue(), now, "is invalidated with all others"));
        }
    }

    private void compare(long va, Entry before, Entry now, String when) {
        if (before.root != now.root || before.equals(now) || violations.size() == MOST_REPORTED) return;
        violations.add("page 0x%x %s: it was 0x%x (%d bytes, attributes 0x%x), and is 0x%x (%d, 0x%x); it was never seen invalid in between"
                .formatted(va & -1L << PAGE_SHIFT, when, before.page, before.size, before.attributes, now.page, now.size, now.attributes));
    }

    /** Pages that were changed without a break, the first twenty. */
    List<String> violations() {
        return Collections.unmodifiableList(violations);
    }
}
