.section .text
    # c64
    .balign 4
across:
    stp c30, c19, [csp, #-48]!
    str c20, [csp, #32]
    # frame: Address[register=229, offset=48]
    # frame: Saved[register=228, offset=-48]
    # frame: Saved[register=217, offset=-32]
    # frame: Saved[register=218, offset=-16]
across_0:
    orr x19, xzr, x0
    bl 0x0    # R_MORELLO_CALL26 other
    orr x20, xzr, x0
    bl 0x0    # R_MORELLO_CALL26 other
    madd x8, x0, x19, xzr
    eor x0, x8, x20
    ldr c20, [csp, #32]
    ldp c30, c19, [csp], #48
    ret c30
    .end across
.section .text
    # c64
    .balign 4
count:
count_0:
    adrp c8, 0x0    # R_MORELLO_ADR_GOT_PAGE counter
    ldr c8, [c8]    # R_MORELLO_LD128_GOT_LO12_NC counter
    ldr x9, [c8]
    add x0, x9, #0x1
    str x0, [c8]
    ret c30
    .end count
.section .text
    # c64
    .balign 4
last:
last_0:
    movz x8, #0x1388
    add x0, x0, x8
    b 0x0    # R_MORELLO_JUMP26 other
    .end last
.section .text
    # c64
    .balign 4
careful:
careful_body:
careful_0:
    ldr w0, [c0, #8]
    ret c30
careful_recovery:
    movn x0, #0xd
    ret c30
.section __recovery
    # data
    .word R_AARCH64_PREL32 careful_body
    .word R_AARCH64_PREL32 careful_recovery
    .word R_AARCH64_PREL32 careful_recovery
.section .text
    # c64
    .end careful
.section .bss
    .balign 16
counter:
    .space 16
    .end counter
