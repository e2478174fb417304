package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.kernel.target.Page;

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
 * therefore count more references than one as soon as anybody has split from it, and their home cannot change. So when the region that the table was
 * made for is the last that names it, the entries are right as they are.
 *
 * <p>Invariant: an entry that is not populated is zero, so the frame of a table without pages is a zeroed frame.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Tables {
    static final int NONE = 0;

    /** In a middle entry without {@link Page#V}. */
    static final long SHARED = 1 << 8;

    /** Of a table's bits, one for each entry. */
    private static final int WORDS = Page.ENTRIES / 64;
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

    /** Leaves so many tables that can be claimed, until {@link #show}. */
    static void hide(int keep) {
        int record = ROOTS.free();
        int last = NONE;
        for (; record != NONE && keep > 0; keep--) {
            last = record;
            record = of(record).next();
        }
        ROOTS.hidden(record);
        if (last == NONE) ROOTS.free(NONE);
        else of(last).next(NONE);
    }

    /** Shows what was hidden; returns how many tables there were without it. */
    static int show() {
        int left = 0;
        int last = NONE;
        for (int record = ROOTS.free(); record != NONE; record = of(record).next(), left++) last = record;
        if (last == NONE) ROOTS.free(ROOTS.hidden());
        else of(last).next(ROOTS.hidden());
        return left;
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

    /** The middle table from an entry on. */
    @Inline
    static Cap middleAt(int entry) {
        return ROOTS.middle().plus(entry * 8L);
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
        return Page.table(Frames.address(table.frame()));
    }

    /** A new table without entries, of one region; or {@link #NONE}. */
    static int claim(int region) {
        int record = ROOTS.free();
        if (record == NONE) return NONE;
        int frame = Frames.claimZeroed();
        if (frame == Frames.NONE) return NONE;

        LeafTable table = of(record);
        ROOTS.free(table.next());
        ROOTS.used(ROOTS.used() + 1);
        table.frame(frame);
        table.shares(1);
        table.owner(region);
        Frames.of(frame).table(record);
        return record;
    }

    /** One region less names the table; the last one frees it, empty, and lets go of its pages. */
    static void drop(int record) {
        LeafTable table = of(record);
        int left = table.shares() - 1;
        table.shares(left);
        if (left != 0) return;

        Cap entries = entries(table);
        for (int word = 0; word < WORDS; word++) {
            long bits = table.populated(word);
            if (bits == 0) continue;
            table.populated(word, 0);
            for (Cap at = entries.plus(word * 512L); bits != 0; at = at.plus(8), bits >>>= 1) {
                if ((bits & 1) == 0) continue;
                Frames.drop(Frames.in(at.load64(0)));
                at.store64(0, 0);
            }
        }
        Frames.giveBackZeroed(table.frame());
        table.next(ROOTS.free());
        ROOTS.free(record);
        ROOTS.used(ROOTS.used() - 1);
    }

    /** Writes an entry that named no frame before. */
    static void populate(LeafTable table, int n, long entry) {
        entries(table).store64(n * 8L, entry);
        table.populated(n >>> 6, table.populated(n >>> 6) | 1L << (n & 63));
    }

    /** Writes an entry that names another frame than before, or may. The caller flushes the translation of the address. */
    static void replace(LeafTable table, int n, long address, long entry) {
        Cap at = entries(table).plus(n * 8L);
        if (Page.BREAK_BEFORE_MAKE) {
            at.store64(0, 0);
            Cpu.flush(address);
        }
        at.store64(0, entry);
    }

    /** Lets go of an entry's frame, if it names one. */
    static void depopulate(LeafTable table, int n) {
        if (!isPopulated(table, n)) return;
        Cap entries = entries(table);
        int frame = Frames.in(entries.load64(n * 8L));
        entries.store64(n * 8L, 0);
        table.populated(n >>> 6, table.populated(n >>> 6) & ~(1L << (n & 63)));
        Frames.drop(frame);                    // last: no entry ever shows a frame that is free
    }

    static boolean isEmpty(LeafTable table) {
        for (int word = 0; word < WORDS; word++) if (table.populated(word) != 0) return false;
        return true;
    }

    @Inline
    static boolean isPopulated(LeafTable table, int n) {
        return (table.populated(n >>> 6) >>> (n & 63) & 1) != 0;
    }

    /**
     * Adds to {@code to} the pages of {@code from} that it has not, as they look from {@code region}. Each gains a reference, and nobody writes it
     * any more; until the next fence the hardware may not know.
     */
    static void copyView(LeafTable to, LeafTable from, int region, boolean untouchable) {
        for (int word = 0; word < WORDS; word++) {
            long bits = from.populated(word) & ~to.populated(word);
            if (bits == 0) continue;
            to.populated(word, to.populated(word) | bits);
            Cap target = entries(to).plus(word * 512L);
            for (Cap source = entries(from).plus(word * 512L); bits != 0; source = source.plus(8), target = target.plus(8), bits >>>= 1) {
                if ((bits & 1) == 0) continue;
                long entry = source.load64(0);
                Frame frame = Frames.of(Frames.in(entry));
                frame.references(frame.references() + 1);
                if ((entry & Page.PTR) == 0) {
                    target.store64(0, entry);          // text and plain constants look the same to everybody
                    continue;
                }
                if (Page.isWritable(entry)) source.store64(0, Page.kept(entry));
                target.store64(0, view(entry, frame.home(), region, untouchable));
            }
        }
    }

    /** Makes every entry of a table that nobody else names look as it must from {@code region}. */
    static void takeView(LeafTable table, int region, boolean untouchable) {
        if (table.owner() == region) return;
        table.owner(region);
        for (int word = 0; word < WORDS; word++) {
            long bits = table.populated(word);
            for (Cap at = entries(table).plus(word * 512L); bits != 0; at = at.plus(8), bits >>>= 1) {
                if ((bits & 1) == 0) continue;
                long entry = at.load64(0);
                if ((entry & Page.PTR) != 0) at.store64(0, view(entry, Frames.of(Frames.in(entry)).home(), region, untouchable));
            }
        }
    }

    /** A page at home loads capabilities; a page from elsewhere traps. */
    @Inline
    private static long view(long entry, int home, int region, boolean untouchable) {
        if (home == region) return Page.home(entry);
        return untouchable ? Page.untouchable(entry) : Page.foreign(entry);
    }
}
