package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * The one page table of the machine, as far as regions reach: middle entries, each for a leaf table of 2 MiB, and the leaf tables.
 *
 * <pre>
 *  root -> upper -> middle entries, one flat array for the whole arena
 *                    | 0 | valid | shared | shared | 0 | ...
 *                           |        |        |
 *                          leaf    leaf of several regions: no hardware reads it until somebody splits it
 * </pre>
 *
 * <p>A middle entry is empty, valid (the leaf table is this region's alone), or shared: invalid for the hardware, with the table's address and the
 * bit {@link #SHARED}. A fork shares tables by one store for the parent and one for the child; the first touch by either side splits.
 *
 * <p>Invariant: the entries of a table that is shared never change, but for losing their write permission. Frames that a shared table names
 * therefore count more references than one as soon as anybody has split from it, and their home cannot change.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Tables {
    static final int NONE = 0;

    /** In a middle entry without {@link Page#V}. */
    static final long SHARED = 1 << 8;

    private static final int RECORD = Layout.size(LeafTable.class);
    private static final Roots ROOTS = Global.of(Roots.class);

    /** Where the tables are, and the free records. */
    @Struct
    interface Roots extends Ref {
        Cap middle();       void middle(Cap entries);
        Cap records();      void records(Cap c);
        int free();         void free(int record);
        int used();         void used(int records);
        /** The free records while {@link #hide} is in force. */
        int hidden();       void hidden(int record);
    }

    private Tables() {}

    /** Bytes of the middle table of the arena. */
    static long middleBytes() {
        return (long) Regions.SLOTS * 4 * 8;
    }

    /** Bytes that so many records take. */
    static long recordBytes(int tables) {
        return (long) tables * RECORD;
    }

    /** @param records zeroed memory for as many leaf tables as there may be */
    static void start(Cap middle, Cap records) {
        ROOTS.middle(middle);
        ROOTS.records(records);
        for (int n = (int) (records.length() / RECORD) - 1; n > 0; n--) {
            of(n).next(ROOTS.free());
            ROOTS.free(n);
        }
    }

    /** Leaf tables there are. */
    static int used() {
        return ROOTS.used();
    }

    /** No table can be claimed until {@link #show}. */
    static void hide() {
        ROOTS.hidden(ROOTS.free());
        ROOTS.free(NONE);
    }

    static void show() {
        assert ROOTS.free() == NONE;
        ROOTS.free(ROOTS.hidden());
    }

    @Inline
    static LeafTable of(int record) {
        return ROOTS.records().plus((long) record * RECORD).as(LeafTable.class);
    }

    /** The number of the middle entry for an address in the arena. */
    @Inline
    static int middleOf(long address) {
        return (int) (address - Regions.START >>> Page.TABLE_SHIFT);
    }

    @Inline
    static long middle(int entry) {
        return ROOTS.middle().load64(entry * 8L);
    }

    @Inline
    static void middle(int entry, long value) {
        ROOTS.middle().store64(entry * 8L, value);
    }

    /** The record of the table that a middle entry names. */
    @Inline
    static int named(long entry) {
        return Frames.of(Frames.in(entry)).table();
    }

    @Inline
    static Cap entries(LeafTable table) {
        return Frames.page(table.frame());
    }

    /** A middle entry that lets the hardware read the table. */
    @Inline
    static long valid(LeafTable table) {
        return Page.entry(Frames.address(table.frame()), Page.V);
    }

    /** A new table without entries, of one region; or {@link #NONE}. */
    static int claim() {
        int record = ROOTS.free();
        if (record == NONE) return NONE;
        int frame = Frames.claimZeroed();
        if (frame == Frames.NONE) return NONE;

        LeafTable table = of(record);
        ROOTS.free(table.next());
        ROOTS.used(ROOTS.used() + 1);
        table.frame(frame);
        table.shares(1);
        table.kept(true);
        for (int word = 0; word < 8; word++) table.populated(word, 0);
        Frames.of(frame).table(record);
        return record;
    }

    /** One region less names the table; the last one frees it and lets go of its pages. */
    static void drop(int record) {
        LeafTable table = of(record);
        int left = table.shares() - 1;
        table.shares(left);
        if (left != 0) return;

        Cap entries = entries(table);
        for (int word = 0; word < 8; word++) {
            long bits = table.populated(word);
            for (int n = word * 64; bits != 0; n++, bits >>>= 1)
                if ((bits & 1) != 0) Frames.drop(Frames.in(entries.load64(n * 8L)));
        }
        Frames.drop(table.frame());
        table.next(ROOTS.free());
        ROOTS.free(record);
        ROOTS.used(ROOTS.used() - 1);
    }

    /** Writes an entry that named no frame before. */
    static void populate(LeafTable table, int n, long entry) {
        entries(table).store64(n * 8L, entry);
        table.populated(n >>> 6, table.populated(n >>> 6) | 1L << (n & 63));
        if ((entry & Page.W) != 0) table.kept(false);
    }

    @Inline
    static boolean isPopulated(LeafTable table, int n) {
        return (table.populated(n >>> 6) >>> (n & 63) & 1) != 0;
    }

    /** Takes the write permission from every entry; until the next fence the hardware may not know. */
    static void keep(LeafTable table) {
        if (table.kept()) return;
        Cap entries = entries(table);
        for (int word = 0; word < 8; word++) {
            long bits = table.populated(word);
            for (long at = word * 512L; bits != 0; at += 8, bits >>>= 1)
                if ((bits & 1) != 0) entries.store64(at, Page.kept(entries.load64(at)));
        }
        table.kept(true);
    }

    /**
     * Fills an empty table with what {@code from} maps, as it looks from {@code region}; every page gains a reference.
     * {@code from} must be kept, so nobody can write what both see.
     */
    static void copyView(LeafTable to, LeafTable from, int region, boolean untouchable) {
        assert from.kept();
        Cap target = entries(to);
        Cap source = entries(from);
        for (int word = 0; word < 8; word++) {
            long bits = from.populated(word);
            to.populated(word, bits);
            for (long at = word * 512L; bits != 0; at += 8, bits >>>= 1) {
                if ((bits & 1) == 0) continue;
                long entry = source.load64(at);
                Frame frame = Frames.of(Frames.in(entry));
                frame.references(frame.references() + 1);
                target.store64(at, view(entry, frame.home(), region, untouchable));
            }
        }
    }

    /** Makes every entry of a table that nobody else names look as it must from {@code region}. */
    static void takeView(LeafTable table, int region, boolean untouchable) {
        Cap entries = entries(table);
        for (int word = 0; word < 8; word++) {
            long bits = table.populated(word);
            for (long at = word * 512L; bits != 0; at += 8, bits >>>= 1) {
                if ((bits & 1) == 0) continue;
                long entry = entries.load64(at);
                entries.store64(at, view(entry, Frames.of(Frames.in(entry)).home(), region, untouchable));
            }
        }
        table.kept(true);
    }

    /** A page at home loads capabilities; a page from elsewhere traps. */
    @Inline
    private static long view(long entry, int home, int region, boolean untouchable) {
        if (home == region) return Page.kept(entry) & ~Page.CRM | ((entry & Page.PTR) == 0 ? 0 : Page.CR | Page.V | Page.R | Page.A);
        return untouchable ? Page.untouchable(entry) : Page.foreign(entry);
    }
}
