package dev.ufork.emulator.morello;

import dev.ufork.emulator.Bus;
import dev.ufork.isa.morello.SysReg;
import java.util.Optional;

/**
 * Stage 1 address translation of one core: the table walk, permissions, and Morello's page bits for capabilities.
 *
 * <p>The bits LC, SC and CDBM of a leaf descriptor count only if the TCR disables hierarchical permissions (HPD) and
 * gives the bits to hardware (HWU); otherwise capabilities neither load nor store with their tags (Morello supplement
 * section 2.14). CDBM is not updated by hardware here, as on QEMU: without SC a tagged store faults.
 */
final class Translation {
    static final int READ = 0;
    static final int WRITE = 1;
    static final int FETCH = 2;

    // What a page allows capabilities: loads clear the tag, fault on a tag, fault always; tagged stores fault.
    static final int CLEAR = 1;
    static final int TRAP = 2;
    static final int TRAP_ANY = 4;
    static final int NO_STORE = 8;

    private static final int PHYSICAL_BITS = 48;
    private static final long SCTLR_M = 1;
    private static final long SCTLR_WXN = 1 << 19;

    private final SystemState sys;
    private final Bus bus;
    private final Fault fault;

    /** Of the page that was translated last. */
    int capabilityBits;
    private long attributes;
    private long shareability;
    /** What checks the order of changes, if anybody does. */
    private TranslationBuffer buffer;
    private TranslationBuffer.Entry last;

    Translation(SystemState sys, Bus bus, Fault fault) {
        this.sys = sys;
        this.bus = bus;
        this.fault = fault;
    }

    /** From now on each walk at EL1 is told to {@code buffer}. */
    void watch(TranslationBuffer buffer) {
        this.buffer = buffer;
    }

    /** A translation is invalidated: of one address, or all. */
    void invalidated(boolean one, long va) {
        if (buffer == null) return;
        if (one) buffer.invalidate(this, va);
        else buffer.invalidateAll(this);
    }

    /** What the tables say of {@code va} now, whatever its rights; nothing when it is not mapped. */
    Optional<TranslationBuffer.Entry> leaf(long va) {
        TranslationBuffer own = buffer;
        int el = sys.el;
        buffer = null;
        sys.el = 1;
        last = null;
        probe(va, READ, false);
        sys.el = el;
        buffer = own;
        return Optional.ofNullable(last);
    }

    /** The physical address of {@code va}, with EL0's rights if {@code user}; throws the fault that the walk finds. */
    long translate(long va, int access, boolean user) {
        int regime = sys.regime(sys.el);
        boolean twoRanges = regime == 1 || regime == 2 && sys.isHost();
        long tcr = sys.v[SystemState.TCR[regime]];
        boolean tge = regime == 1 && (sys.hcr() & SystemState.HCR_TGE) != 0;
        int select = twoRanges ? (int) (va >>> 55) & 1 : 0;
        boolean tbi = topByteIgnored(tcr, twoRanges, select, access);
        if ((sys.v[SystemState.SCTLR[regime]] & SCTLR_M) == 0 || tge) {
            capabilityBits = 0;
            long bits = tbi ? va << 8 >>> 8 : va;
            if (bits >>> PHYSICAL_BITS != 0) throw abort(Syndrome.FSC_ADDRESS_SIZE, va, access);
            return bits;
        }
        return walk(va, access, user, regime, twoRanges, tcr, select, tbi);
    }

    private static boolean topByteIgnored(long tcr, boolean twoRanges, int select, int access) {
        boolean tbi = (twoRanges ? tcr >>> (37 + select) : tcr >>> 20) % 2 != 0;
        boolean dataOnly = (twoRanges ? tcr >>> (51 + select) : tcr >>> 29) % 2 != 0;
        return tbi && !(access == FETCH && dataOnly);
    }

    private long walk(long va, int access, boolean user, int regime, boolean twoRanges, long tcr, int select, boolean tbi) {
        int tsz = (int) (select == 0 ? tcr : tcr >>> 16) & 63;
        int inputBits = 64 - Math.max(16, Math.min(39, tsz));
        int addressBits = tbi ? 56 : 64;
        long top = va << 64 - addressBits >> 64 - addressBits + inputBits;
        if (inputBits < addressBits && top != -select) throw abort(Syndrome.FSC_TRANSLATION, va, access);
        if (twoRanges && (tcr >>> (select == 0 ? 7 : 23) & 1) != 0) throw abort(Syndrome.FSC_TRANSLATION, va, access);
        int stride = stride(tcr, select);
        int level = 4 - (inputBits - 4) / stride;
        long index = (1L << inputBits - stride * (4 - level)) - 1;
        long table = (select == 0 ? sys.v[SystemState.TTBR0[regime]] : sys.v[SystemState.TTBR1[regime]]) & (1L << 48) - 1 & ~index;
        boolean hpd = (twoRanges ? tcr >>> (41 + select) : tcr >>> 24) % 2 != 0;
        long pageMask = (1L << stride + 3) - 1;
        long tableAttributes = 0;
        while (true) {
            long at = (table | va >>> stride * (4 - level) & index) & ~7L;
            if (bus.memory(at, 8) == null) throw abort(Syndrome.FSC_EXTERNAL_WALK + level, va, access);
            long descriptor = bus.load(at, 8);
            if ((descriptor & 1) == 0 || (descriptor & 2) == 0 && level == 3) throw abort(Syndrome.FSC_TRANSLATION + level, va, access);
            table = descriptor & (1L << 48) - 1 & ~pageMask;
            if ((descriptor & 2) == 0 || level == 3) {
                long size = 1L << stride * (4 - level) + 3;
                if (regime == 1) found(va, table & -size | va & size - 1, size, descriptor);
                checkLeaf(hpd ? descriptor : merged(descriptor, tableAttributes), va, access, user, regime, twoRanges, level);
                capabilityBits = capabilityBits(descriptor, hpd, twoRanges, tcr, select, regime);
                attributes = sys.v[SystemState.MAIR[regime]] >>> 8 * (int) (descriptor >>> 2 & 7) & 0xff;
                shareability = descriptor >>> 8 & 3;
                return table & -size | va & size - 1;
            }
            tableAttributes |= descriptor >>> 59;
            level++;
            index = pageMask;
        }
    }

