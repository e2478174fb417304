package dev.ufork.emulator.morello;

import static dev.ufork.isa.cap.CapFormat.CC128M;

import dev.ufork.isa.morello.SysReg;

/**
 * System registers as plain storage, and the answers that many parts of a core need of them: who is in control, what is
 * enabled, where an exception goes.
 *
 * <p>Registers are addressed by {@link SysReg#ordinal}; capabilities have their upper half and state beside the value,
 * in the form {@link Registers} uses. SP_EL3 and DDC_EL3, which no instruction names, have places after the last.
 */
final class SystemState {
    static final int SP_EL3 = SysReg.values().length;
    static final int DDC_EL3 = SP_EL3 + 1;
    private static final int SIZE = SP_EL3 + 2;

    private static final int[] SP_BANK = {SysReg.SP_EL0.ordinal(), SysReg.SP_EL1.ordinal(), SysReg.SP_EL2.ordinal(), SP_EL3, SysReg.RSP_EL0.ordinal()};
    private static final int[] DDC_BANK = {SysReg.DDC_EL0.ordinal(), SysReg.DDC_EL1.ordinal(), SysReg.DDC_EL2.ordinal(), DDC_EL3, SysReg.RDDC_EL0.ordinal()};
    static final int[] ELR = {0, SysReg.ELR_EL1.ordinal(), SysReg.ELR_EL2.ordinal(), SysReg.ELR_EL3.ordinal()};
    static final int[] VBAR = {0, SysReg.VBAR_EL1.ordinal(), SysReg.VBAR_EL2.ordinal(), SysReg.VBAR_EL3.ordinal()};
    static final int[] SPSR = {0, SysReg.SPSR_EL1.ordinal(), SysReg.SPSR_EL2.ordinal(), SysReg.SPSR_EL3.ordinal()};
    static final int[] ESR = {0, SysReg.ESR_EL1.ordinal(), SysReg.ESR_EL2.ordinal(), SysReg.ESR_EL3.ordinal()};
    static final int[] FAR = {0, SysReg.FAR_EL1.ordinal(), SysReg.FAR_EL2.ordinal(), SysReg.FAR_EL3.ordinal()};
    static final int[] SCTLR = {SysReg.SCTLR_EL1.ordinal(), SysReg.SCTLR_EL1.ordinal(), SysReg.SCTLR_EL2.ordinal(), SysReg.SCTLR_EL3.ordinal()};
    static final int[] CCTLR = {SysReg.CCTLR_EL0.ordinal(), SysReg.CCTLR_EL1.ordinal(), SysReg.CCTLR_EL2.ordinal(), SysReg.CCTLR_EL3.ordinal()};
    static final int[] TCR = {0, SysReg.TCR_EL1.ordinal(), SysReg.TCR_EL2.ordinal(), SysReg.TCR_EL3.ordinal()};
    static final int[] TTBR0 = {0, SysReg.TTBR0_EL1.ordinal(), SysReg.TTBR0_EL2.ordinal(), SysReg.TTBR0_EL3.ordinal()};
    static final int[] TTBR1 = {0, SysReg.TTBR1_EL1.ordinal(), SysReg.TTBR1_EL2.ordinal(), 0};
    static final int[] MAIR = {0, SysReg.MAIR_EL1.ordinal(), SysReg.MAIR_EL2.ordinal(), SysReg.MAIR_EL3.ordinal()};

    static final long HCR_IMO = 1 << 4;
    static final long HCR_AMO = 1 << 5;
    static final long HCR_FMO = 1 << 3;
    static final long HCR_VI = 1 << 7;
    static final long HCR_TWI = 1 << 13;
    static final long HCR_TSC = 1 << 19;
    static final long HCR_TGE = 1 << 27;
    static final long HCR_E2H = 1L << 34;
    static final long SCR_NS = 1;
    static final long SCR_IRQ = 1 << 1;
    static final long SCR_EA = 1 << 3;
    static final long SCR_FIQ = 1 << 2;
    static final long SCR_SMD = 1 << 7;
    static final long SCR_HCE = 1 << 8;

