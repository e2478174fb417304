package dev.ufork.ci.differential;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Sv39 tables for cases below machine mode: text and window where they are, and the window again and again, once for
 * each way a page can treat capabilities.
 *
 * <pre>
 *  63 CW  may hold tags      62 CR  tags are loaded     61 CD  a tag was stored
 *  60 CRM tags trap          59 CRG of this generation
 * </pre>
 */
final class PageTables {
    /** The first of the window's further pages. */
    static final long ALIASES = 0x4000_0000L;
    static final long BASE = 0x8004_8000L;

    private static final long PAGE = 4096;
    private static final int TABLES = 5;
    private static final int V = 1;
    private static final int R = 2;
    private static final int W = 4;
    private static final int X = 8;
    private static final int U = 0x10;
    private static final int ACCESSED_DIRTY = 0xc0;
    private static final long TAGS_FREE = 7L << 61;
    private static final long SV39 = 8L << 60;

    private PageTables() {}

    /** {@code satp} for a privilege. */
    static long satp(int privilege) {
        return SV39 | root(privilege) >>> 12;
    }

    private static long root(int privilege) {
        return BASE + privilege * TABLES * PAGE;
    }

    /** What the pages at {@link #ALIASES} allow, one after the other. */
    static List<Long> aliases() {
        List<Long> all = new ArrayList<>();
        for (long capabilityBits = 0; capabilityBits < 32; capabilityBits++) all.add(capabilityBits << 59 | R | W);
        all.add(TAGS_FREE | R);
        all.add(1L << 60 | R);
        all.add(TAGS_FREE | X);
        all.add(TAGS_FREE | R | X);
        all.add(0L);
        return all;
    }

    static long alias(int i) {
        return ALIASES + i * PAGE;
    }

    /** Writes the tables of user (0) and supervisor (1); {@code image} begins at {@link Guest#BASE}. */
    static void put(ByteBuffer image) {
        for (int privilege = 0; privilege < 2; privilege++) {
            long root = root(privilege);
            int user = privilege == 0 ? U : 0;
            long aliases = path(image, root, ALIASES, root + PAGE);
            for (int i = 0; i < aliases().size(); i++) {
                long bits = aliases().get(i);
                entry(image, aliases, index(alias(i), 0), bits == 0 ? 0 : leaf(Guest.WINDOW, bits | user));
            }
            long fixed = path(image, root, Guest.ARENA, root + 3 * PAGE);
            for (long page : fixedPages())
                entry(image, fixed, index(page, 0), leaf(page, TAGS_FREE | R | (page < Guest.WINDOW ? X : W) | user));
        }
    }

    /** Enters the two tables at {@code middle} on the way to an address; the second. */
    private static long path(ByteBuffer image, long root, long address, long middle) {
        entry(image, root, index(address, 2), table(middle));
        entry(image, middle, index(address, 1), table(middle + PAGE));
        return middle + PAGE;
    }

    private static TreeSet<Long> fixedPages() {
        TreeSet<Long> pages = new TreeSet<>();
        for (long at = 0; at < Guest.ARENA_BYTES; at += PAGE) pages.add(Guest.ARENA + at);
        pages.add(Guest.WINDOW);
        return pages;
    }

    private static int index(long address, int level) {
        return (int) (address >>> 12 + 9 * level & 511);
    }

    private static long table(long at) {
        return at >>> 12 << 10 | V;
    }

    private static long leaf(long page, long bits) {
        return page >>> 12 << 10 | bits | V | ACCESSED_DIRTY;
    }

    private static void entry(ByteBuffer image, long table, int index, long value) {
        image.putLong((int) (table - Guest.BASE) + 8 * index, value);
    }
}