    /** A walk has ended. A TLB may keep what it found even if the access is refused, but not without the access flag. */
    private void found(long va, long physical, long size, long descriptor) {
        if ((descriptor >>> 10 & 1) == 0) return;
        last = TranslationBuffer.Entry.of(sys.v[SystemState.TTBR0[1]], physical, size, descriptor);
        if (buffer != null) buffer.found(va, last);
    }

    private static int stride(long tcr, int select) {
        int granule = (int) (select == 0 ? tcr >>> 14 : tcr >>> 30) & 3;
        boolean is64k = select == 0 ? (granule & 1) != 0 : granule == 3;
        boolean is16k = select == 0 ? (granule & 2) != 0 : granule == 1;
        return is64k ? 13 : is16k ? 11 : 9;
    }

    /** Hierarchical permissions: PXNTable, XNTable, APTable[0] forbids EL0, APTable[1] forbids writing. */
    private static long merged(long descriptor, long table) {
        descriptor |= (table & 3) << 53;
        if ((table & 4) != 0) descriptor &= ~(1L << 6);
        return descriptor | (table >>> 3 & 1) << 7;
    }

    private void checkLeaf(long descriptor, long va, int access, boolean user, int regime, boolean twoRanges, int level) {
        if ((descriptor >>> 10 & 1) == 0) throw abort(Syndrome.FSC_ACCESS_FLAG + level, va, access);
        boolean userPage = (descriptor >>> 6 & 1) != 0;
        boolean readOnly = (descriptor >>> 7 & 1) != 0;
        boolean allowed = switch (access) {
            case READ -> !twoRanges || (user ? userPage : !(userPage && sys.pan));
            case WRITE -> !readOnly && (!twoRanges || (user ? userPage : !(userPage && sys.pan)));
            default -> mayExecute(descriptor, user, userPage, readOnly, regime, twoRanges);
        };
        if (!allowed) throw abort(Syndrome.FSC_PERMISSION + level, va, access);
    }

    private boolean mayExecute(long descriptor, boolean user, boolean userPage, boolean readOnly, int regime, boolean twoRanges) {
        boolean xn = (descriptor >>> 54 & 1) != 0;
        boolean wxn = (sys.v[SystemState.SCTLR[regime]] & SCTLR_WXN) != 0;
        if (!twoRanges) return !xn && !(wxn && !readOnly);
        if (user) return !xn && !(wxn && userPage && !readOnly);
        boolean pxn = (descriptor >>> 53 & 1) != 0 || userPage && !readOnly;
        return !pxn && !(wxn && !readOnly);
    }

    private int capabilityBits(long descriptor, boolean hpd, boolean twoRanges, long tcr, int select, int regime) {
        long hwu = hpd ? (twoRanges ? tcr >>> (select == 0 ? 43 : 47) : tcr >>> 25) & 15 : 0;
        int bits = (int) (descriptor >>> 59 & hwu);
        int result = (bits & 2) == 0 ? NO_STORE : 0;
        int lc = bits >>> 2;
        long generation = sys.v[SystemState.CCTLR[regime]] >>> select & 1;
        if (lc == 0) return result | CLEAR;
        if ((lc & 2) == 0 || generation == (lc & 1)) return result;
        long attributes = sys.v[SystemState.MAIR[regime]] >>> 8 * (int) (descriptor >>> 2 & 7);
        return result | TRAP | ((attributes & 0xf0) == 0 ? TRAP_ANY : 0);
    }

    private Fault abort(int code, long va, int access) {
        int target = Math.max(sys.regime(sys.el), sys.el);
        int same = target == sys.el ? 1 : 0;
        int kind = access == FETCH ? Syndrome.INSN_ABORT : Syndrome.DATA_ABORT;
        return fault.of(Syndrome.of(kind + same, code | (access == WRITE ? Syndrome.WRITE : 0)), target).at(va);
    }

    /** Address translation instructions: the result in the form of PAR_EL1. */
    long probe(long va, int access, boolean user) {
        boolean pan = sys.pan;
        sys.pan = false; // only AT S1E1RP and S1E1WP, which are of Armv8.2, ask for it
        try {
            attributes = shareability = 0;
            long page = translate(va, access, user) & -4096L;
            return attributes << 56 | page | 1L << 11 | (sys.isSecureBelow() ? 0 : 1 << 9) | shareability << 7;
        } catch (Fault f) {
            return 1 | (f.syndrome & 63L) << 1 | 1L << 11;
        } finally {
            sys.pan = pan;
        }
    }

    /** Whether {@code reg} takes part in translation, so that a write makes cached pages stale. */
    static boolean concerns(SysReg reg) {
        return switch (reg) {
            case SCTLR_EL1, SCTLR_EL2, SCTLR_EL3, TCR_EL1, TCR_EL2, TCR_EL3, TTBR0_EL1, TTBR0_EL2, TTBR0_EL3, TTBR1_EL1, TTBR1_EL2,
                 MAIR_EL1, MAIR_EL2, MAIR_EL3, CCTLR_EL0, CCTLR_EL1, CCTLR_EL2, CCTLR_EL3, HCR_EL2, SCR_EL3, PAN, CONTEXTIDR_EL1 -> true;
            default -> false;
        };
    }
}
