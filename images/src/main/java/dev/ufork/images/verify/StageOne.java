package dev.ufork.images.verify;

/**
 * Morello's page table for EL1, where programs run too. Source: Arm architecture reference manual, section D5.3; Morello supplement (DDI 0606), section 2.15.
 *
 * @param ttbr  TTBR0_EL1
 * @param tcr   TCR_EL1
 * @param cctlr CCTLR_EL1
 */
record StageOne(long ttbr, long tcr, long cctlr) implements Paging {
    private static final long T0SZ = 63;
    private static final long T0SZ_48_BITS = 16;
    /** TTBR1 translates nothing. */
    private static final long EPD1 = 1 << 23;
    /** No permissions in entries of tables, and bits 59 to 62 of the others mean what they say. */
    private static final long HPD0 = 1L << 41;
    private static final long HWU0 = 15L << 43;

    private static final long V = 1;
    private static final long TABLE_OR_PAGE = 1 << 1;
    private static final long READ_ONLY = 1 << 7;
    private static final long PXN = 1L << 53;
    private static final long SC = 1L << 60;
    private static final int LC_SHIFT = 61;
    private static final int LC_KEEP = 1;
    private static final int LC_ASKS = 2;
    private static final long ADDRESS = 0x0000_ffff_ffff_f000L;

    @Override public String trouble() {
        boolean right = (tcr & T0SZ) == T0SZ_48_BITS && (tcr & (EPD1 | HPD0 | HWU0)) == (EPD1 | HPD0 | HWU0);
        return right ? "" : "TCR_EL1 is 0x%x: addresses are not of 48 bits under TTBR0 alone, or entries have no bits for capabilities".formatted(tcr);
    }

    @Override public long root() {
        return ttbr & ADDRESS;
    }

    @Override public boolean isValid(long entry) {
        return (entry & V) != 0;
    }

    /** In the last level the entry without bit 1 is reserved, and faults. */
    @Override public boolean isPage(long entry, int level) {
        return level == 0 || (entry & TABLE_OR_PAGE) == 0;
    }

    @Override public boolean isWritable(long entry) {
        return isValid(entry) && (entry & READ_ONLY) == 0;
    }

    @Override public boolean isExecutable(long entry) {
        return isValid(entry) && (entry & PXN) == 0;
    }

    /** LC is 1, or 2 plus a bit that is equal to TGEN0: the load traps only where they differ. */
    @Override public boolean loadsCapabilities(long entry) {
        int lc = (int) (entry >>> LC_SHIFT) & 3;
        return isValid(entry) && (lc == LC_KEEP || lc >= LC_ASKS && (lc & 1) == (cctlr & 1));
    }

    @Override public boolean takesCapabilities(long entry) {
        return isValid(entry) && (entry & (SC | 3L << LC_SHIFT)) != 0;
    }

    @Override public long address(long entry) {
        return entry & ADDRESS;
    }
}
