package dev.ufork.isa.morello;

/**
 * Morello's own instructions, in both modes. Names are those of the Morello supplement's encodings (its
 * {@code ADD-C.CIS-C} is {@code ADD_C_CIS_C} here). {@link Row} explains the two texts of a row.
 */
public enum Cheri implements MorelloOp {
    // Addresses
    ADRP_C_IP_C    ("1 label[13:12] 10000 1 label[31:14] Rd:5", "adrp <C:Rd>, <page:label>", Mode.C64),
    ADRDP_C_ID_C   ("1 imm[13:12] 10000 0 imm[31:14] Rd:5", "adrdp <C:Rd>, #<x:imm>", Mode.C64),
    ADD_C_CIS_C    ("00000010 0 sh:1 imm12:12 Cn:5 Cd:5", "add <CS:Cd>, <CS:Cn>, #<x:imm12><lsl12:sh>"),
    SUB_C_CIS_C    ("00000010 1 sh:1 imm12:12 Cn:5 Cd:5", "sub <CS:Cd>, <CS:Cn>, #<x:imm12><lsl12:sh>"),
    ADD_C_CRI_C    ("11000010101 Rm:5 option:3 imm3:3 Cn:5 Cd:5", "add <CS:Cd>, <CS:Cn>, <extc:Rm,option,imm3>"),
    SUBS_R_CC_C    ("11000010111 Cm:5 100110 Cn:5 Rd:5", "subs <X:Rd>, <C:Cn>, <C:Cm>"),
    ALIGND_C_CI_C  ("11000010110 imm6:6 0 0110 Cn:5 Cd:5", "alignd <CS:Cd>, <CS:Cn>, #<u:imm6>"),
    ALIGNU_C_CI_C  ("11000010110 imm6:6 1 0110 Cn:5 Cd:5", "alignu <CS:Cd>, <CS:Cn>, #<u:imm6>"),
    SCVALUE_C_CR_C ("11000010110 Rm:5 0 10 000 Cn:5 Cd:5", "scvalue <CS:Cd>, <CS:Cn>, <X:Rm>"),
    SCOFF_C_CR_C   ("11000010110 Rm:5 0 11 000 Cn:5 Cd:5", "scoff <CS:Cd>, <CS:Cn>, <X:Rm>"),

    // Bounds and permissions
    SCBNDS_C_CR_C  ("11000010110 Rm:5 0 00 000 Cn:5 Cd:5", "scbnds <CS:Cd>, <CS:Cn>, <X:Rm>"),
    SCBNDSE_C_CR_C ("11000010110 Rm:5 0 01 000 Cn:5 Cd:5", "scbndse <CS:Cd>, <CS:Cn>, <X:Rm>"),
    SCBNDS_C_CI_C  ("11000010110 imm6:6 0 1110 Cn:5 Cd:5", "scbnds <CS:Cd>, <CS:Cn>, #<x:imm6>"),
    SCBNDS_C_CI_S  ("11000010110 imm6:6 1 1110 Cn:5 Cd:5", "scbnds <CS:Cd>, <CS:Cn>, #<x:imm6>, lsl #4"),
    RRLEN_R_R_C    ("11000010110001110 00 100 Rn:5 Rd:5", "rrlen <X:Rd>, <X:Rn>"),
    RRMASK_R_R_C   ("11000010110001110 01 100 Rn:5 Rd:5", "rrmask <X:Rd>, <X:Rn>"),
    CLRPERM_C_CI_C ("1100001011000110 perm:3 100 Cn:5 Cd:5", "clrperm <CS:Cd>, <CS:Cn>, <perm:perm>"),
    CLRPERM_C_CR_C ("11000010110 Rm:5 10 1 000 Cn:5 Cd:5", "clrperm <CS:Cd>, <CS:Cn>, <X:Rm>"),