    // CCTLR_ELx
    static final int TGEN0 = 1;
    static final int TGEN1 = 1 << 1;
    static final int DDCBO = 1 << 2;
    static final int PCCBO = 1 << 3;
    static final int ADRDPB = 1 << 4;
    static final int C64E = 1 << 5;
    static final int PERMVCT = 1 << 6;
    static final int SBL = 1 << 7;

    final long[] v = new long[SIZE];
    final long[] upper = new long[SIZE];
    final int[] state = new int[SIZE];

    final boolean hasEl2;
    final boolean hasEl3;

    // PSTATE, without the condition flags and C64, which the core keeps.
    int el;
    boolean spsel = true;
    int daif = 0xf;
    boolean pan;
    boolean uao;
    boolean illegal;

    SystemState(boolean hasEl2, boolean hasEl3) {
        this.hasEl2 = hasEl2;
        this.hasEl3 = hasEl3;
        reset();
    }

    /** The state after reset, at the highest level. */
    void reset() {
        java.util.Arrays.fill(v, 0);
        java.util.Arrays.fill(state, 0);
        spsel = true;
        daif = 0xf;
        pan = uao = illegal = false;
        el = hasEl3 ? 3 : hasEl2 ? 2 : 1;
        for (int i = 0; i < 5; i++) setRoot(DDC_BANK[i]);
        for (int i = 1; i < 4; i++) setRoot(VBAR[i]);
        for (SysReg r : SysReg.values()) if (r.isCapability() && state[r.ordinal()] == 0) upper[r.ordinal()] = CC128M.nullMask();
        v[SysReg.SCTLR_EL1.ordinal()] = v[SysReg.SCTLR_EL2.ordinal()] = v[SysReg.SCTLR_EL3.ordinal()] = 0x00c50838;
    }

    private void setRoot(int slot) {
        v[slot] = 0;
        upper[slot] = CC128M.root();
        state[slot] = Registers.CAP | Registers.TAG;
    }

    long get(SysReg r) {
        return v[r.ordinal()];
    }

    void set(SysReg r, long value) {
        v[r.ordinal()] = value;
    }

    /** The capability in {@code slot} becomes register {@code r} of {@code regs}. */
    void load(Registers regs, int r, int slot) {
        regs.x[r] = v[slot];
        regs.upper[r] = upper[slot];
        regs.state[r] = state[slot] & (Registers.CAP | Registers.TAG);
    }

    void store(int slot, Registers regs, int r) {
        v[slot] = regs.x[r];
        upper[slot] = regs.pesbt(r);
        state[slot] = regs.state[r] & (Registers.CAP | Registers.TAG);
    }

    /** A write of the integer part, which makes the register a null-derived capability. */
    void storeInt(int slot, long value) {
        v[slot] = value;
        upper[slot] = CC128M.nullMask();
        state[slot] = 0;
    }

    int spBank(boolean executive) {
        return SP_BANK[executive ? spsel ? el : 0 : 4];
    }

    int ddcBank(boolean executive) {
        return DDC_BANK[executive ? spsel ? el : 0 : 4];
    }

    // ------------------------------------------------------------------------------------------------------ answers

    boolean isSecure() {
        return hasEl3 && (el == 3 || (get(SysReg.SCR_EL3) & SCR_NS) == 0);
    }

    boolean isSecureBelow() {
        return hasEl3 && (get(SysReg.SCR_EL3) & SCR_NS) == 0;
    }

    boolean el2Enabled() {
        return hasEl2 && !isSecureBelow();
    }

    long hcr() {
        return el2Enabled() ? get(SysReg.HCR_EL2) : 0;
    }

    /** Whether EL2 is host: EL1's register names mean EL2's. */
    boolean isHost() {
        return el2Enabled() && (hcr() & HCR_E2H) != 0;
    }

    /** Where synchronous exceptions go that nobody routes elsewhere. */
    int defaultTarget() {
        if (el > 1) return el;
        return el == 0 && (hcr() & HCR_TGE) != 0 ? 2 : 1;
    }

