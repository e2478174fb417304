package dev.ufork.kernel;

import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;

/**
 * Page-table entries of Sv48 with CHERI's capability bits, and what the kernel keeps in their software bits.
 *
 * <pre>
 *  63  62  61  60   59       53        10 9   8   7 6 5 4 3 2 1 0
 *  CW  CR  CD  CRM  CRG  ..  | frame    | PTR OWN D A G U X W R V
 * </pre>
 *
 * <p>A μprocess's page is seen in one of three ways. <em>Owned</em>: its owner does everything. <em>Kept</em>: read only, capabilities load;
 * the page is at home but others see it too. <em>Foreign</em>: read only, and the load of a capability traps, because its
 * capabilities point into another region. {@code OWN} says that a write makes the page owned, {@code PTR} that it may hold
 * capabilities of its region; text, plain constants and the kernel's entries have neither bit and look the same to everybody.
 *
 * <p>Source: RISC-V privileged manual, Sv48; CHERI ISAv9, page-table extensions.
 */
@Kernel
final class Page {
    static final int SHIFT = 12;
    static final long SIZE = 1L << SHIFT;
    /** Entries of a table. */
    static final int ENTRIES = 512;
    /** What one leaf table maps. */
    static final int TABLE_SHIFT = 21;
    static final long TABLE_SPAN = 1L << TABLE_SHIFT;

    static final long V = 1;
    static final long R = 1 << 1;
    static final long W = 1 << 2;
    static final long X = 1 << 3;
    static final long A = 1 << 6;
    static final long D = 1 << 7;
    static final long OWN = 1 << 8;
    static final long PTR = 1 << 9;
    static final long CRM = 1L << 60;
    static final long CD = 1L << 61;
    static final long CR = 1L << 62;
    static final long CW = 1L << 63;

    private static final long ACCESS = V | R | W | X | A | D | CW | CR | CD | CRM;
    private static final long FRAME = 0x003f_ffff_ffff_fc00L;

    /** Shared text: nobody writes it, and it holds no capabilities. */
    static final long TEXT = V | R | X | A;
    /** Shared constants without capabilities. */
    static final long CONSTANT = V | R | A;
    /** Constants with capabilities, relocated for each region. */
    static final long RELOCATED = V | R | A | PTR | CR;
    /** The kernel's entries, which mean the same in every region. */
    static final long KERNEL_ENTRIES = V | R | A | CR;
    /** Private memory of its owner. */
    static final long OWNED = V | R | W | A | D | OWN | PTR | CR | CW | CD;

    private Page() {}

    /** The physical address in an entry. */
    @Inline
    static long address(long entry) {
        return (entry & FRAME) << 2;
    }

    /** The same in pages. */
    @Inline
    static long number(long entry) {
        return entry << 10 >>> 20;
    }

    /** An entry for the page at the physical address. */
    @Inline
    static long entry(long address, long bits) {
        return address >>> 2 | bits;
    }

    /** The same page, read only: somebody else will see it too. */
    @Inline
    static long kept(long entry) {
        return (entry & PTR) == 0 ? entry : entry & ~(W | D | CW | CD);
    }

    /** The same page as seen from a region that is not its home. */
    @Inline
    static long foreign(long entry) {
        return (entry & PTR) == 0 ? entry : entry & ~(W | D | CW | CD | CR) | CRM | R | A | V;
    }

    /** The same page with every access trapping; it stays populated. */
    @Inline
    static long untouchable(long entry) {
        return (entry & PTR) == 0 ? entry : entry & ~ACCESS;
    }

    /** The entry of a page that has become its owner's, at the physical address. */
    @Inline
    static long owned(long entry, long address) {
        return entry(address, (entry & OWN) != 0 ? OWNED : RELOCATED);
    }
}
