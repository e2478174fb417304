.section .text
    # capability
    .balign 4
fill:
fill_0:
    bgtz a1, 0x0    # R_RISCV_BRANCH fill_1
fill_3:
    c.cjr cra
fill_1:
    lui a5, 0x75bd
    addiw a5, a5, -747
    c.xor a5, a2
    c.li a4, 0
fill_2:
    c.csd a5, 0(ca0)
    c.addi a4, 1
    cincoffset ca0, ca0, 8
    blt a4, a1, 0x0    # R_RISCV_BRANCH fill_2
    c.cjr cra
    .end fill
.section .text
    # capability
    .balign 4
state:
state_0:
    c.li a4, 5
pcrel_state_table2:
    auipcc ca5, 0x0    # R_RISCV_PCREL_HI20 state_table2
    cincoffset ca5, ca5, 0    # R_RISCV_PCREL_LO12_I pcrel_state_table2
    bgeu a0, a4, 0x0    # R_RISCV_BRANCH state_3
state_2:
    slli a4, a0, 2
    cincoffset ca5, ca5, a4
    c.cjr ca5
state_table2:
    cj 0x0    # R_RISCV_JAL state_4
    cj 0x0    # R_RISCV_JAL state_5
    cj 0x0    # R_RISCV_JAL state_6
    cj 0x0    # R_RISCV_JAL state_7
    cj 0x0    # R_RISCV_JAL state_8
state_4:
    c.li a0, 5
state_1:
    c.cjr cra
state_3:
    c.li a0, 0
    c.j 0x0    # R_RISCV_RVC_JUMP state_1
state_5:
    c.li a0, 7
    c.j 0x0    # R_RISCV_RVC_JUMP state_1
state_6:
    c.li a0, 4
    c.j 0x0    # R_RISCV_RVC_JUMP state_1
state_7:
    c.li a0, 9
    c.j 0x0    # R_RISCV_RVC_JUMP state_1
state_8:
    c.li a0, 11
    c.j 0x0    # R_RISCV_RVC_JUMP state_1
    .end state
.section .text
    # capability
    .balign 4
exchange:
exchange_0:
    cincoffset ca4, ca0, 8
exchange_again:
    clr.d.aq a5, (ca4)
    bne a5, a1, 0x0    # R_RISCV_BRANCH exchange_out
    csc.d.rl a3, a2, (ca4)
    c.bnez a3, 0x0    # R_RISCV_RVC_BRANCH exchange_again
exchange_out:
    camoadd.d a5, a5, (ca0)
    c.cld a4, 16(ca0)
    fence r, rw
    add a0, a5, a4
    c.cjr cra
    .end exchange