    // Flags, tags, copies
    BICFLGS_C_CI_C ("11000010111 imm8:8 00 0 Cn:5 Cd:5", "bicflgs <CS:Cd>, <CS:Cn>, #<u:imm8>"),
    BICFLGS_C_CR_C ("11000010110 Rm:5 00 1010 Cn:5 Cd:5", "bicflgs <CS:Cd>, <CS:Cn>, <X:Rm>"),
    ORRFLGS_C_CI_C ("11000010111 imm8:8 01 0 Cn:5 Cd:5", "orrflgs <CS:Cd>, <CS:Cn>, #<u:imm8>"),
    ORRFLGS_C_CR_C ("11000010110 Rm:5 01 1010 Cn:5 Cd:5", "orrflgs <CS:Cd>, <CS:Cn>, <X:Rm>"),
    EORFLGS_C_CI_C ("11000010111 imm8:8 10 0 Cn:5 Cd:5", "eorflgs <CS:Cd>, <CS:Cn>, #<u:imm8>"),
    EORFLGS_C_CR_C ("11000010110 Rm:5 10 1010 Cn:5 Cd:5", "eorflgs <CS:Cd>, <CS:Cn>, <X:Rm>"),
    CTHI_C_CR_C    ("11000010110 Rm:5 11 1010 Cn:5 Cd:5", "cthi <C:Cd>, <C:Cn>, <X:Rm>"),
    SCFLGS_C_CR_C  ("11000010110 Rm:5 111000 Cn:5 Cd:5", "scflgs <CS:Cd>, <CS:Cn>, <X:Rm>"),
    SCTAG_C_CR_C   ("11000010110 Rm:5 10 0 000 Cn:5 Cd:5", "sctag <CS:Cd>, <CS:Cn>, <X:Rm>"),
    CLRTAG_C_C_C   ("11000010110000011 00 100 Cn:5 Cd:5", "clrtag <CS:Cd>, <CS:Cn>"),
    CPY_C_C_C      ("11000010110000011 10 100 Cn:5 Cd:5", "cpy <CS:Cd>, <CS:Cn>"),
    CSEL_C_CI_C    ("11000010110 Cm:5 cond:4 11 Cn:5 Cd:5", "csel <C:Cd>, <C:Cn>, <C:Cm>, <cond:cond>"),

    // Questions
    GCBASE_R_C_C   ("1100001011000000 000 100 Cn:5 Rd:5", "gcbase <X:Rd>, <CS:Cn>"),
    GCLEN_R_C_C    ("1100001011000000 001 100 Cn:5 Rd:5", "gclen <X:Rd>, <CS:Cn>"),
    GCVALUE_R_C_C  ("1100001011000000 010 100 Cn:5 Rd:5", "gcvalue <X:Rd>, <CS:Cn>"),
    GCOFF_R_C_C    ("1100001011000000 011 100 Cn:5 Rd:5", "gcoff <X:Rd>, <CS:Cn>"),
    GCTAG_R_C_C    ("1100001011000000 100 100 Cn:5 Rd:5", "gctag <X:Rd>, <CS:Cn>"),
    GCSEAL_R_C_C   ("1100001011000000 101 100 Cn:5 Rd:5", "gcseal <X:Rd>, <CS:Cn>"),
    GCPERM_R_C_C   ("1100001011000000 110 100 Cn:5 Rd:5", "gcperm <X:Rd>, <CS:Cn>"),
    GCTYPE_R_C_C   ("1100001011000000 111 100 Cn:5 Rd:5", "gctype <X:Rd>, <CS:Cn>"),
    GCLIM_R_C_C    ("11000010110000010 00 100 Cn:5 Rd:5", "gclim <X:Rd>, <CS:Cn>"),
    GCFLGS_R_C_C   ("11000010110000010 01 100 Cn:5 Rd:5", "gcflgs <X:Rd>, <CS:Cn>"),
    CFHI_R_C_C     ("11000010110000010 10 100 Cn:5 Rd:5", "cfhi <X:Rd>, <CS:Cn>"),
    CHKSLD_C_C     ("11000010110000100 00 100 Cn:5 00001", "chksld <CS:Cn>"),
    CHKTGD_C_C     ("11000010110000100 01 100 Cn:5 00001", "chktgd <CS:Cn>"),
    CHKSS_CC_C     ("11000010110 Cm:5 1 00 001 Cn:5 00001", "chkss <CS:Cn>, <CS:Cm>"),
    CHKEQ_CC_C     ("11000010110 Cm:5 1 01 001 Cn:5 00001", "chkeq <CS:Cn>, <C:Cm>"),
    CHKSSU_C_CC_C  ("11000010110 Cm:5 10 0010 Cn:5 Cd:5", "chkssu <C:Cd>, <CS:Cn>, <CS:Cm>"),

