package dev.ufork.isa.morello;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The system registers of our machines, by the five numbers that MRS and MSR encode. A register with a second name is
 * a capability: the name without C is its integer part.
 */
public enum SysReg {
    //               op0 op1 CRn CRm op2
    MIDR_EL1        (3, 0,  0,  0, 0),
    MPIDR_EL1       (3, 0,  0,  0, 5),
    REVIDR_EL1      (3, 0,  0,  0, 6),
    ID_PFR0_EL1     (3, 0,  0,  1, 0),
    ID_PFR1_EL1     (3, 0,  0,  1, 1),
    ID_DFR0_EL1     (3, 0,  0,  1, 2),
    ID_AFR0_EL1     (3, 0,  0,  1, 3),
    ID_MMFR0_EL1    (3, 0,  0,  1, 4),
    ID_MMFR1_EL1    (3, 0,  0,  1, 5),
    ID_MMFR2_EL1    (3, 0,  0,  1, 6),
    ID_MMFR3_EL1    (3, 0,  0,  1, 7),
    ID_ISAR0_EL1    (3, 0,  0,  2, 0),
    ID_ISAR1_EL1    (3, 0,  0,  2, 1),
    ID_ISAR2_EL1    (3, 0,  0,  2, 2),
    ID_ISAR3_EL1    (3, 0,  0,  2, 3),
    ID_ISAR4_EL1    (3, 0,  0,  2, 4),
    ID_ISAR5_EL1    (3, 0,  0,  2, 5),
    ID_MMFR4_EL1    (3, 0,  0,  2, 6),
    ID_ISAR6_EL1    (3, 0,  0,  2, 7),
    MVFR0_EL1       (3, 0,  0,  3, 0),
    MVFR1_EL1       (3, 0,  0,  3, 1),
    MVFR2_EL1       (3, 0,  0,  3, 2),
    ID_AA64PFR0_EL1 (3, 0,  0,  4, 0),
    ID_AA64PFR1_EL1 (3, 0,  0,  4, 1),
    ID_AA64DFR0_EL1 (3, 0,  0,  5, 0),
    ID_AA64DFR1_EL1 (3, 0,  0,  5, 1),
    ID_AA64AFR0_EL1 (3, 0,  0,  5, 4),
    ID_AA64AFR1_EL1 (3, 0,  0,  5, 5),
    ID_AA64ISAR0_EL1(3, 0,  0,  6, 0),
    ID_AA64ISAR1_EL1(3, 0,  0,  6, 1),
    ID_AA64MMFR0_EL1(3, 0,  0,  7, 0),
    ID_AA64MMFR1_EL1(3, 0,  0,  7, 1),
    ID_AA64MMFR2_EL1(3, 0,  0,  7, 2),
    SCTLR_EL1       (3, 0,  1,  0, 0),
    ACTLR_EL1       (3, 0,  1,  0, 1),
    CPACR_EL1       (3, 0,  1,  0, 2),
    CCTLR_EL1       (3, 0,  1,  2, 2),
    TTBR0_EL1       (3, 0,  2,  0, 0),
    TTBR1_EL1       (3, 0,  2,  0, 1),
    TCR_EL1         (3, 0,  2,  0, 2),
    SPSR_EL1        (3, 0,  4,  0, 0),
    ELR_EL1         (3, 0,  4,  0, 1, "CELR_EL1"),
    SP_EL0          (3, 0,  4,  1, 0, "CSP_EL0"),
    DDC_EL0         (3, 0,  4,  1, 1, "DDC_EL0"),
    SPSEL           (3, 0,  4,  2, 0),
    CURRENTEL       (3, 0,  4,  2, 2),
    PAN             (3, 0,  4,  2, 3),
    UAO             (3, 0,  4,  2, 4),
    ICC_PMR_EL1     (3, 0,  4,  6, 0),
    AFSR0_EL1       (3, 0,  5,  1, 0),
    AFSR1_EL1       (3, 0,  5,  1, 1),
    ESR_EL1         (3, 0,  5,  2, 0),
    FAR_EL1         (3, 0,  6,  0, 0),
    PAR_EL1         (3, 0,  7,  4, 0),
    PMINTENSET_EL1  (3, 0,  9, 14, 1),
    PMINTENCLR_EL1  (3, 0,  9, 14, 2),
    MAIR_EL1        (3, 0, 10,  2, 0),
    AMAIR_EL1       (3, 0, 10,  3, 0),
    VBAR_EL1        (3, 0, 12,  0, 0, "CVBAR_EL1"),
    RVBAR_EL1       (3, 0, 12,  0, 1),
    ISR_EL1         (3, 0, 12,  1, 0),
    ICC_IAR0_EL1    (3, 0, 12,  8, 0),
    ICC_EOIR0_EL1   (3, 0, 12,  8, 1),
    ICC_HPPIR0_EL1  (3, 0, 12,  8, 2),
    ICC_BPR0_EL1    (3, 0, 12,  8, 3),
    ICC_AP0R0_EL1   (3, 0, 12,  8, 4),
    ICC_AP1R0_EL1   (3, 0, 12,  9, 0),
    ICC_DIR_EL1     (3, 0, 12, 11, 1),
    ICC_RPR_EL1     (3, 0, 12, 11, 3),
    ICC_SGI1R_EL1   (3, 0, 12, 11, 5),
    ICC_ASGI1R_EL1  (3, 0, 12, 11, 6),
    ICC_SGI0R_EL1   (3, 0, 12, 11, 7),
    ICC_IAR1_EL1    (3, 0, 12, 12, 0),
    ICC_EOIR1_EL1   (3, 0, 12, 12, 1),
    ICC_HPPIR1_EL1  (3, 0, 12, 12, 2),
    ICC_BPR1_EL1    (3, 0, 12, 12, 3),
    ICC_CTLR_EL1    (3, 0, 12, 12, 4),
    ICC_SRE_EL1     (3, 0, 12, 12, 5),
    ICC_IGRPEN0_EL1 (3, 0, 12, 12, 6),
    ICC_IGRPEN1_EL1 (3, 0, 12, 12, 7),
    CONTEXTIDR_EL1  (3, 0, 13,  0, 1),
    TPIDR_EL1       (3, 0, 13,  0, 4, "CTPIDR_EL1"),
    CNTKCTL_EL1     (3, 0, 14,  1, 0),
    CCSIDR_EL1      (3, 1,  0,  0, 0),
    CLIDR_EL1       (3, 1,  0,  0, 1),
    AIDR_EL1        (3, 1,  0,  0, 7),
    CSSELR_EL1      (3, 2,  0,  0, 0),
    CTR_EL0         (3, 3,  0,  0, 1),
    DCZID_EL0       (3, 3,  0,  0, 7),
    CCTLR_EL0       (3, 3,  1,  2, 2),
    DDC             (3, 3,  4,  1, 1, "DDC"),
    NZCV            (3, 3,  4,  2, 0),
    DAIF            (3, 3,  4,  2, 1),
    RDDC_EL0        (3, 3,  4,  3, 1, "RDDC_EL0"),
    FPCR            (3, 3,  4,  4, 0),
    FPSR            (3, 3,  4,  4, 1),
    DSPSR_EL0       (3, 3,  4,  5, 0),
    DLR_EL0         (3, 3,  4,  5, 1, "CDLR_EL0"),
    PMCR_EL0        (3, 3,  9, 12, 0),
    PMCNTENSET_EL0  (3, 3,  9, 12, 1),
    PMCNTENCLR_EL0  (3, 3,  9, 12, 2),
    PMOVSCLR_EL0    (3, 3,  9, 12, 3),
    PMSWINC_EL0     (3, 3,  9, 12, 4),
    PMSELR_EL0      (3, 3,  9, 12, 5),
    PMCEID0_EL0     (3, 3,  9, 12, 6),
    PMCEID1_EL0     (3, 3,  9, 12, 7),
    PMCCNTR_EL0     (3, 3,  9, 13, 0),
    PMXEVTYPER_EL0  (3, 3,  9, 13, 1),
    PMXEVCNTR_EL0   (3, 3,  9, 13, 2),
    PMUSERENR_EL0   (3, 3,  9, 14, 0),
    PMOVSSET_EL0    (3, 3,  9, 14, 3),
    TPIDR_EL0       (3, 3, 13,  0, 2, "CTPIDR_EL0"),
    TPIDRRO_EL0     (3, 3, 13,  0, 3, "CTPIDRRO_EL0"),
    RTPIDR_EL0      (3, 3, 13,  0, 4, "RCTPIDR_EL0"),
    CID_EL0         (3, 3, 13,  0, 7, "CID_EL0"),
    CNTFRQ_EL0      (3, 3, 14,  0, 0),
    CNTPCT_EL0      (3, 3, 14,  0, 1),
    CNTVCT_EL0      (3, 3, 14,  0, 2),
    CNTP_TVAL_EL0   (3, 3, 14,  2, 0),
    CNTP_CTL_EL0    (3, 3, 14,  2, 1),
    CNTP_CVAL_EL0   (3, 3, 14,  2, 2),
    CNTV_TVAL_EL0   (3, 3, 14,  3, 0),
    CNTV_CTL_EL0    (3, 3, 14,  3, 1),
    CNTV_CVAL_EL0   (3, 3, 14,  3, 2),
    PMEVCNTR0_EL0   (3, 3, 14,  8, 0),
    PMEVCNTR1_EL0   (3, 3, 14,  8, 1),
    PMEVCNTR2_EL0   (3, 3, 14,  8, 2),
    PMEVCNTR3_EL0   (3, 3, 14,  8, 3),
    PMEVTYPER0_EL0  (3, 3, 14, 12, 0),
    PMEVTYPER1_EL0  (3, 3, 14, 12, 1),
    PMEVTYPER2_EL0  (3, 3, 14, 12, 2),
    PMEVTYPER3_EL0  (3, 3, 14, 12, 3),
    PMCCFILTR_EL0   (3, 3, 14, 15, 7),
    VPIDR_EL2       (3, 4,  0,  0, 0),
    VMPIDR_EL2      (3, 4,  0,  0, 5),
    SCTLR_EL2       (3, 4,  1,  0, 0),
    ACTLR_EL2       (3, 4,  1,  0, 1),
    HCR_EL2         (3, 4,  1,  1, 0),
    MDCR_EL2        (3, 4,  1,  1, 1),
    CPTR_EL2        (3, 4,  1,  1, 2),
    HSTR_EL2        (3, 4,  1,  1, 3),
    HACR_EL2        (3, 4,  1,  1, 7),
    CCTLR_EL2       (3, 4,  1,  2, 2),
    CHCR_EL2        (3, 4,  1,  2, 3),
    TTBR0_EL2       (3, 4,  2,  0, 0),
    TTBR1_EL2       (3, 4,  2,  0, 1),
    TCR_EL2         (3, 4,  2,  0, 2),
    VTTBR_EL2       (3, 4,  2,  1, 0),
    VTCR_EL2        (3, 4,  2,  1, 2),
    DACR32_EL2      (3, 4,  3,  0, 0),
    SPSR_EL2        (3, 4,  4,  0, 0),
    ELR_EL2         (3, 4,  4,  0, 1, "CELR_EL2"),
    SP_EL1          (3, 4,  4,  1, 0, "CSP_EL1"),
    DDC_EL1         (3, 4,  4,  1, 1, "DDC_EL1"),
    SPSR_IRQ        (3, 4,  4,  3, 0),
    SPSR_ABT        (3, 4,  4,  3, 1),
    SPSR_UND        (3, 4,  4,  3, 2),
    SPSR_FIQ        (3, 4,  4,  3, 3),
    IFSR32_EL2      (3, 4,  5,  0, 1),
    AFSR0_EL2       (3, 4,  5,  1, 0),
    AFSR1_EL2       (3, 4,  5,  1, 1),
    ESR_EL2         (3, 4,  5,  2, 0),
    FPEXC32_EL2     (3, 4,  5,  3, 0),
    FAR_EL2         (3, 4,  6,  0, 0),
    HPFAR_EL2       (3, 4,  6,  0, 4),
    MAIR_EL2        (3, 4, 10,  2, 0),
    AMAIR_EL2       (3, 4, 10,  3, 0),
    VBAR_EL2        (3, 4, 12,  0, 0, "CVBAR_EL2"),
    ICC_SRE_EL2     (3, 4, 12,  9, 5),
    ICH_HCR_EL2     (3, 4, 12, 11, 0),
    ICH_VTR_EL2     (3, 4, 12, 11, 1),
    ICH_VMCR_EL2    (3, 4, 12, 11, 7),
    ICH_LR0_EL2     (3, 4, 12, 12, 0),
    ICH_LR1_EL2     (3, 4, 12, 12, 1),
    ICH_LR2_EL2     (3, 4, 12, 12, 2),
    ICH_LR3_EL2     (3, 4, 12, 12, 3),
    CONTEXTIDR_EL2  (3, 4, 13,  0, 1),
    TPIDR_EL2       (3, 4, 13,  0, 2, "CTPIDR_EL2"),
    CNTVOFF_EL2     (3, 4, 14,  0, 3),
    CNTHCTL_EL2     (3, 4, 14,  1, 0),
    CNTHP_TVAL_EL2  (3, 4, 14,  2, 0),
    CNTHP_CTL_EL2   (3, 4, 14,  2, 1),
    CNTHP_CVAL_EL2  (3, 4, 14,  2, 2),
    CNTHV_TVAL_EL2  (3, 4, 14,  3, 0),
    CNTHV_CTL_EL2   (3, 4, 14,  3, 1),
    CNTHV_CVAL_EL2  (3, 4, 14,  3, 2),
    SCTLR_EL12      (3, 5,  1,  0, 0),
    CPACR_EL12      (3, 5,  1,  0, 2),
    CCTLR_EL12      (3, 5,  1,  2, 2),
    TTBR0_EL12      (3, 5,  2,  0, 0),
    TTBR1_EL12      (3, 5,  2,  0, 1),
    TCR_EL12        (3, 5,  2,  0, 2),
    SPSR_EL12       (3, 5,  4,  0, 0),
    ELR_EL12        (3, 5,  4,  0, 1, "CELR_EL12"),
    AFSR0_EL12      (3, 5,  5,  1, 0),
    AFSR1_EL12      (3, 5,  5,  1, 1),
    ESR_EL12        (3, 5,  5,  2, 0),
    FAR_EL12        (3, 5,  6,  0, 0),
    MAIR_EL12       (3, 5, 10,  2, 0),
    AMAIR_EL12      (3, 5, 10,  3, 0),
    VBAR_EL12       (3, 5, 12,  0, 0, "CVBAR_EL12"),
    CONTEXTIDR_EL12 (3, 5, 13,  0, 1),
    CNTKCTL_EL12    (3, 5, 14,  1, 0),
    CNTP_TVAL_EL02  (3, 5, 14,  2, 0),
    CNTP_CTL_EL02   (3, 5, 14,  2, 1),
    CNTP_CVAL_EL02  (3, 5, 14,  2, 2),
    CNTV_TVAL_EL02  (3, 5, 14,  3, 0),
    CNTV_CTL_EL02   (3, 5, 14,  3, 1),
    CNTV_CVAL_EL02  (3, 5, 14,  3, 2),
    SCTLR_EL3       (3, 6,  1,  0, 0),
    ACTLR_EL3       (3, 6,  1,  0, 1),
    SCR_EL3         (3, 6,  1,  1, 0),
    SDER32_EL3      (3, 6,  1,  1, 1),
    CPTR_EL3        (3, 6,  1,  1, 2),
    CCTLR_EL3       (3, 6,  1,  2, 2),
    CSCR_EL3        (3, 6,  1,  2, 3),
    MDCR_EL3        (3, 6,  1,  3, 1),
    TTBR0_EL3       (3, 6,  2,  0, 0),
    TCR_EL3         (3, 6,  2,  0, 2),
    SPSR_EL3        (3, 6,  4,  0, 0),
    ELR_EL3         (3, 6,  4,  0, 1, "CELR_EL3"),
    SP_EL2          (3, 6,  4,  1, 0, "CSP_EL2"),
    DDC_EL2         (3, 6,  4,  1, 1, "DDC_EL2"),
    AFSR0_EL3       (3, 6,  5,  1, 0),
    AFSR1_EL3       (3, 6,  5,  1, 1),
    ESR_EL3         (3, 6,  5,  2, 0),
    FAR_EL3         (3, 6,  6,  0, 0),
    MAIR_EL3        (3, 6, 10,  2, 0),
    AMAIR_EL3       (3, 6, 10,  3, 0),
    VBAR_EL3        (3, 6, 12,  0, 0, "CVBAR_EL3"),
    RVBAR_EL3       (3, 6, 12,  0, 1),
    ICC_CTLR_EL3    (3, 6, 12, 12, 4),
    ICC_SRE_EL3     (3, 6, 12, 12, 5),
    ICC_IGRPEN1_EL3 (3, 6, 12, 12, 7),
    TPIDR_EL3       (3, 6, 13,  0, 2, "CTPIDR_EL3"),
    RSP_EL0         (3, 7,  4,  1, 3, "RCSP_EL0"),
    CNTPS_TVAL_EL1  (3, 7, 14,  2, 0),
    CNTPS_CTL_EL1   (3, 7, 14,  2, 1),
    CNTPS_CVAL_EL1  (3, 7, 14,  2, 2),
    MDSCR_EL1       (2, 0,  0,  2, 2),
    MDCCINT_EL1     (2, 0,  0,  2, 0),
    MDCCSR_EL0      (2, 3,  0,  1, 0),
    OSLAR_EL1       (2, 0,  1,  0, 4),
    OSLSR_EL1       (2, 0,  1,  1, 4),
    OSDLR_EL1       (2, 0,  1,  3, 4);

