.section .text
    # capability
    .balign 4
reach:
reach_0:
    addi a5, a1, -1
    c.lui a4, 0x1
    addiw a4, a4, -2048
    c.xor a5, a4
    cld a4, 2040(ca0)
    cincoffset ca3, ca0, 2032
    c.cld a3, 16(ca3)
    c.add a4, a3
    add a0, a5, a4
    c.cjr cra
    .end reach
.section .text
    # capability
    .balign 4
narrow:
narrow_0:
    cincoffset ca5, ca0, 2047
    csetbounds ca5, ca5, 4095
    csetboundsexact ca5, ca5, a1
    c.lui a4, 0x1
    csetbounds ca0, ca5, a4
    c.cjr cra
    .end narrow
.section .text
    # capability
    .balign 4
extend:
extend_0:
    clbu a5, 0(ca0)
    clwu a4, 4(ca0)
    slli a3, a1, 32
    c.srli a3, 28
    c.add a5, a4
    add a0, a5, a3
    c.cjr cra
    .end extend
.section .text
    # capability
    .balign 4
compare:
compare_0:
    slti a5, a0, 10
    slti a3, a1, 11
    seqz a4, a1
    addi a2, a0, -77
    seqz a2, a2
    c.addw a3, a5
    addw a5, a4, a2
    slliw a4, a3, 1
    addw a0, a4, a5
    c.cjr cra
    .end compare
