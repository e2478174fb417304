.section .text
    # c64
    .balign 4
fill:
fill_0:
    subs xzr, x1, #0x0
    b.gt 0x0    # R_MORELLO_CONDBR19 fill_1
fill_3:
    ret c30
fill_1:
    movz x8, #0xcd15
    movk x8, #0x75b, lsl #16
    eor x8, x2, x8
    movz x9, #0x0
fill_2:
    str x8, [c0, x9, lsl #3]
    add x9, x9, #0x1
    subs xzr, x9, x1
    b.lt 0x0    # R_MORELLO_CONDBR19 fill_2
    ret c30
    .end fill
.section .text
    # c64
    .balign 4
state:
state_0:
    subs wzr, w0, #0x5
    adr c8, 0x0    # R_AARCH64_ADR_PREL_LO21 state_table2+1
    b.cs 0x0    # R_MORELLO_CONDBR19 state_3
state_2:
    add c8, c8, w0, uxtw #2
    br c8
state_table2:
    b 0x0    # R_MORELLO_JUMP26 state_4
    b 0x0    # R_MORELLO_JUMP26 state_5
    b 0x0    # R_MORELLO_JUMP26 state_6
    b 0x0    # R_MORELLO_JUMP26 state_7
    b 0x0    # R_MORELLO_JUMP26 state_8
state_4:
    movz x0, #0x5
state_1:
    ret c30
state_3:
    movz x0, #0x0
    b 0x0    # R_MORELLO_JUMP26 state_1
state_5:
    movz x0, #0x7
    b 0x0    # R_MORELLO_JUMP26 state_1
state_6:
    movz x0, #0x4
    b 0x0    # R_MORELLO_JUMP26 state_1
state_7:
    movz x0, #0x9
    b 0x0    # R_MORELLO_JUMP26 state_1
state_8:
    movz x0, #0xb
    b 0x0    # R_MORELLO_JUMP26 state_1
    .end state
.section .text
    # c64
    .balign 4
exchange:
exchange_0:
    add c8, c0, #0x8
    casal x1, x2, [c8]
    ldadd x1, x8, [c0]
    add c9, c0, #0x10
    ldar x9, [c9]
    add x0, x8, x9
    ret c30
    .end exchange
