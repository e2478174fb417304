.section .text
    # capability
    .balign 4
across:
    c.cincoffset16csp csp, -48
    # frame: Address[register=2, offset=48]
    c.csccsp cra, 0(csp)
    # frame: Saved[register=1, offset=-48]
    c.csccsp cs0, 16(csp)
    # frame: Saved[register=8, offset=-32]
    c.csccsp cs1, 32(csp)
    # frame: Saved[register=9, offset=-16]
across_0:
    c.mv s0, a0
    cjal 0x0    # R_RISCV_CHERI_CJAL other
    c.mv s1, a0
    cjal 0x0    # R_RISCV_CHERI_CJAL other
    mul a5, a0, s0
    xor a0, a5, s1
    c.clccsp cra, 0(csp)
    c.clccsp cs0, 16(csp)
    c.clccsp cs1, 32(csp)
    c.cincoffset16csp csp, 48
    c.cjr cra
    .end across
.section .text
    # capability
    .balign 4
count:
count_0:
captab_counter:
    auipcc ca5, 0x0    # R_RISCV_CHERI_CAPTAB_PCREL_HI20 counter
    clc ca5, 0(ca5)    # R_RISCV_PCREL_LO12_I captab_counter
    c.cld a4, 0(ca5)
    addi a0, a4, 1
    c.csd a0, 0(ca5)
    c.cjr cra
    .end count
.section .text
    # capability
    .balign 4
last:
last_0:
    c.lui a5, 0x1
    addiw a5, a5, 904
    c.add a0, a5
    cj 0x0    # R_RISCV_CHERI_CJAL other
    .end last
.section .text
    # capability
    .balign 4
careful:
careful_body:
careful_0:
    c.clw a0, 8(ca0)
    c.cjr cra
careful_recovery:
    c.li a0, -14
    c.cjr cra
.section __recovery
    # data
    .word R_RISCV_32_PCREL careful_body
    .word R_RISCV_32_PCREL careful_recovery
    .word R_RISCV_32_PCREL careful_recovery
.section .text
    # capability
    .end careful
.section .bss
    .balign 16
counter:
    .space 16
    .end counter
