package dev.ufork.kernel.riscv;

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
 * <p>Source: RISC-V privileged manual, Sv48; CHERI ISAv9, page-table extensions.
 */
@Kernel
public abstract class Page {
    public static final long V = 1;
    public static final long R = 1 << 1;
    public static final long W = 1 << 2;
    public static final long X = 1 << 3;
    static final long A = 1 << 6;
    static final long D = 1 << 7;
    public static final long OWN = 1 << 8;
    public static final long PTR = 1 << 9;
    public static final long CRM = 1L << 60;
    static final long CD = 1L << 61;
    public static final long CR = 1L << 62;
    public static final long CW = 1L << 63;

    private static final long ACCESS = V | R | W | X | A | D | CW | CR | CD | CRM;
    private static final long FRAME = 0x003f_ffff_ffff_fc00L;

    /**
     * Whether an entry must be seen invalid by everybody before it may name another frame.
     *
     * <p>Source: RISC-V privileged manual, section 4.2.1: until the fence, accesses go by the old entry or by the new one, and either is whole.
     */
    public static final boolean BREAK_BEFORE_MAKE = false;

    /** Shared text: nobody writes it, and it holds no capabilities. */
    public static final long TEXT = V | R | X | A;
    /** Shared constants without capabilities. */
    public static final long CONSTANT = V | R | A;
    /** Constants with capabilities, relocated for each region. */
    public static final long RELOCATED = V | R | A | PTR | CR;
    /** The kernel's entries, which mean the same in every region. */
    public static final long KERNEL_ENTRIES = V | R | A | CR;
    /** A page that is the same for everybody who sees it, and holds no capabilities: of a shared mapping. */
    public static final long COMMON = V | R | W | A | D;
    /** A file's page in a private mapping, without capabilities: a write makes a copy. */
    public static final long OF_FILE = CONSTANT | OWN;
    /** Private memory of its owner. */
    public static final long OWNED = V | R | W | A | D | OWN | PTR | CR | CW | CD;

    /** The physical address in an entry. */
    @Inline
    public static long address(long entry) {
        return (entry & FRAME) << 2;
    }

    /** The same in pages. */
    @Inline
    public static long number(long entry) {
        return entry << 10 >>> 20;
    }

    /** An entry for the page at the physical address. */
    @Inline
    public static long entry(long address, long bits) {
        return address >>> 2 | bits;
    }

    /** An entry for the table at the physical address. */
    @Inline
    public static long table(long address) {
        return entry(address, V);
    }

    @Inline
    public static boolean isReadable(long entry) {
        return (entry & R) != 0;
    }

    @Inline
    public static boolean isWritable(long entry) {
        return (entry & W) != 0;
    }

    /** Whether capabilities with tag can be stored. */
    @Inline
    public static boolean takesCapabilities(long entry) {
        return (entry & (W | CW)) == (W | CW);
    }

    @Inline
    public static boolean isExecutable(long entry) {
        return (entry & X) != 0;
    }

    /** Whether the load of a capability traps. */
    @Inline
    public static boolean isTrapping(long entry) {
        return (entry & CRM) != 0;
    }

    /** The same page, read only: somebody else will see it too. */
    @Inline
    public static long kept(long entry) {
        return (entry & PTR) == 0 ? entry : entry & ~(W | D | CW | CD);
    }

    /** The same page, which may hold capabilities, kept and at home again. */
    @Inline
    public static long home(long entry) {
        return kept(entry) & ~CRM | CR | V | R | A;
    }

    /** The same page as seen from a region that is not its home. */
    @Inline
    public static long foreign(long entry) {
        return (entry & PTR) == 0 ? entry : entry & ~(W | D | CW | CD | CR) | CRM | R | A | V;
    }

    /** The same page with every access trapping; it stays populated. */
    @Inline
    public static long untouchable(long entry) {
        return (entry & PTR) == 0 ? entry : entry & ~ACCESS;
    }

    /** The same page, without the right to write it. */
    @Inline
    public static long readOnly(long entry) {
        return entry & ~(W | D | CW | CD);
    }

    /** The same page, and nothing may be done with it, by whoever sees it. */
    @Inline
    public static long hidden(long entry) {
        return entry & FRAME;
    }

    /** The entry of a page that has become its owner's, at the physical address. */
    @Inline
    public static long owned(long entry, long address) {
        return entry(address, (entry & OWN) != 0 ? OWNED : RELOCATED);
    }
}
