package dev.ufork.boot.morello.guest;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.U;

/**
 * The memory map that UEFI has left: descriptors, each {@code stride} bytes behind the one before. Source: UEFI 2.10, section 7.2.3, GetMemoryMap.
 *
 * <p>Memory beyond what the kernel can see of it ({@link Pages#DIRECT}) is as if it were not there.
 */
@Kernel
final class MemoryMap {
    private static final long DESCRIPTOR = 40;
    private static final long MOST = 64 << 10;
    private static final int PAGE_SHIFT = 12;
    private static final long BLOCK = 2L << 20;
    /** Physical addresses that have a place in the direct map. */
    static final long REACH = Pages.DIRECT;

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

    /** Finds all free memory that is in one piece with {@code inside}, whole blocks of it; false if there is none. */
    static boolean findFree(Cap map, long bytes, long stride, long inside, Facts facts) {
        long from = inside;
        long to = inside;
        boolean grown = true;
        while (grown) {
            grown = false;
            for (long at = 0; at + DESCRIPTOR <= bytes; at += stride) {
                if (!isFree(map.load32(at))) continue;
                long begin = begin(map, at);
                long end = end(map, at);
                if (begin == end || U.lt(to, begin) || U.lt(end, from)) continue;
                if (U.lt(begin, from)) {
                    from = begin;
                    grown = true;
                }
                if (U.lt(to, end)) {
                    to = end;
                    grown = true;
                }
            }
        }
        from = from + BLOCK - 1 & -BLOCK;
        to &= -BLOCK;
        facts.memory(from);
        facts.memoryBytes(to - from);
        return from <= inside && inside < to;
    }
}
