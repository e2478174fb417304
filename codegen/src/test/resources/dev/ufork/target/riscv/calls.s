.section .text
    # capability
    .balign 4
across:
    cincoffset csp, csp, -48
    # frame: Address[register=2, offset=48]
    csc cra, 0(csp)
    # frame: Saved[register=1, offset=-48]
    csc cs0, 16(csp)
    # frame: Saved[register=8, offset=-32]
    csc cs1, 32(csp)
    # frame: Saved[register=9, offset=-16]
across_0:
    mv s0, a0
    cjal 0x0    # R_RISCV_CHERI_CJAL other
    mv s1, a0
    cjal 0x0    # R_RISCV_CHERI_CJAL other
    mul a5, a0, s0
    xor a0, a5, s1
    clc cra, 0(csp)
    clc cs0, 16(csp)
    clc cs1, 32(csp)
    cincoffset csp, csp, 48
    cret
    .end across
.section .text
    # capability
    .balign 4
count:
count_0:
captab_counter:
    auipcc ca5, 0x0    # R_RISCV_CHERI_CAPTAB_PCREL_HI20 counter
    clc ca5, 0(ca5)    # R_RISCV_PCREL_LO12_I captab_counter
    cld a4, 0(ca5)
    addi a0, a4, 1
    csd a0, 0(ca5)
    cret
    .end count
.section .text
    # capability
    .balign 4
last:
last_0:
    lui a5, 0x1
    addiw a5, a5, 904
    add a0, a0, a5
    cj 0x0    # R_RISCV_CHERI_CJAL other
    .end last
.section .text
    # capability
    .balign 4
careful:
careful_body:
careful_0:
    clw a0, 8(ca0)
    cret
careful_recovery:
    li a0, -14
    cret
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