    private static final Map<Integer, SysReg> BY_KEY = new HashMap<>();
    private static final Map<String, SysReg> BY_NAME = new HashMap<>();

    static {
        for (SysReg r : values()) {
            BY_KEY.put(r.key, r);
            BY_NAME.put(r.name(), r);
            if (r.capability != null) BY_NAME.put(r.capability, r);
        }
    }

    private final int key;
    private final String capability;

    SysReg(int op0, int op1, int crn, int crm, int op2) {
        this(op0, op1, crn, crm, op2, null);
    }

    SysReg(int op0, int op1, int crn, int crm, int op2, String capability) {
        this.key = key(op0, op1, crn, crm, op2);
        this.capability = capability;
    }

    /** The five numbers as one: op0, op1, CRn, CRm and op2 in 2, 3, 4, 4 and 3 bits. */
    public static int key(int op0, int op1, int crn, int crm, int op2) {
        return op0 << 14 | op1 << 11 | crn << 7 | crm << 3 | op2;
    }

    /** The key in an instruction word of the MRS and MSR family. */
    public static int keyOf(int word) {
        return (2 | word >>> 19 & 1) << 14 | word >>> 5 & 0x3fff;
    }

    public int key() {
        return key;
    }

    /** Whether the register holds a capability. */
    public boolean isCapability() {
        return capability != null;
    }

    /** The capability's name, or the register's if it holds none. */
    public String capabilityName() {
        return capability == null ? name() : capability;
    }

    public static Optional<SysReg> of(int key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }

    /** By either name, in any case. */
    public static Optional<SysReg> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name.toUpperCase(java.util.Locale.ROOT)));
    }

    /** {@code s3_0_c1_c0_0}: how a register without a name is written. */
    public static String generic(int key) {
        return "s%d_%d_c%d_c%d_%d".formatted(key >>> 14, key >>> 11 & 7, key >>> 7 & 15, key >>> 3 & 15, key & 7);
    }
}
