package dev.ufork.emulator.morello;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decoded instructions by physical page, shared by all cores.
 *
 * <p>A page has one array for each {@linkplain Decoding context} it was run in; 0 is an instruction not yet decoded.
 * A page with decoded instructions is never in an address cache for writing, so every store to it comes by {@link
 * #written}.
 */
final class CodeCache {
    static final int CONTEXTS = 16;
    static final int SLOTS = 1024;

    /** One page's instructions: the packed operation and its immediate, by context and slot. */
    static final class Page {
        final long[][] ops = new long[CONTEXTS][];
        final long[][] immediates = new long[CONTEXTS][];

        private Page() {}
    }

    private final Map<Long, Page> pages = new HashMap<>();
    private final List<Runnable> listeners = new ArrayList<>();

    /** What to do when a page is about to hold decoded instructions: forget cached write permission. */
    void onFirstUse(Runnable listener) {
        listeners.add(listener);
    }

    /** The page around physical address {@code p}, ready for {@code context}. */
    Page page(long p, int context) {
        Page page = pages.get(p >>> 12);
        if (page == null) {
            page = new Page();
            pages.put(p >>> 12, page);
            for (Runnable listener : listeners) listener.run();
        }
        if (page.ops[context] == null) {
            page.ops[context] = new long[SLOTS];
            page.immediates[context] = new long[SLOTS];
        }
        return page;
    }

    boolean holds(long p) {
        return pages.containsKey(p >>> 12);
    }

    /** Bytes were stored: what was decoded from them is no longer true. */
    void written(long p, int size) {
        forget(p);
        if ((p + size - 1 ^ p) >>> 2 != 0) for (long at = (p & -4) + 4; at < p + size; at += 4) forget(at);
    }

    private void forget(long p) {
        Page page = pages.get(p >>> 12);
        if (page == null) return;
        int slot = (int) (p >>> 2) & SLOTS - 1;
        for (long[] ops : page.ops) if (ops != null) ops[slot] = 0;
    }

    /** Memory changed behind the cores' backs. */
    void forgetAll() {
        for (Page page : pages.values()) for (long[] ops : page.ops) if (ops != null) java.util.Arrays.fill(ops, 0);
    }
}
