package dev.ufork.emulator.riscv;

import dev.ufork.emulator.Bus;
import dev.ufork.emulator.Memory;

/**
 * Address translation of one hart: Sv39 and Sv48 with CHERI's page-table bits, physical memory protection, and the
 * caches in front of them.
 *
 * <p>Order of checks and the moments at which A, D and CD are set are QEMU's: CD when a store of a tagged capability
 * walks the table, and not when an earlier store has left a cached translation.
 */
final class Mmu {
    static final int FETCH = 0;
    static final int LOAD = 1;
    static final int STORE = 2;
    /** A store of a tagged capability. */
    static final int STORE_CAP = 3;

    private static final long V = 1;
    private static final long R = 1 << 1;
    private static final long W = 1 << 2;
    private static final long X = 1 << 3;
    private static final long U = 1 << 4;
    private static final long A = 1 << 6;
    private static final long D = 1 << 7;
    private static final long CRG = 1L << 59;
    private static final long CRM = 1L << 60;
    private static final long CD = 1L << 61;
    private static final long CR = 1L << 62;
    private static final long CW = 1L << 63;
    private static final long PPN = (1L << 54) - 1 >>> 10 << 10;
    private static final int BARE = 0;
    private static final int PAGE_SHIFT = 12;
    private static final int INDEX_BITS = 9;

    private final Hart hart;
    private final Bus bus;
    final Pmp pmp = new Pmp();
    private final Tlb[] tlbs = {new Tlb(), new Tlb(), null, new Tlb()};
    /** The caches of loads and stores, and of fetches: those of the privilege that counts for them. */
    Tlb data = tlbs[Hart.MACHINE];
    Tlb fetch = tlbs[Hart.MACHINE];

    // Results of the last walk, beside the physical address.
    private int permissions;
    private int cheri;

    Mmu(Hart hart, Bus bus) {
        this.hart = hart;
        this.bus = bus;
    }

    void flush() {
        for (Tlb tlb : tlbs) if (tlb != null) tlb.flush();
        hart.forgetJumps();
    }

    void forgetStores(byte[] bytes, int at) {
        for (Tlb tlb : tlbs) if (tlb != null) tlb.forgetStores(bytes, at);
    }

    /** To be called whenever privilege or mstatus changes. */
    void select() {
        fetch = tlbs[hart.privilege];
        data = tlbs[dataPrivilege()];
    }

    private int dataPrivilege() {
        return hart.privilege == Hart.MACHINE ? hart.csrs.dataPrivilegeInMachineMode() : hart.privilege;
    }

    /** The physical address of an instruction; throws the fault. */
    long fetchAddress(long va) {
        int e = Tlb.index(va);
        if (fetch.fetchTag[e] == (va & Tlb.PAGE)) return fetch.fetchPhysical[e] | va & ~Tlb.PAGE;
        return translate(va, 2, FETCH);
    }

    /**
     * The physical address of an access that lies in one page. Throws the fault if it is not allowed; remembers the
     * translation if the page is memory.
     */
    long translate(long va, int size, int access) {
        int privilege = access == FETCH ? hart.privilege : dataPrivilege();
        long physical = physical(va, access, privilege);
        int allowed = pmp.allowed(physical, size, privilege);
        if ((allowed & needed(access)) == 0) throw hart.trap.fault(accessFault(access), va);
        Memory memory = bus.memory(physical, size);
        if (memory != null && pmp.isUniform(physical)) remember(va, physical, memory, allowed & permissions, access);
        return physical;
    }

    /** The CHERI bits of {@link Tlb} that go with the last translation. */
    int cheri() {
        return cheri;
    }

    private void remember(long va, long physical, Memory memory, int allowed, int access) {
        if (access == FETCH) {
            fetch.fillFetch(va, physical);
            return;
        }
        Memory.Chunk chunk = memory.chunk(physical);
        int at = Memory.offset(physical & Tlb.PAGE);
        if ((allowed & Pmp.READ) != 0 && !hart.isReported(va)) data.fillLoad(va, chunk, at, cheri);
        boolean plain = memory.writable() && chunk.attention[at / Memory.PAGE] == 0;
        if ((allowed & Pmp.WRITE) != 0 && plain) data.fillStore(va, chunk, at, cheri);
    }

    private static int needed(int access) {
        return access == FETCH ? Pmp.EXECUTE : access == LOAD ? Pmp.READ : Pmp.WRITE;
    }

    static int accessFault(int access) {
        return access == FETCH ? Cause.FETCH_ACCESS : access == LOAD ? Cause.LOAD_ACCESS : Cause.STORE_ACCESS;
    }

    private static int pageFault(int access) {
        return access == FETCH ? Cause.FETCH_PAGE : access == LOAD ? Cause.LOAD_PAGE : Cause.STORE_PAGE;
    }

    private static int cheriFault(int access) {
        return access == FETCH ? Cause.FETCH_PAGE : access == LOAD ? Cause.LOAD_CAP_PAGE : Cause.STORE_CAP_PAGE;
    }

