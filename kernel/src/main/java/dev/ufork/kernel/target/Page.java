package dev.ufork.kernel.target;

/**
 * Page-table entries: four levels of tables, with 48 bits of address, on every target; what is in an entry is the twin's.
 *
 * <p>A μprocess's page is seen in one of three ways. <em>Owned</em>: its owner does everything. <em>Kept</em>: read only, capabilities load;
 * the page is at home but others see it too. <em>Foreign</em>: read only, and the load of a capability traps, because its
 * capabilities point into another region. {@code OWN} says that a write makes the page owned, {@code PTR} that it may hold
 * capabilities of its region; text, plain constants, shared mappings and the kernel's entries have neither bit and look the same to everybody.
 */
public abstract class Page extends dev.ufork.kernel.riscv.Page {
    public static final int SHIFT = 12;
    public static final long SIZE = 1L << SHIFT;
    /** Entries of a table. */
    public static final int ENTRIES = 512;
    /** What one leaf table maps. */
    public static final int TABLE_SHIFT = 21;
    public static final long TABLE_SPAN = 1L << TABLE_SHIFT;
    /** What one entry of the root maps. */
    public static final int ROOT_SHIFT = 39;
}
