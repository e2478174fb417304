package dev.ufork.images.verify;

/** CHERI-RISC-V's page table. Source: RISC-V privileged manual, Sv48; CHERI ISAv9, page-table extensions. */
record Sv48(long satp) implements Paging {
    private static final long MODE_SV48 = 9;
    private static final int MODE_SHIFT = 60;
    private static final long ROOT_MASK = (1L << 44) - 1;
    private static final long V = 1;
    private static final long R = 1 << 1;
    private static final long W = 1 << 2;
    private static final long X = 1 << 3;
    private static final long CRG = 1L << 59;
    private static final long CRM = 1L << 60;
    private static final long CR = 1L << 62;
    private static final long CW = 1L << 63;

    @Override public String trouble() {
        return satp >>> MODE_SHIFT == MODE_SV48 ? "" : "satp is 0x%x: translation is not Sv48's".formatted(satp);
    }

    @Override public long root() {
        return (satp & ROOT_MASK) << PAGE_SHIFT;
    }

    @Override public boolean isValid(long entry) {
        return (entry & V) != 0;
    }

    @Override public boolean isPage(long entry, int level) {
        return (entry & (R | W | X)) != 0;
    }

    @Override public boolean isWritable(long entry) {
        return isValid(entry) && (entry & W) != 0;
    }

    @Override public boolean isExecutable(long entry) {
        return isValid(entry) && (entry & X) != 0;
    }

    @Override public boolean loadsCapabilities(long entry) {
        return isValid(entry) && (entry & R) != 0 && (entry & CR) != 0 && (entry & (CRM | CRG)) == 0;
    }

    @Override public boolean takesCapabilities(long entry) {
        return isValid(entry) && (entry & (CW | CR | CRM)) != 0;
    }

    @Override public long address(long entry) {
        return entry << 10 >>> 20 << PAGE_SHIFT;
    }
}