    // Sealing and building
    SEAL_C_CC_C    ("11000010110 Cm:5 00 0010 Cn:5 Cd:5", "seal <C:Cd>, <C:Cn>, <C:Cm>"),
    UNSEAL_C_CC_C  ("11000010110 Cm:5 01 0010 Cn:5 Cd:5", "unseal <C:Cd>, <C:Cn>, <C:Cm>"),
    SEAL_C_CI_C    ("11000010110000110 form!=0:2 100 Cn:5 Cd:5", "seal <C:Cd>, <C:Cn>, <form:form>"),
    BUILD_C_C_C    ("11000010110 Cm:5 0 00 001 Cn:5 Cd:5", "build <CS:Cd>, <CS:Cn>, <CS:Cm>"),
    CPYTYPE_C_C_C  ("11000010110 Cm:5 0 01 001 Cn:5 Cd:5", "cpytype <C:Cd>, <C:Cn>, <C:Cm>"),
    CSEAL_C_C_C    ("11000010110 Cm:5 0 10 001 Cn:5 Cd:5", "cseal <CS:Cd>, <CS:Cn>, <CS:Cm>"),
    CPYVALUE_C_C_C ("11000010110 Cm:5 0 11 001 Cn:5 Cd:5", "cpyvalue <C:Cd>, <C:Cn>, <C:Cm>"),

    // Conversions between capabilities and pointers
    CVT_C_CR_C     ("11000010111 Rm:5 000110 Cn:5 Cd:5", "cvt <C:Cd>, <CS:Cn>, <X:Rm>"),
    CVTZ_C_CR_C    ("11000010111 Rm:5 010110 Cn:5 Cd:5", "cvtz <C:Cd>, <CS:Cn>, <X:Rm>"),
    CVT_R_CC_C     ("11000010110 Cm:5 110000 Cn:5 Rd:5", "cvt <X:Rd>, <CS:Cn>, <C:Cm>"),
    CVTD_R_C_C     ("11000010110001010 00 100 Cn:5 Rd:5", "cvtd <X:Rd>, <CS:Cn>"),
    CVTP_R_C_C     ("11000010110001010 01 100 Cn:5 Rd:5", "cvtp <X:Rd>, <CS:Cn>"),
    CVTD_C_R_C     ("11000010110001011 00 100 Rn:5 Cd:5", "cvtd <C:Cd>, <X:Rn>"),
    CVTP_C_R_C     ("11000010110001011 01 100 Rn:5 Cd:5", "cvtp <C:Cd>, <X:Rn>"),
    CVTDZ_C_R_C    ("11000010110001011 10 100 Rn:5 Cd:5", "cvtdz <C:Cd>, <X:Rn>"),
    CVTPZ_C_R_C    ("11000010110001011 11 100 Rn:5 Cd:5", "cvtpz <C:Cd>, <X:Rn>"),

