package dev.ufork.images.verify;

/** What an entry of the page table lets the hardware do. Source: RISC-V privileged manual, Sv48; CHERI ISAv9, page-table extensions. */
final class Paging {
    static final int ENTRIES = 512;
    static final long PAGE = 4096;

    private static final long V = 1;
    private static final long R = 1 << 1;
    private static final long W = 1 << 2;
    private static final long X = 1 << 3;
    private static final long CRG = 1L << 59;
    private static final long CRM = 1L << 60;
    private static final long CR = 1L << 62;
    private static final long CW = 1L << 63;
    private static final long ROOT_MASK = (1L << 44) - 1;

    private Paging() {}

    /** The physical address of the root, as the register holds it. */
    static long root(long satp) {
        return (satp & ROOT_MASK) << 12;
    }

    static boolean isValid(long entry) {
        return (entry & V) != 0;
    }

    /** A page, and not a table. */
    static boolean isLeaf(long entry) {
        return (entry & (R | W | X)) != 0;
    }

    static boolean isWritable(long entry) {
        return isValid(entry) && (entry & W) != 0;
    }

    static boolean isExecutable(long entry) {
        return isValid(entry) && (entry & X) != 0;
    }

    /** A load gives a capability with its tag, and nobody is asked. */
    static boolean loadsCapabilities(long entry) {
        return isValid(entry) && (entry & R) != 0 && (entry & CR) != 0 && (entry & (CRM | CRG)) == 0;
    }

    /** Capabilities keep their tags on the way into the page, or out of it. */
    static boolean takesCapabilities(long entry) {
        return isValid(entry) && (entry & (CW | CR | CRM)) != 0;
    }

    static long address(long entry) {
        return entry << 10 >>> 20 << 12;
    }
}
