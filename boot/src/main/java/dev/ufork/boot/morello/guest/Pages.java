package dev.ufork.boot.morello.guest;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/**
 * The page tables that reset has begun, while the machine starts: physical memory appears at {@link #DIRECT}, RAM as memory and devices as devices.
 *
 * <p>Owner: the core that starts the machine.
 */
@Kernel
final class Pages {
    /** Where the kernel sees physical memory. */
    static final long DIRECT = 1L << 46;
    /** Physical addresses that have a place there. */
    static final long REACH = 1L << 46;
    /** Addresses of which the image's are some: what one entry of the root maps. */
    private static final long IMAGES = 1L << 39;
    private static final long PAGE = 4096;
    private static final long BLOCK = 2L << 20;
    private static final long GIGABYTE = 1L << 30;

    // Stage 1 descriptors: Arm ARM, D5.3; SC and LC of the Morello supplement.
    private static final long TABLE = 3;
    private static final long SHARED_ACCESSED = 3L << 8 | 1L << 10;
    private static final long NO_EXECUTE = 3L << 53;
    static final long READ_ONLY = 1L << 7;
    static final long STORES_TAGS = 1L << 60;
    /** With the bit that loads tags: LC = 11. */
    static final long LOADS_TRAP = 1L << 62;
    private static final long TAGS = 1L << 61 | STORES_TAGS;
    private static final long RAM = 1 | SHARED_ACCESSED | NO_EXECUTE | TAGS;
    private static final long DEVICE = 3 | 1L << 2 | SHARED_ACCESSED | NO_EXECUTE;
    private static final long ADDRESS = (1L << 48) - 1 & -PAGE;

    private static Cap tables = Cap.NULL;
    private static Cap free = Cap.NULL;
    private static long offset;

    private Pages() {}

    /**
     * Takes over.
     *
     * @param all    the tables, the root first
     * @param next   the first that is not used yet
     * @param offset what virtual addresses of tables are more than the physical ones
     */
    static void start(Cap all, Cap next, long offset) {
        tables = all;
        free = next;
        Pages.offset = offset;
    }

    /** Maps RAM, all blocks that lie in it whole, and so far as {@link #DIRECT} goes. */
    static void memory(long begin, long bytes) {
        long at = begin + BLOCK - 1 & -BLOCK;
        long end = (begin >= 0 && bytes >= 0 && begin < REACH ? bytes < REACH - begin ? begin + bytes : REACH : 0) & -BLOCK;
        while (at < end) {
            Cap large = entry(DIRECT + at, 30);
            boolean whole = (at & GIGABYTE - 1) == 0 && end - at >= GIGABYTE && (large.load64(0) & TABLE) != TABLE;
            if (whole) large.store64(0, at | RAM);
            else if ((large.load64(0) & TABLE) != 1) entry(DIRECT + at, 21).store64(0, at | RAM);
            at += whole ? GIGABYTE : BLOCK;
        }
    }

    /** Maps RAM, all blocks in which some of it lies. */
    static void window(long address, long end) {
        for (long at = address & -BLOCK; at < end; at += BLOCK) entry(DIRECT + at, 21).store64(0, at | RAM);
    }

    /** Maps the registers of a device. */
    static void device(long address, long bytes) {
        for (long at = address & -PAGE; at < address + bytes; at += PAGE) entry(DIRECT + at, 12).store64(0, at | DEVICE);
    }

    /** Unmaps the place where translation was turned on, which was mapped one to one; nothing else is mapped near it. */
    static void forget(long address) {
        entry(address, address < IMAGES ? 30 : 39).store64(0, 0);
    }

    /** Makes a part of the image constant. */
    static void protect(long address, long end) {
        for (long at = address & -PAGE; at < end; at += PAGE) change(at, STORES_TAGS, READ_ONLY);
    }

    /** Clears and sets bits of a page's entry. */
    static void change(long address, long clear, long set) {
        Cap entry = entry(address, 12);
        entry.store64(0, entry.load64(0) & ~clear | set);
    }

    /** The entry for an address; {@code last} is where the index of its level begins. */
    private static Cap entry(long address, int last) {
        Cap table = tables;
        for (int level = 39; ; level -= 9) {
            Cap entry = table.plus((address >>> level & 511) * 8);
            if (level == last) return entry;
            long below = entry.load64(0);
            if (below == 0) {
                below = free.address() - offset | TABLE;
                free.store64(0, 0);                // traps when there is none left
                free = free.plus(PAGE);
                entry.store64(0, below);
            }
            table = tables.at((below & ADDRESS) + offset);
        }
    }
}