    // Branches
    BX_C           ("11000010110000100 11 100 11111 00000", "bx #4"),
    BR_C_C         ("11000010110000100 00 100 Cn:5 00000", "br <C:Cn>"),
    BLR_C_C        ("11000010110000100 01 100 Cn:5 00000", "blr <C:Cn>"),
    RET_C_C        ("11000010110000100 10 100 Cn:5 00000", "ret <C:Cn>"),
    BRS_C_C        ("11000010110000100 00 100 Cn:5 00010", "brs <C:Cn>"),
    BLRS_C_C       ("11000010110000100 01 100 Cn:5 00010", "blrs <C:Cn>"),
    RETS_C_C       ("11000010110000100 10 100 Cn:5 00010", "rets <C:Cn>"),
    BRR_C_C        ("11000010110000100 00 100 Cn:5 00011", "brr <C:Cn>"),
    BLRR_C_C       ("11000010110000100 01 100 Cn:5 00011", "blrr <C:Cn>"),
    RETR_C_C       ("11000010110000100 10 100 Cn:5 00011", "retr <C:Cn>"),
    BRS_C_C_C      ("11000010110 Cm:5 1 00 001 Cn:5 00000", "brs c29, <C:Cn>, <C:Cm>"),
    BLRS_C_C_C     ("11000010110 Cm:5 1 01 001 Cn:5 00000", "blrs c29, <C:Cn>, <C:Cm>"),
    RETS_C_C_C     ("11000010110 Cm:5 1 10 001 Cn:5 00000", "rets c29, <C:Cn>, <C:Cm>"),
    BR_CI_C        ("110000101101 simm[10:4] 100 Cn:5 0000 0", "br [<CS:Cn>, #<s:simm>]"),
    BLR_CI_C       ("110000101101 simm[10:4] 100 Cn:5 0000 1", "blr [<CS:Cn>, #<s:simm>]"),
    LDPBR_C_C_C    ("11000010110001000 00 100 Cn:5 Ct:5", "ldpbr <C:Ct>, [<CS:Cn>]"),
    LDPBLR_C_C_C   ("11000010110001000 01 100 Cn:5 Ct:5", "ldpblr <C:Ct>, [<CS:Cn>]"),

    // System registers
    MSR_C_I_C      ("11000010100 0 o0:1 op1:3 CRn:4 CRm:4 op2:3 Ct:5", "msr <csysreg:o0,op1,CRn,CRm,op2>, <C:Ct>"),
    MRS_C_I_C      ("11000010100 1 o0:1 op1:3 CRn:4 CRm:4 op2:3 Ct:5", "mrs <C:Ct>, <csysreg:o0,op1,CRn,CRm,op2>"),

    // Loads and stores of capabilities
    LDCT_R_R       ("11000010110001001 01 100 Rn:5 Rt:5", "ldct <X:Rt>, [<B:Rn>]"),
    STCT_R_R       ("11000010110001001 00 100 Rn:5 Rt:5", "stct <X:Rt>, [<B:Rn>]"),
    LDR_C_I_C      ("1000001000 label[20:4] Ct:5", "ldr <C:Ct>, <clabel:label>"),
    STR_C_RIB_C    ("110000100 0 imm[15:4] Rn:5 Ct:5", "str <C:Ct>, [<B:Rn>{, #<u:imm>}]"),
    STR_C_RIAW_C   ("10100010 00 0 simm[12:4] 01 Rn:5 Ct:5", "str <C:Ct>, [<B:Rn>], #<s:simm>"),
    STR_C_RIBW_C   ("10100010 00 0 simm[12:4] 11 Rn:5 Ct:5", "str <C:Ct>, [<B:Rn>, #<s:simm>]!"),
    STR_C_RRB_C    ("10100010 00 1 Rm:5 sx:1 1 x:1 S:1 10 Rn:5 Ct:5", "str <C:Ct>, [<B:Rn>, <roff4:Rm,sx,x,S>]"),
    STTR_C_RIB_C   ("10100010 00 0 simm[12:4] 10 Rn:5 Ct:5", "sttr <C:Ct>, [<B:Rn>{, #<s:simm>}]"),
    STUR_C_RI_C    ("10100010 00 0 simm:9 00 Rn:5 Ct:5", "stur <C:Ct>, [<B:Rn>{, #<s:simm>}]"),
    STNP_C_RIB_C   ("011000100 0 simm[10:4] Ct2:5 Rn:5 Ct:5", "stnp <C:Ct>, <C:Ct2>, [<B:Rn>{, #<s:simm>}]"),
    STP_C_RIB_C    ("010000101 0 simm[10:4] Ct2:5 Rn:5 Ct:5", "stp <C:Ct>, <C:Ct2>, [<B:Rn>{, #<s:simm>}]"),
    STP_C_RIBW_C   ("011000101 0 simm[10:4] Ct2:5 Rn:5 Ct:5", "stp <C:Ct>, <C:Ct2>, [<B:Rn>, #<s:simm>]!"),
    STP_CC_RIAW_C  ("001000101 0 simm[10:4] Ct2:5 Rn:5 Ct:5", "stp <C:Ct>, <C:Ct2>, [<B:Rn>], #<s:simm>"),
    LDR_C_RIB_C    ("110000100 1 imm[15:4] Rn:5 Ct:5", "ldr <C:Ct>, [<B:Rn>{, #<u:imm>}]"),
    LDR_C_RIAW_C   ("10100010 01 0 simm[12:4] 01 Rn:5 Ct:5", "ldr <C:Ct>, [<B:Rn>], #<s:simm>"),
    LDR_C_RIBW_C   ("10100010 01 0 simm[12:4] 11 Rn:5 Ct:5", "ldr <C:Ct>, [<B:Rn>, #<s:simm>]!"),
    LDR_C_RRB_C    ("10100010 01 1 Rm:5 sx:1 1 x:1 S:1 10 Rn:5 Ct:5", "ldr <C:Ct>, [<B:Rn>, <roff4:Rm,sx,x,S>]"),
    LDTR_C_RIB_C   ("10100010 01 0 simm[12:4] 10 Rn:5 Ct:5", "ldtr <C:Ct>, [<B:Rn>{, #<s:simm>}]"),
    LDUR_C_RI_C    ("10100010 01 0 simm:9 00 Rn:5 Ct:5", "ldur <C:Ct>, [<B:Rn>{, #<s:simm>}]"),
    LDNP_C_RIB_C   ("011000100 1 simm[10:4] Ct2:5 Rn:5 Ct:5", "ldnp <C:Ct>, <C:Ct2>, [<B:Rn>{, #<s:simm>}]"),
    LDP_C_RIB_C    ("010000101 1 simm[10:4] Ct2:5 Rn:5 Ct:5", "ldp <C:Ct>, <C:Ct2>, [<B:Rn>{, #<s:simm>}]"),
    LDP_C_RIBW_C   ("011000101 1 simm[10:4] Ct2:5 Rn:5 Ct:5", "ldp <C:Ct>, <C:Ct2>, [<B:Rn>, #<s:simm>]!"),
    LDP_CC_RIAW_C  ("001000101 1 simm[10:4] Ct2:5 Rn:5 Ct:5", "ldp <C:Ct>, <C:Ct2>, [<B:Rn>], #<s:simm>"),