    /** Where instructions of the capability extension trap at {@code at}, or 0 if they are enabled. */
    int capabilityTrap(int at) {
        boolean host = (hcr() & (HCR_E2H | HCR_TGE)) == (HCR_E2H | HCR_TGE);
        if (at < 2 && !host) {
            int cen = (int) (get(SysReg.CPACR_EL1) >>> 18) & 3;
            boolean disabled = (cen & 1) == 0 || cen == 1 && at == 0;
            if (disabled) return (hcr() & HCR_TGE) != 0 ? 2 : 1;
        }
        if (el2Enabled() && at < 3) {
            long cptr = get(SysReg.CPTR_EL2);
            if ((hcr() & HCR_E2H) != 0) {
                int cen = (int) (cptr >>> 18) & 3;
                if ((cen & 1) == 0 || cen == 1 && at == 0 && host) return 2;
            } else if ((cptr >>> 9 & 1) != 0) {
                return 2;
            }
        }
        return hasEl3 && (get(SysReg.CPTR_EL3) >>> 9 & 1) == 0 ? 3 : 0;
    }

    boolean capabilitiesAt(int at) {
        return capabilityTrap(at) == 0;
    }

    /** Where floating point and SIMD trap, or 0 if they are enabled. */
    int fpTrap() {
        boolean host = (hcr() & (HCR_E2H | HCR_TGE)) == (HCR_E2H | HCR_TGE);
        if (el < 2 && !host) {
            int fpen = (int) (get(SysReg.CPACR_EL1) >>> 20) & 3;
            if ((fpen & 1) == 0 || fpen == 1 && el == 0) return (hcr() & HCR_TGE) != 0 ? 2 : 1;
        }
        if (el2Enabled() && el < 3) {
            long cptr = get(SysReg.CPTR_EL2);
            if ((hcr() & HCR_E2H) != 0) {
                int fpen = (int) (cptr >>> 20) & 3;
                if ((fpen & 1) == 0 || fpen == 1 && el == 0 && host) return 2;
            } else if ((cptr >>> 10 & 1) != 0) {
                return 2;
            }
        }
        return hasEl3 && (get(SysReg.CPTR_EL3) >>> 10 & 1) != 0 ? 3 : 0;
    }

    /** Where capability faults and denied system registers go: the lowest level that has capabilities enabled. */
    int capabilityTarget() {
        boolean el3 = !hasEl3 || (get(SysReg.CPTR_EL3) >>> 9 & 1) != 0;
        boolean el2 = el3 && (!el2Enabled() || ((hcr() & HCR_E2H) != 0 ? (get(SysReg.CPTR_EL2) >>> 18 & 1) != 0 : (get(SysReg.CPTR_EL2) >>> 9 & 1) == 0));
        boolean host = (hcr() & (HCR_E2H | HCR_TGE)) == (HCR_E2H | HCR_TGE);
        boolean el1 = el2 && (host || (get(SysReg.CPACR_EL1) >>> 18 & 1) != 0);
        int lowest = el1 ? 1 : el2 && hasEl2 ? 2 : hasEl3 ? 3 : hasEl2 ? 2 : 1;
        if (lowest == 1 && el == 0 && (hcr() & HCR_TGE) != 0) lowest = 2;
        return Math.max(lowest, el);
    }

    /** The level whose tables translate at {@code at}. */
    int regime(int at) {
        if (at == 0) return (hcr() & (HCR_E2H | HCR_TGE)) == (HCR_E2H | HCR_TGE) ? 2 : 1;
        return at;
    }

    long sctlr() {
        return v[SCTLR[regime(el)]];
    }

    int cctlr() {
        return (int) v[CCTLR[el]];
    }

    boolean tagSettingDisabled() {
        if (el < 2 && el2Enabled() && (get(SysReg.CHCR_EL2) & 1) != 0) return true;
        return el < 3 && hasEl3 && (get(SysReg.CSCR_EL3) & 1) != 0;
    }
}
