package dev.ufork.boot.morello.guest;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.U;

/**
 * The memory map that UEFI has left: descriptors, each {@code stride} bytes behind the one before. Source: UEFI 2.10, section 7.2.3, GetMemoryMap.
 *
 * <p>Memory beyond what the kernel has addresses for ({@link #REACH}) is as if it were not there.
 */
@Kernel
final class MemoryMap {
    /** Pieces of free memory that are kept. */
    static final int MOST_PIECES = 16;
    private static final long DESCRIPTOR = 40;
    private static final long MOST = 64 << 10;
    private static final int PAGE_SHIFT = 12;
    private static final long BLOCK = 2L << 20;
    static final long REACH = Pages.REACH;

    // EFI_MEMORY_TYPE
    private static final int LOADER_CODE = 1;
    private static final int BOOT_SERVICES_DATA = 4;
    private static final int RUNTIME_SERVICES_DATA = 6;
    private static final int CONVENTIONAL = 7;
    private static final int ACPI_RECLAIM = 9;
    private static final int ACPI_NVS = 10;

    private MemoryMap() {}

    /** Can it be a map? */
    static boolean isOne(long bytes, long stride) {
        return stride >= DESCRIPTOR && stride <= MOST && (stride & 7) == 0 && bytes >= stride && bytes <= MOST;
    }

    private static long begin(Cap map, long at) { return map.load64(at + 8); }

    /** Where the memory ends; its begin when the descriptor is wrong. */
    private static long end(Cap map, long at) {
        long begin = begin(map, at);
        long pages = map.load64(at + 24);
        boolean right = U.lt(begin, REACH) && !U.lt(REACH - begin >>> PAGE_SHIFT, pages);
        return right ? begin + (pages << PAGE_SHIFT) : begin;
    }

    /** Is it memory in which firmware may have put its tables? */
    private static boolean isForTables(int type) {
        return type == BOOT_SERVICES_DATA || type == RUNTIME_SERVICES_DATA || type == ACPI_RECLAIM || type == ACPI_NVS;
    }

    /** Is it free, now that the boot services have ended? */
    private static boolean isFree(int type) { return type >= LOADER_CODE && type <= BOOT_SERVICES_DATA || type == CONVENTIONAL; }

    /** Maps the memory in which tables may be. */
    static void mapTables(Cap map, long bytes, long stride) {
        for (long at = 0; at + DESCRIPTOR <= bytes; at += stride)
            if (isForTables(map.load32(at)) && begin(map, at) != end(map, at)) Pages.window(begin(map, at), end(map, at));
    }

    /** Do so many bytes at the address lie in memory in which tables may be? */
    static boolean holdsTable(Cap map, long bytes, long stride, long address, long size) {
        for (long at = 0; at + DESCRIPTOR <= bytes; at += stride) {
            if (!isForTables(map.load32(at)) || U.lt(address, begin(map, at)) || !U.lt(address, end(map, at))) continue;
            if (size <= end(map, at) - address) return true;
        }
        return false;
    }

    /**
     * Finds all free memory, in pieces of whole blocks as long as they can be, the largest if there are too many. The first is what the kernel has, from its own
     * begin; false if it is in none.
     */
    static boolean findFree(Cap map, long bytes, long stride, long kernel, Facts facts) {
        facts.pieces(1);
        facts.begin(0, kernel);
        facts.end(0, kernel);
        for (long at = 0; at + DESCRIPTOR <= bytes; at += stride) {
            if (!isFree(map.load32(at)) || begin(map, at) == end(map, at) || continues(map, bytes, stride, begin(map, at))) continue;
            long from = begin(map, at) + BLOCK - 1 & -BLOCK;
            long to = extent(map, bytes, stride, end(map, at)) & -BLOCK;
            if (from <= kernel && kernel < to) {
                facts.end(0, to);
                to = kernel;
            }
            if (from < to) keep(from, to, facts);
        }
        return facts.end(0) != kernel;
    }

    /** Is the memory in front of the address free, too? */
    private static boolean continues(Cap map, long bytes, long stride, long address) {
        for (long at = 0; at + DESCRIPTOR <= bytes; at += stride)
            if (isFree(map.load32(at)) && begin(map, at) < address && address <= end(map, at)) return true;
        return false;
    }

    /** How far free memory goes on that is free up to an address. */
    private static long extent(Cap map, long bytes, long stride, long to) {
        long before;
        do {
            before = to;
            for (long at = 0; at + DESCRIPTOR <= bytes; at += stride)
                if (isFree(map.load32(at)) && begin(map, at) <= to && to < end(map, at)) to = end(map, at);
        } while (to != before);
        return to;
    }

    /** Keeps a piece; without room for it, in the place of the smallest that is smaller, but never of the first. */
    private static void keep(long from, long to, Facts facts) {
        int place = facts.pieces();
        if (place < MOST_PIECES) {
            facts.pieces(place + 1);
        } else {
            place = 1;
            for (int i = 2; i < MOST_PIECES; i++) if (facts.end(i) - facts.begin(i) < facts.end(place) - facts.begin(place)) place = i;
            if (facts.end(place) - facts.begin(place) >= to - from) return;
        }
        facts.begin(place, from);
        facts.end(place, to);
    }
}
