package dev.ufork.kernel.morello;

import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;

/**
 * Stage 1 descriptors of 4 KiB pages with Morello's capability bits, and what the kernel keeps in their software bits.
 *
 * <pre>
 *  63   62 61  60  59    58  57  56  55   54  53   47        12  10  9 8  7    6    4  2  1  0
 *   -   |LC |  SC  CDBM   -   -  PTR OWN  UXN PXN  | frame   |   AF  SH   AP2  AP1  attr  1  V
 * </pre>
 *
 * <p>Programs and kernel run at EL1, so AP1 is never set, PXN is what forbids execution, and AP2 what forbids writing. Memory is inner shareable, with
 * the attributes of index 0: normal, write-back. LC is 0 where loads lose tags, 1 where they keep them, 3 where the load of a capability traps,
 * which it does while CCTLR_EL1.TGEN0 is 0.
 *
 * <p>Source: Arm architecture reference manual, section D5.3; Morello supplement (DDI 0606), section 2.15.
 */
@Kernel
public abstract class Page {
    public static final long V = 1;
    private static final long TABLE_OR_PAGE = 1 << 1;
    private static final long READ_ONLY = 1 << 7;
    private static final long INNER_SHAREABLE = 3 << 8;
    private static final long AF = 1 << 10;
    private static final long PXN = 1L << 53;
    private static final long UXN = 1L << 54;
    public static final long OWN = 1L << 55;
    public static final long PTR = 1L << 56;
    private static final long SC = 1L << 60;
    private static final long LC_KEEP = 1L << 61;
    private static final long LC_TRAP = 3L << 61;

    private static final long FRAME = 0x0000_ffff_ffff_f000L;
    private static final long PAGE = V | TABLE_OR_PAGE | INNER_SHAREABLE | AF | UXN;

    /**
     * Whether an entry must be seen invalid by everybody before it may name another frame.
     *
     * <p>Source: Arm architecture reference manual, section D5.10.1, "Using break-before-make": two valid translations of one address that differ in their
     * output must not meet in a TLB, or either, a mixture or an abort may be the result. Rights, SC and LC may change in place.
     */
    public static final boolean BREAK_BEFORE_MAKE = true;

    /** Shared text: nobody writes it, and it holds no capabilities. */
    public static final long TEXT = PAGE | READ_ONLY;
    /** Shared constants without capabilities. */
    public static final long CONSTANT = PAGE | PXN | READ_ONLY;
    /** Constants with capabilities, relocated for each region. */
    public static final long RELOCATED = CONSTANT | PTR | LC_KEEP;
    /** The kernel's entries, which mean the same in every region. */
    public static final long KERNEL_ENTRIES = CONSTANT | LC_KEEP;
    /** A page that is the same for everybody who sees it, and holds no capabilities: of a shared mapping. */
    public static final long COMMON = PAGE | PXN;
    /** A file's page in a private mapping, without capabilities: a write makes a copy. */
    public static final long OF_FILE = CONSTANT | OWN;
    /** Private memory of its owner. */
    public static final long OWNED = PAGE | PXN | OWN | PTR | LC_KEEP | SC;

    /** The physical address in an entry. */
    @Inline
    public static long address(long entry) {
        return entry & FRAME;
    }

    /** The same in pages. */
    @Inline
    public static long number(long entry) {
        return entry << 16 >>> 28;
    }

    /** An entry for the page at the physical address. */
    @Inline
    public static long entry(long address, long bits) {
        return address | bits;
    }

    /** An entry for the table at the physical address. */
    @Inline
    public static long table(long address) {
        return address | TABLE_OR_PAGE | V;
    }

    @Inline
    public static boolean isReadable(long entry) {
        return (entry & V) != 0;
    }

    @Inline
    public static boolean isWritable(long entry) {
        return (entry & (V | READ_ONLY)) == V;
    }

    /** Whether capabilities with tag can be stored. */
    @Inline
    public static boolean takesCapabilities(long entry) {
        return (entry & (V | READ_ONLY | SC)) == (V | SC);
    }

    @Inline
    public static boolean isExecutable(long entry) {
        return (entry & (V | PXN)) == V;
    }

    /** Whether the load of a capability traps. */
    @Inline
    public static boolean isTrapping(long entry) {
        return (entry & LC_TRAP) == LC_TRAP;
    }

    /** The same page, read only: somebody else will see it too. */
    @Inline
    public static long kept(long entry) {
        return (entry & PTR) == 0 ? entry : entry & ~SC | READ_ONLY;
    }

    /** The same page, which may hold capabilities, kept and at home again. */
    @Inline
    public static long home(long entry) {
        return entry & ~(SC | LC_TRAP) | LC_KEEP | READ_ONLY | V;
    }

    /** The same page as seen from a region that is not its home. */
    @Inline
    public static long foreign(long entry) {
        return (entry & PTR) == 0 ? entry : entry & ~SC | LC_TRAP | READ_ONLY | V;
    }

    /** The same page with every access trapping; it stays populated. */
    @Inline
    public static long untouchable(long entry) {
        return (entry & PTR) == 0 ? entry : entry & ~(V | SC) | READ_ONLY;
    }

    /** The same page, without the right to write it. */
    @Inline
    public static long readOnly(long entry) {
        return entry & ~SC | READ_ONLY;
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
