package dev.ufork.images.verify;

/**
 * The page table's register and what an entry lets the hardware do: four levels of 512 entries for 48 bits of address, of which level 0 has the pages of
 * 4 KiB, and all addresses of programs under one root.
 */
interface Paging {
    int ENTRIES = 512;
    long PAGE = 4096;
    int PAGE_SHIFT = 12;
    int TOP = 3;
    int LEVEL_BITS = 9;

    /** What in the control registers breaks what the entries promise; empty if nothing does. */
    String trouble();

    /** The physical address of the root. */
    long root();

    /** The hardware goes by the entry. */
    boolean isValid(long entry);

    /** A valid entry is a page or block, and not a table. */
    boolean isPage(long entry, int level);

    boolean isWritable(long entry);

    boolean isExecutable(long entry);

    /** A load gives a capability with its tag, and nobody is asked. */
    boolean loadsCapabilities(long entry);

    /** Capabilities keep their tags on the way into the page, or out of it. */
    boolean takesCapabilities(long entry);

    /** The physical address of the page or table. */
    long address(long entry);

    /** The index of the address in a table of the level. */
    static int index(long address, int level) {
        return (int) (address >>> PAGE_SHIFT + LEVEL_BITS * level) & ENTRIES - 1;
    }
}