    private long physical(long va, int access, int privilege) {
        long satp = hart.csrs.satp;
        int mode = (int) (satp >>> 60);
        cheri = 0;
        if (privilege == Hart.MACHINE || mode == BARE) {
            permissions = Pmp.READ | Pmp.WRITE | Pmp.EXECUTE;
            return va;
        }
        // 8, 9, 10: Sv39, Sv48, Sv57.
        int levels = mode - 5;
        int unused = 64 - PAGE_SHIFT - levels * INDEX_BITS;
        if (va << unused >> unused != va) throw hart.trap.fault(pageFault(access), va);

        long table = (satp & (1L << 44) - 1) << PAGE_SHIFT;
        for (int level = levels - 1; level >= 0; level--) {
            int shift = PAGE_SHIFT + level * INDEX_BITS;
            long at = table + (va >>> shift & (1 << INDEX_BITS) - 1) * 8;
            if ((pmp.allowed(at, 8, Hart.SUPERVISOR) & Pmp.READ) == 0) throw hart.trap.fault(accessFault(access), va);
            Memory memory = bus.memory(at, 8);
            if (memory == null) throw hart.trap.fault(pageFault(access), va);
            long pte = memory.load(at, 8);
            if ((pte & V) == 0) throw hart.trap.fault(pageFault(access), va);
            long ppn = pte & PPN;
            if ((pte & (R | W | X)) == 0) {
                table = ppn << 2;
                continue;
            }
            checkLeaf(pte, va, access, privilege, level);
            pte = mark(memory, at, pte, access);
            permit(pte, access);
            long page = ppn << 2;
            return page | va & (1L << shift) - 1;
        }
        throw hart.trap.fault(pageFault(access), va);
    }

    private void checkLeaf(long pte, long va, int access, int privilege, int level) {
        if ((pte & (R | W)) == W) throw hart.trap.fault(pageFault(access), va);
        // Reserved: a generation without a capability load that looks at it.
        if ((pte & CRG) != 0 && (pte & (CR | CRM)) != (CR | CRM)) throw hart.trap.fault(cheriFault(access), va);
        boolean forUser = (pte & U) != 0;
        boolean refused = forUser
                ? privilege != Hart.USER && (!hart.csrs.sum() || access == FETCH)
                : privilege != Hart.SUPERVISOR;
        refused |= (pte >>> 10 & (1L << level * INDEX_BITS) - 1) != 0;
        refused |= switch (access) {
            case FETCH -> (pte & X) == 0;
            case LOAD -> !readable(pte);
            default -> (pte & W) == 0;
        };
        if (refused) throw hart.trap.fault(pageFault(access), va);
        if (access == STORE_CAP && (pte & CW) == 0) throw hart.trap.fault(Cause.STORE_CAP_PAGE, va);
    }

    private boolean readable(long pte) {
        return (pte & R) != 0 || (pte & X) != 0 && hart.csrs.mxr();
    }

    /** Sets accessed and dirty bits. */
    private long mark(Memory memory, long at, long pte, int access) {
        long marked = pte | A;
        if (access == STORE || access == STORE_CAP) marked |= D;
        if (access == STORE_CAP) marked |= CD;
        if (marked != pte) {
            memory.store(at, 8, marked);
            hart.stored(memory, at, 8);
        }
        return marked;
    }

    private void permit(long pte, int access) {
        permissions = (pte & X) != 0 ? Pmp.EXECUTE : 0;
        if (readable(pte)) permissions |= Pmp.READ;
        // Not for a clean page that is only read: the first store must walk, to set D.
        if ((pte & W) != 0 && ((pte & D) != 0 || access >= STORE)) permissions |= Pmp.WRITE;
        if ((pte & CW) == 0) cheri |= Tlb.STORE_TRAPS;
        if ((pte & CR) == 0) {
            cheri |= (pte & CRM) == 0 ? Tlb.LOAD_CLEARS : Tlb.LOAD_TRAPS;
        } else if ((pte & CRM) != 0) {
            boolean generation = hart.csrs.loadGeneration((pte & U) != 0);
            if (generation != ((pte & CRG) != 0)) cheri |= Tlb.LOAD_TRAPS;
        }
    }

    /** The physical address without permissions, marks or faults; -1 if there is none. For reports and mtval. */
    long peek(long va) {
        long satp = hart.csrs.satp;
        int mode = (int) (satp >>> 60);
        if (hart.privilege == Hart.MACHINE || mode == BARE) return va;
        long table = (satp & (1L << 44) - 1) << PAGE_SHIFT;
        for (int level = mode - 6; level >= 0; level--) {
            int shift = PAGE_SHIFT + level * INDEX_BITS;
            long at = table + (va >>> shift & (1 << INDEX_BITS) - 1) * 8;
            Memory memory = bus.memory(at, 8);
            long pte = memory == null ? 0 : memory.load(at, 8);
            if ((pte & V) == 0) return -1;
            table = (pte & PPN) << 2;
            if ((pte & (R | X)) != 0) return table & -(1L << shift) | va & (1L << shift) - 1;
        }
        return -1;
    }
}
