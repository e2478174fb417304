.section .text
    # c64
    .balign 4
reach:
reach_0:
    sub x8, x1, #0x1
    eor x8, x8, #0x800
    ldr x9, [c0, #2040]
    ldr x10, [c0, #2048]
    add x9, x9, x10
    add x0, x8, x9
    ret c30
    .end reach
.section .text
    # c64
    .balign 4
narrow:
narrow_0:
    add c8, c0, #0x7ff
    movz x9, #0xfff
    scbndse c8, c8, x9
    scbndse c8, c8, x1
    movz x9, #0x1000
    scbnds c0, c8, x9
    ret c30
    .end narrow
.section .text
    # c64
    .balign 4
extend:
extend_0:
    ldrb w8, [c0]
    ldr w9, [c0, #4]
    add x8, x8, x9
    add x0, x8, w1, uxtw #4
    ret c30
    .end extend
.section .text
    # c64
    .balign 4
compare:
compare_0:
    subs wzr, w0, #0xa
    csinc w8, wzr, wzr, ge
    subs xzr, x1, #0xb
    csinc w9, wzr, wzr, ge
    subs xzr, x1, #0x0
    csinc w10, wzr, wzr, ne
    subs wzr, w0, #0x4d
    csinc w11, wzr, wzr, ne
    add w8, w8, w9
    add w9, w10, w11
    add w0, w9, w8, lsl #1
    ret c30
    .end compare
