package dev.ufork.emulator.morello;

import dev.ufork.isa.morello.SysReg;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Who may name which system register: the levels are in the encoding, the rest in these lists. */
final class Access {
    private Access() {}

    /** Accessible without the System permission (Morello supplement, section 2.13). */
    private static final Set<SysReg> FREE = EnumSet.of(SysReg.TPIDR_EL0, SysReg.TPIDRRO_EL0, SysReg.TPIDR_EL1, SysReg.TPIDR_EL2, SysReg.TPIDR_EL3,
            SysReg.CNTVCT_EL0, SysReg.PAN, SysReg.UAO, SysReg.NZCV, SysReg.DAIF, SysReg.FPCR, SysReg.FPSR, SysReg.DCZID_EL0, SysReg.CURRENTEL,
            SysReg.ELR_EL1, SysReg.SPSR_EL1, SysReg.SP_EL0, SysReg.SP_EL1, SysReg.SPSEL, SysReg.SPSR_IRQ, SysReg.SPSR_ABT, SysReg.SPSR_UND,
            SysReg.SPSR_FIQ, SysReg.ELR_EL2, SysReg.SPSR_EL2, SysReg.SP_EL2, SysReg.ELR_EL3, SysReg.SPSR_EL3, SysReg.CTR_EL0, SysReg.DDC,
            SysReg.DDC_EL0, SysReg.DDC_EL1, SysReg.DDC_EL2, SysReg.RDDC_EL0, SysReg.RSP_EL0, SysReg.CID_EL0, SysReg.RTPIDR_EL0);

    /** Undefined in Restricted. */
    private static final Set<SysReg> EXECUTIVE = EnumSet.of(SysReg.SP_EL0, SysReg.SP_EL1, SysReg.SP_EL2, SysReg.DDC_EL0, SysReg.DDC_EL1,
            SysReg.DDC_EL2, SysReg.RDDC_EL0, SysReg.RSP_EL0, SysReg.RTPIDR_EL0);

    private static final Set<SysReg> CAPABILITY_ONLY =
            EnumSet.of(SysReg.DDC, SysReg.DDC_EL0, SysReg.DDC_EL1, SysReg.DDC_EL2, SysReg.RDDC_EL0);

    private static final Set<SysReg> READ_ONLY = EnumSet.of(SysReg.CURRENTEL, SysReg.CTR_EL0, SysReg.DCZID_EL0, SysReg.CNTVCT_EL0, SysReg.CNTPCT_EL0,
            SysReg.ISR_EL1, SysReg.RVBAR_EL1, SysReg.RVBAR_EL3, SysReg.PMCEID0_EL0, SysReg.PMCEID1_EL0, SysReg.OSLSR_EL1, SysReg.CCSIDR_EL1,
            SysReg.CLIDR_EL1, SysReg.AIDR_EL1, SysReg.MDCCSR_EL0, SysReg.ICC_IAR0_EL1, SysReg.ICC_IAR1_EL1, SysReg.ICC_HPPIR0_EL1,
            SysReg.ICC_HPPIR1_EL1, SysReg.ICC_RPR_EL1, SysReg.ICH_VTR_EL2);

    private static final Set<SysReg> WRITE_ONLY = EnumSet.of(SysReg.ICC_EOIR0_EL1, SysReg.ICC_EOIR1_EL1, SysReg.ICC_DIR_EL1, SysReg.ICC_SGI0R_EL1,
            SysReg.ICC_SGI1R_EL1, SysReg.ICC_ASGI1R_EL1, SysReg.OSLAR_EL1, SysReg.PMSWINC_EL0);

    /** There only in Debug state, which our cores do not have. */
    private static final Set<SysReg> OF_DEBUG_STATE = EnumSet.of(SysReg.DLR_EL0, SysReg.DSPSR_EL0);

    private static final Set<SysReg> OF_EL3 = named(".*_EL3");
    /** EL1's registers as EL2 names them when it is host. */
    private static final Set<SysReg> OF_HOST = named(".*_EL12");