    // Ordered, exclusive and atomic accesses of capabilities
    LDAPR_C_R_C    ("10100010 00 1 (11111) 110000 Rn:5 Ct:5", "ldapr <C:Ct>, [<B:Rn>]"),
    LDAR_C_R_C     ("010000100 1 0 (11111) 1 (11111) Rn:5 Ct:5", "ldar <C:Ct>, [<B:Rn>]"),
    STLR_C_R_C     ("010000100 0 0 (11111) 1 (11111) Rn:5 Ct:5", "stlr <C:Ct>, [<B:Rn>]"),
    LDXR_C_R_C     ("001000100 1 0 (11111) 0 (11111) Rn:5 Ct:5", "ldxr <C:Ct>, [<B:Rn>]"),
    LDAXR_C_R_C    ("001000100 1 0 (11111) 1 (11111) Rn:5 Ct:5", "ldaxr <C:Ct>, [<B:Rn>]"),
    LDXP_C_R_C     ("001000100 1 1 (11111) 0 Ct2:5 Rn:5 Ct:5", "ldxp <C:Ct>, <C:Ct2>, [<B:Rn>]"),
    LDAXP_C_R_C    ("001000100 1 1 (11111) 1 Ct2:5 Rn:5 Ct:5", "ldaxp <C:Ct>, <C:Ct2>, [<B:Rn>]"),
    STXR_R_CR_C    ("001000100 0 0 Rs:5 0 (11111) Rn:5 Ct:5", "stxr <W:Rs>, <C:Ct>, [<B:Rn>]"),
    STLXR_R_CR_C   ("001000100 0 0 Rs:5 1 (11111) Rn:5 Ct:5", "stlxr <W:Rs>, <C:Ct>, [<B:Rn>]"),
    STXP_R_CR_C    ("001000100 0 1 Rs:5 0 Ct2:5 Rn:5 Ct:5", "stxp <W:Rs>, <C:Ct>, <C:Ct2>, [<B:Rn>]"),
    STLXP_R_CR_C   ("001000100 0 1 Rs:5 1 Ct2:5 Rn:5 Ct:5", "stlxp <W:Rs>, <C:Ct>, <C:Ct2>, [<B:Rn>]"),
    CAS_C_R_C      ("10100010 1 0 1 Cs:5 0 11111 Rn:5 Ct:5", "cas <C:Cs>, <C:Ct>, [<B:Rn>]"),
    SWP_CC_R_C     ("10100010 0 0 1 Cs:5 100000 Rn:5 Ct:5", "swp <C:Cs>, <C:Ct>, [<B:Rn>]"),
    CASA_C_R_C     ("10100010 1 1 1 Cs:5 0 11111 Rn:5 Ct:5", "casa <C:Cs>, <C:Ct>, [<B:Rn>]"),
    SWPA_CC_R_C    ("10100010 1 0 1 Cs:5 100000 Rn:5 Ct:5", "swpa <C:Cs>, <C:Ct>, [<B:Rn>]"),
    CASAL_C_R_C    ("10100010 1 1 1 Cs:5 1 11111 Rn:5 Ct:5", "casal <C:Cs>, <C:Ct>, [<B:Rn>]"),
    SWPAL_CC_R_C   ("10100010 1 1 1 Cs:5 100000 Rn:5 Ct:5", "swpal <C:Cs>, <C:Ct>, [<B:Rn>]"),
    CASL_C_R_C     ("10100010 1 0 1 Cs:5 1 11111 Rn:5 Ct:5", "casl <C:Cs>, <C:Ct>, [<B:Rn>]"),
    SWPL_CC_R_C    ("10100010 0 1 1 Cs:5 100000 Rn:5 Ct:5", "swpl <C:Cs>, <C:Ct>, [<B:Rn>]"),

