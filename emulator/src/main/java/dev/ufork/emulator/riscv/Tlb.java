package dev.ufork.emulator.riscv;

import dev.ufork.emulator.Memory;
import java.util.Arrays;

/**
 * Cached translations of one privilege level: virtual page to a page's bytes and tags in host arrays.
 *
 * <p>Direct-mapped, one set of arrays for loads and one for stores. A tag is the page's address, or an odd number for none; an
 * aligned access of {@code size} bytes at {@code va} hits if the tag equals {@code va & (PAGE | size - 1)}. Only RAM is
 * here, and only pages on which stores need no attention (see {@link CodeCache}) have a store entry. The CHERI bits
 * matter to capability accesses alone.
 */
final class Tlb {
    static final int ENTRIES = 512;
    static final int MASK = ENTRIES - 1;
    static final long PAGE = -4096;
    private static final long NONE = 1;
    /** As {@link #NONE}, but the index is among those to flush. */
    private static final long REFUSED = 3;

    /** Loads of a tagged capability lose the tag. */
    static final int LOAD_CLEARS = 1;
    /** Loads of a tagged capability trap. */
    static final int LOAD_TRAPS = 2;
    /** Stores of a tagged capability go the slow way, and trap there unless the page table has changed. */
    static final int STORE_TRAPS = 4;

    final long[] loadTag = new long[ENTRIES];
    final byte[][] loadBytes = new byte[ENTRIES][];
    final long[][] loadTags = new long[ENTRIES][];
    final int[] loadAt = new int[ENTRIES];
    final int[] loadCheri = new int[ENTRIES];

    final long[] storeTag = new long[ENTRIES];
    final byte[][] storeBytes = new byte[ENTRIES][];
    final long[][] storeTags = new long[ENTRIES][];
    final int[] storeAt = new int[ENTRIES];
    final int[] storeCheri = new int[ENTRIES];

    /** Fetches need the physical page only. */
    final long[] fetchTag = new long[ENTRIES];
    final long[] fetchPhysical = new long[ENTRIES];

    // Entries filled since the last flush: a guest that fences after every page-table change must not pay for the rest.
    private final int[] filled = new int[3 * ENTRIES];
    private int filledCount;

    Tlb() {
        Arrays.fill(loadTag, NONE);
        Arrays.fill(storeTag, NONE);
        Arrays.fill(fetchTag, NONE);
    }

    static int index(long va) {
        return (int) (va >>> 12) & MASK;
    }

    void flush() {
        for (int i = 0; i < filledCount; i++) {
            int e = filled[i];
            loadTag[e] = NONE;
            storeTag[e] = NONE;
            fetchTag[e] = NONE;
        }
        filledCount = 0;
    }

    /** An index, remembered for the next flush unless {@code tags} shows that it is already. */
    private int fill(long[] tags, long va) {
        int e = index(va);
        if (tags[e] == NONE) filled[filledCount++] = e;
        tags[e] = va & PAGE;
        return e;
    }

    void fillLoad(long va, Memory.Chunk chunk, int at, int cheri) {
        int e = fill(loadTag, va);
        loadBytes[e] = chunk.bytes;
        loadTags[e] = chunk.tags;
        loadAt[e] = at;
        loadCheri[e] = cheri;
    }

    void fillStore(long va, Memory.Chunk chunk, int at, int cheri) {
        int e = fill(storeTag, va);
        storeBytes[e] = chunk.bytes;
        storeTags[e] = chunk.tags;
        storeAt[e] = at;
        storeCheri[e] = cheri;
    }

    void fillFetch(long va, long physical) {
        int e = fill(fetchTag, va);
        fetchPhysical[e] = physical & PAGE;
    }

    /** Forgets that stores may go directly to a page of host memory. */
    void forgetStores(byte[] bytes, int at) {
        for (int e = 0; e < ENTRIES; e++)
            if (storeBytes[e] == bytes && storeAt[e] == at) storeTag[e] = REFUSED;
    }
}