    private static Set<SysReg> named(String pattern) {
        return Arrays.stream(SysReg.values()).filter(reg -> reg.name().matches(pattern)).collect(Collectors.toCollection(() -> EnumSet.noneOf(SysReg.class)));
    }

    static boolean isFree(SysReg reg) {
        return FREE.contains(reg);
    }

    static boolean isCapabilityOnly(SysReg reg) {
        return CAPABILITY_ONLY.contains(reg);
    }

    /** Undefined if the level, Restricted, or the direction does not allow it. */
    static void require(MorelloCore core, SysReg reg, boolean read) {
        SystemState sys = core.sys;
        int el = sys.el;
        boolean identification = (reg.key() >>> 7 & 15) == 0 && reg.key() >>> 14 == 3 && (reg.key() >>> 11 & 7) == 0;
        boolean allowed = el >= lowest(reg, read) && !OF_DEBUG_STATE.contains(reg) && !(EXECUTIVE.contains(reg) && !core.executive)
                && !(!read && (READ_ONLY.contains(reg) || identification)) && !(read && WRITE_ONLY.contains(reg))
                && !(reg == SysReg.SP_EL0 && !sys.spsel) && !(reg == SysReg.RVBAR_EL1 && sys.hasEl2) && !(OF_EL3.contains(reg) && !sys.hasEl3)
                && !(OF_HOST.contains(reg) && !sys.isHost());
        if (!allowed) throw core.undefined();
    }

    private static int lowest(SysReg reg, boolean read) {
        if (reg == SysReg.RSP_EL0) return 0;
        if (reg == SysReg.TPIDRRO_EL0 || reg == SysReg.PMUSERENR_EL0) return read ? 0 : 1;
        if (reg == SysReg.CNTFRQ_EL0 && !read) return 1;
        return switch (reg.key() >>> 11 & 7) {
            case 3 -> 0;
            case 4, 5 -> 2;
            case 6 -> 3;
            default -> 1;
        };
    }

    /** What an EL1 name means to EL2 as host. */
    static SysReg hostAlias(SysReg reg) {
        return switch (reg) {
            case SCTLR_EL1 -> SysReg.SCTLR_EL2;
            case CPACR_EL1 -> SysReg.CPTR_EL2;
            case CCTLR_EL1 -> SysReg.CCTLR_EL2;
            case TTBR0_EL1 -> SysReg.TTBR0_EL2;
            case TTBR1_EL1 -> SysReg.TTBR1_EL2;
            case TCR_EL1 -> SysReg.TCR_EL2;
            case SPSR_EL1 -> SysReg.SPSR_EL2;
            case ELR_EL1 -> SysReg.ELR_EL2;
            case ESR_EL1 -> SysReg.ESR_EL2;
            case FAR_EL1 -> SysReg.FAR_EL2;
            case MAIR_EL1 -> SysReg.MAIR_EL2;
            case VBAR_EL1 -> SysReg.VBAR_EL2;
            case SCTLR_EL12 -> SysReg.SCTLR_EL1;
            case CPACR_EL12 -> SysReg.CPACR_EL1;
            case CCTLR_EL12 -> SysReg.CCTLR_EL1;
            case TTBR0_EL12 -> SysReg.TTBR0_EL1;
            case TTBR1_EL12 -> SysReg.TTBR1_EL1;
            case TCR_EL12 -> SysReg.TCR_EL1;
            case SPSR_EL12 -> SysReg.SPSR_EL1;
            case ELR_EL12 -> SysReg.ELR_EL1;
            case ESR_EL12 -> SysReg.ESR_EL1;
            case FAR_EL12 -> SysReg.FAR_EL1;
            case MAIR_EL12 -> SysReg.MAIR_EL1;
            case VBAR_EL12 -> SysReg.VBAR_EL1;
            default -> reg;
        };
    }
}