    // Loads and stores through the alternate base
    ALDAR_C_R_C    ("010000100 1 0 (11111) 0 (11111) Rn:5 Ct:5", "ldar <C:Ct>, [<A:Rn>]"),
    ASTLR_C_R_C    ("010000100 0 0 (11111) 0 (11111) Rn:5 Ct:5", "stlr <C:Ct>, [<A:Rn>]"),
    ALDAR_R_R_32   ("010000100 1 1 (11111) 1 (11111) Rn:5 Rt:5", "ldar <W:Rt>, [<A:Rn>]"),
    ASTLR_R_R_32   ("010000100 0 1 (11111) 1 (11111) Rn:5 Rt:5", "stlr <W:Rt>, [<A:Rn>]"),
    ALDARB_R_R_B   ("010000100 1 1 (11111) 0 (11111) Rn:5 Rt:5", "ldarb <W:Rt>, [<A:Rn>]"),
    ASTLRB_R_R_B   ("010000100 0 1 (11111) 0 (11111) Rn:5 Rt:5", "stlrb <W:Rt>, [<A:Rn>]"),
    ALDR_C_RI_C    ("1000001001 1 imm[12:4] 00 Rn:5 Ct:5", "ldr <C:Ct>, [<A:Rn>{, #<u:imm>}]"),
    ALDR_R_RI_64   ("1000001001 1 imm[11:3] 11 Rn:5 Rt:5", "ldr <X:Rt>, [<A:Rn>{, #<u:imm>}]"),
    ALDR_R_RI_32   ("1000001001 1 imm[10:2] 10 Rn:5 Rt:5", "ldr <W:Rt>, [<A:Rn>{, #<u:imm>}]"),
    ALDRB_R_RI_B   ("1000001001 1 imm:9 01 Rn:5 Rt:5", "ldrb <W:Rt>, [<A:Rn>{, #<u:imm>}]"),
    ALDR_C_RRB_C   ("11000010111 Rm:5 sx:1 1 x:1 S:1 1 1 Rn:5 Ct:5", "ldr <C:Ct>, [<A:Rn>, <roff4:Rm,sx,x,S>]"),
    ASTR_C_RI_C    ("1000001001 0 imm[12:4] 00 Rn:5 Ct:5", "str <C:Ct>, [<A:Rn>{, #<u:imm>}]"),
    ASTR_R_RI_64   ("1000001001 0 imm[11:3] 11 Rn:5 Rt:5", "str <X:Rt>, [<A:Rn>{, #<u:imm>}]"),
    ASTR_R_RI_32   ("1000001001 0 imm[10:2] 10 Rn:5 Rt:5", "str <W:Rt>, [<A:Rn>{, #<u:imm>}]"),
    ASTRB_R_RI_B   ("1000001001 0 imm:9 01 Rn:5 Rt:5", "strb <W:Rt>, [<A:Rn>{, #<u:imm>}]"),
    ASTR_C_RRB_C   ("11000010111 Rm:5 sx:1 1 x:1 S:1 0 1 Rn:5 Ct:5", "str <C:Ct>, [<A:Rn>, <roff4:Rm,sx,x,S>]"),
    ASTRB_R_RRB_B  ("100000101 0 0 Rm:5 sx:1 1 x:1 S:1 00 Rn:5 Rt:5", "strb <W:Rt>, [<A:Rn>, <roff0:Rm,sx,x,S>]"),
    ALDRB_R_RRB_B  ("100000101 1 0 Rm:5 sx:1 1 x:1 S:1 00 Rn:5 Rt:5", "ldrb <W:Rt>, [<A:Rn>, <roff0:Rm,sx,x,S>]"),
    ALDRSB_R_RRB_64("100000101 0 0 Rm:5 sx:1 1 x:1 S:1 01 Rn:5 Rt:5", "ldrsb <X:Rt>, [<A:Rn>, <roff0:Rm,sx,x,S>]"),
    ALDRSB_R_RRB_32("100000101 1 0 Rm:5 sx:1 1 x:1 S:1 01 Rn:5 Rt:5", "ldrsb <W:Rt>, [<A:Rn>, <roff0:Rm,sx,x,S>]"),
    ALDRSH_R_RRB_64("100000101 0 0 Rm:5 sx:1 1 x:1 S:1 10 Rn:5 Rt:5", "ldrsh <X:Rt>, [<A:Rn>, <roff1:Rm,sx,x,S>]"),
    ALDRSH_R_RRB_32("100000101 1 0 Rm:5 sx:1 1 x:1 S:1 10 Rn:5 Rt:5", "ldrsh <W:Rt>, [<A:Rn>, <roff1:Rm,sx,x,S>]"),
    ASTRH_R_RRB_32 ("100000101 0 0 Rm:5 sx:1 1 x:1 S:1 11 Rn:5 Rt:5", "strh <W:Rt>, [<A:Rn>, <roff1:Rm,sx,x,S>]"),
    ALDRH_R_RRB_32 ("100000101 1 0 Rm:5 sx:1 1 x:1 S:1 11 Rn:5 Rt:5", "ldrh <W:Rt>, [<A:Rn>, <roff1:Rm,sx,x,S>]"),
    ASTR_R_RRB_32  ("100000101 0 1 Rm:5 sx:1 1 x:1 S:1 00 Rn:5 Rt:5", "str <W:Rt>, [<A:Rn>, <roff2:Rm,sx,x,S>]"),
    ALDR_R_RRB_32  ("100000101 1 1 Rm:5 sx:1 1 x:1 S:1 00 Rn:5 Rt:5", "ldr <W:Rt>, [<A:Rn>, <roff2:Rm,sx,x,S>]"),
    ASTR_R_RRB_64  ("100000101 0 1 Rm:5 sx:1 1 x:1 S:1 01 Rn:5 Rt:5", "str <X:Rt>, [<A:Rn>, <roff3:Rm,sx,x,S>]"),
    ALDR_R_RRB_64  ("100000101 1 1 Rm:5 sx:1 1 x:1 S:1 01 Rn:5 Rt:5", "ldr <X:Rt>, [<A:Rn>, <roff3:Rm,sx,x,S>]"),
    ASTR_V_RRB_D   ("100000101 0 1 Rm:5 sx:1 1 x:1 S:1 10 Rn:5 Rt:5", "str <VD:Rt>, [<A:Rn>, <roff3:Rm,sx,x,S>]"),
    ALDR_V_RRB_D   ("100000101 1 1 Rm:5 sx:1 1 x:1 S:1 10 Rn:5 Rt:5", "ldr <VD:Rt>, [<A:Rn>, <roff3:Rm,sx,x,S>]"),
    ASTR_V_RRB_S   ("100000101 0 1 Rm:5 sx:1 1 x:1 S:1 11 Rn:5 Rt:5", "str <VS:Rt>, [<A:Rn>, <roff2:Rm,sx,x,S>]"),
    ALDR_V_RRB_S   ("100000101 1 1 Rm:5 sx:1 1 x:1 S:1 11 Rn:5 Rt:5", "ldr <VS:Rt>, [<A:Rn>, <roff2:Rm,sx,x,S>]"),
    ASTURB_R_RI_32 ("11100010 00 0 simm:9 00 Rn:5 Rt:5", "sturb <W:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ALDURB_R_RI_32 ("11100010 00 0 simm:9 01 Rn:5 Rt:5", "ldurb <W:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ALDURSB_R_RI_64("11100010 00 0 simm:9 10 Rn:5 Rt:5", "ldursb <X:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ALDURSB_R_RI_32("11100010 00 0 simm:9 11 Rn:5 Rt:5", "ldursb <W:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ASTURH_R_RI_32 ("11100010 01 0 simm:9 00 Rn:5 Rt:5", "sturh <W:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ALDURH_R_RI_32 ("11100010 01 0 simm:9 01 Rn:5 Rt:5", "ldurh <W:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ALDURSH_R_RI_64("11100010 01 0 simm:9 10 Rn:5 Rt:5", "ldursh <X:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ALDURSH_R_RI_32("11100010 01 0 simm:9 11 Rn:5 Rt:5", "ldursh <W:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ASTUR_R_RI_32  ("11100010 10 0 simm:9 00 Rn:5 Rt:5", "stur <W:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ALDUR_R_RI_32  ("11100010 10 0 simm:9 01 Rn:5 Rt:5", "ldur <W:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ALDURSW_R_RI_64("11100010 10 0 simm:9 10 Rn:5 Rt:5", "ldursw <X:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ASTUR_C_RI_C   ("11100010 10 0 simm:9 11 Rn:5 Ct:5", "stur <C:Ct>, [<A:Rn>{, #<s:simm>}]"),
    ASTUR_R_RI_64  ("11100010 11 0 simm:9 00 Rn:5 Rt:5", "stur <X:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ALDUR_R_RI_64  ("11100010 11 0 simm:9 01 Rn:5 Rt:5", "ldur <X:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ALDUR_C_RI_C   ("11100010 11 0 simm:9 11 Rn:5 Ct:5", "ldur <C:Ct>, [<A:Rn>{, #<s:simm>}]"),
    ASTUR_V_RI_B   ("11100010 00 1 simm:9 00 Rn:5 Rt:5", "stur <VB:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ALDUR_V_RI_B   ("11100010 00 1 simm:9 01 Rn:5 Rt:5", "ldur <VB:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ASTUR_V_RI_Q   ("11100010 00 1 simm:9 10 Rn:5 Rt:5", "stur <VQ:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ALDUR_V_RI_Q   ("11100010 00 1 simm:9 11 Rn:5 Rt:5", "ldur <VQ:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ASTUR_V_RI_H   ("11100010 01 1 simm:9 00 Rn:5 Rt:5", "stur <VH:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ALDUR_V_RI_H   ("11100010 01 1 simm:9 01 Rn:5 Rt:5", "ldur <VH:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ASTUR_V_RI_S   ("11100010 10 1 simm:9 00 Rn:5 Rt:5", "stur <VS:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ALDUR_V_RI_S   ("11100010 10 1 simm:9 01 Rn:5 Rt:5", "ldur <VS:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ASTUR_V_RI_D   ("11100010 11 1 simm:9 00 Rn:5 Rt:5", "stur <VD:Rt>, [<A:Rn>{, #<s:simm>}]"),
    ALDUR_V_RI_D   ("11100010 11 1 simm:9 01 Rn:5 Rt:5", "ldur <VD:Rt>, [<A:Rn>{, #<s:simm>}]");

    private final Row row;

    Cheri(String pattern, String syntax) {
        row = Row.of(pattern, syntax, null);
    }

    Cheri(String pattern, String syntax, Mode only) {
        row = Row.of(pattern, syntax, only);
    }

    @Override
    public Row row() {
        return row;
    }
}
