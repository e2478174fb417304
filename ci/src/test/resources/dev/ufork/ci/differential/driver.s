# Runs the cases of a table one after the other and writes what each leaves behind to the serial port.
#
# Names in capitals are numbers that Guest.java gives, or lines that it replaces: ADDRESS X loads an address into t0,
# UNROLL_LOAD and UNROLL_STORE move registers 1 to 30. A case is data: which prepared capabilities go into which
# registers, and up to 128 bytes of code. Its code always runs at ARENA, whose rest is c.ebreak, so every way out of
# it ends in "handler". Registers while the driver runs:
#   cs0   everything (from DDC)            cs4   the case
#   cs1   everything, executable           cs5   prepared capabilities
#   cs2   the dump                         s6    cases left

start:
    cspecialr ct0, pcc
    li t1, 1
    csetflags ct0, ct0, t1
    auipc t2, 0
    addi t2, t2, 16
    csetaddr ct0, ct0, t2
    jalr.cap ct0
    # Capability mode from here on.
    cspecialr cs0, ddc
    cspecialr cs1, pcc
here:
    auipcc ct0, 0
    cincoffset ct0, ct0, HANDLER_FROM_HERE
    cspecialw mtcc, ct0

    li t0, -1
    csrw pmpaddr0, t0
    li t0, 0x1f
    csrw pmpcfg0, t0

    ADDRESS DUMP
    csetaddr cs2, cs0, t0
    ADDRESS POOL
    csetaddr cs5, cs0, t0
    ADDRESS CASES
    csetaddr cs4, cs0, t0
    # The handler finds these below the dump.
    csc cs0, -16(cs2)
    csc cs1, -32(cs2)
    csc cs5, -64(cs2)
    csc cs2, -96(cs2)

    # Prepared capabilities, from recipes of eight numbers: kind, base, length, permissions, flags, address, seal, type.
    ADDRESS RECIPES
    csetaddr ca0, cs0, t0
    cld s6, 0(ca0)
    cincoffset ca0, ca0, 64
    cmove ca1, cs5
recipe:
    cld a2, 0(ca0)
    cld a3, 8(ca0)
    cld a4, 16(ca0)
    cld a5, 24(ca0)
    cld a6, 32(ca0)
    cld a7, 40(ca0)
    cld t0, 48(ca0)
    cld t1, 56(ca0)
    bnez a2, capability
    ccleartag ct2, cnull
    csetaddr ct2, ct2, a7
    csethigh ct2, ct2, a3
    cj prepared
capability:
    csetaddr ct2, cs0, a3
    bltz a4, whole
    csetbounds ct2, ct2, a4
whole:
    candperm ct2, ct2, a5
    csetflags ct2, ct2, a6
    csetaddr ct2, ct2, a7
    beqz t0, prepared
    li t3, 1
    beq t0, t3, sentry
    li t3, 2
    beq t0, t3, typed
    ccleartag ct2, ct2
    cj prepared
sentry:
    csealentry ct2, ct2
    cj prepared
typed:
    csetaddr ct3, cs0, t1
    cseal ct2, ct2, ct3
prepared:
    csc ct2, 0(ca1)
    cincoffset ca0, ca0, 64
    cincoffset ca1, ca1, 16
    addi s6, s6, -1
    bnez s6, recipe

    # The window's first content: one prepared capability per granule, by the numbers behind the case count.
    cld s6, 0(cs4)
    cincoffset ca0, cs4, 16
    ADDRESS PRISTINE
    csetaddr ca1, cs0, t0
    li t1, WINDOW_GRANULES
fill:
    clhu t2, 0(ca0)
    cincoffset ct3, cs5, t2
    clc ct3, 0(ct3)
    csc ct3, 0(ca1)
    cincoffset ca0, ca0, 2
    cincoffset ca1, ca1, 16
    addi t1, t1, -1
    bnez t1, fill
    cincoffset cs4, cs4, CASE_BYTES

next:
    beqz s6, finish
    csc cs4, -48(cs2)
    csd s6, -80(cs2)

    # Window and text as the case wants them.
    ADDRESS PRISTINE
    csetaddr ca0, cs0, t0
    ADDRESS WINDOW
    csetaddr ca1, cs0, t0
    li t1, WINDOW_GRANULES
refill:
    clc ct3, 0(ca0)
    csc ct3, 0(ca1)
    cincoffset ca0, ca0, 16
    cincoffset ca1, ca1, 16
    addi t1, t1, -1
    bnez t1, refill
    cincoffset ca0, cs4, 128
    ADDRESS ARENA
    csetaddr ca1, cs0, t0
    li t1, 16
copy:
    cld t2, 0(ca0)
    csd t2, 0(ca1)
    cincoffset ca0, ca0, 8
    cincoffset ca1, ca1, 8
    addi t1, t1, -1
    bnez t1, copy
    fence.i

    # No reservation, and control registers as at reset.
    cincoffset ca0, cs2, -112
    csc.d t0, zero, (ca0)
    li t0, 0
    ccleartag ct0, ct0
    cspecialw stdc, ct0
    cspecialw sscratchc, ct0
    cspecialw sepcc, ct0
    cspecialw mtdc, ct0
    cspecialw utcc, ct0
    cspecialw utdc, ct0
    cspecialw uscratchc, ct0
    cspecialw uepcc, ct0
    csrw sscratch, zero
    csrw scause, zero
    csrw stval, zero
    csrw mcause, zero
    csrw mtval, zero

    # Registers 1 to 31, first side by side in memory.
    cincoffset ca0, cs4, 2
    ADDRESS STAGE
    csetaddr ca1, cs0, t0
    cmove ca3, ca1
    li t1, 31
stage:
    cincoffset ca1, ca1, 16
    clhu t2, 0(ca0)
    cincoffset ct3, cs5, t2
    clc ct3, 0(ct3)
    csc ct3, 0(ca1)
    cincoffset ca0, ca0, 2
    addi t1, t1, -1
    bnez t1, stage

    cld t0, 64(cs4)
    cincoffset ct0, cs5, t0
    clc ct0, 0(ct0)
    cspecialw mepcc, ct0
    cld t0, 72(cs4)
    cincoffset ct0, cs5, t0
    clc ct0, 0(ct0)
    cspecialw ddc, ct0
    cld t0, 80(cs4)
    csrw mstatus, t0
    cld t0, 88(cs4)
    csrw satp, t0
    cld t0, 96(cs4)
    csrw sccsr, t0
    sfence.vma
    cld t0, 104(cs4)
    cincoffset ct0, cs5, t0
    clc ct0, 0(ct0)
    cspecialw stcc, ct0
    cld t0, 112(cs4)
    csrw medeleg, t0
    cspecialw mscratchc, cs2
    cmove ct6, ca3
    csrr t0, minstret
    csd t0, EXTRA_START(cs2)
    UNROLL_LOAD
    clc ct6, 496(ct6)
    mret

handler:
    cspecialrw ct6, mscratchc, ct6
    UNROLL_STORE
    csrr t0, minstret
    csd t0, EXTRA_END(ct6)
    cspecialr ct0, mscratchc
    csc ct0, 496(ct6)
    csc cnull, 0(ct6)
    cmove cs2, ct6
    clc cs0, -16(cs2)
    clc cs1, -32(cs2)
    clc cs4, -48(cs2)
    clc cs5, -64(cs2)
    cld s6, -80(cs2)

    # What else the case may have changed. Counted are its instructions and a constant.
    cincoffset ca0, cs2, EXTRA
    cld t0, EXTRA_START(cs2)
    cld t1, EXTRA_END(cs2)
    sub t0, t1, t0
    csd t0, 0(ca0)
    csrr t0, mcause
    csd t0, 8(ca0)
    csrr t0, mtval
    csd t0, 16(ca0)
    csrr t0, mstatus
    csd t0, 24(ca0)
    csrr t0, scause
    csd t0, 32(ca0)
    csrr t0, stval
    csd t0, 40(ca0)
    csrr t0, medeleg
    csd t0, 48(ca0)
    csrr t0, sccsr
    csd t0, 56(ca0)
    cspecialr ct0, mepcc
    csc ct0, 64(ca0)
    cspecialr ct0, ddc
    csc ct0, 80(ca0)
    cspecialr ct0, stcc
    csc ct0, 96(ca0)
    cspecialr ct0, stdc
    csc ct0, 112(ca0)
    cspecialr ct0, sscratchc
    csc ct0, 128(ca0)
    cspecialr ct0, sepcc
    csc ct0, 144(ca0)
    cspecialr ct0, mtdc
    csc ct0, 160(ca0)
    cspecialr ct0, utcc
    csc ct0, 176(ca0)
    cspecialr ct0, utdc
    csc ct0, 192(ca0)
    cspecialr ct0, uscratchc
    csc ct0, 208(ca0)
    cspecialr ct0, uepcc
    csc ct0, 224(ca0)
    csc cnull, 240(ca0)
    lui t0, 2
    addi t0, t0, -2048
    csrw mstatus, t0

    ADDRESS WINDOW
    csetaddr ca0, cs0, t0
    cincoffset ca1, cs2, WINDOW_COPY
    li t1, WINDOW_GRANULES
keep:
    clc ct3, 0(ca0)
    csc ct3, 0(ca1)
    cincoffset ca0, ca0, 16
    cincoffset ca1, ca1, 16
    addi t1, t1, -1
    bnez t1, keep

    # To the serial port: for every 64 bytes four tags, a bit map of the words that are not zero, and those words.
    lui t0, 0x10000
    csetaddr ca2, cs0, t0
    cmove ca0, cs2
    li a3, DUMP_LINES
line:
    cloadtags t0, (ca0)
    csb t0, 0(ca2)
    li a4, 0
    li a5, 8
map:
    cld t1, 0(ca0)
    snez t1, t1
    slli a4, a4, 1
    or a4, a4, t1
    cincoffset ca0, ca0, 8
    addi a5, a5, -1
    bnez a5, map
    csb a4, 0(ca2)
    cincoffset ca0, ca0, -64
    li a5, 8
word:
    cld t1, 0(ca0)
    cincoffset ca0, ca0, 8
    beqz t1, empty
    li a6, 8
byte:
    csb t1, 0(ca2)
    srli t1, t1, 8
    addi a6, a6, -1
    bnez a6, byte
empty:
    addi a5, a5, -1
    bnez a5, word
    addi a3, a3, -1
    bnez a3, line

    cincoffset cs4, cs4, CASE_BYTES
    addi s6, s6, -1
    cj next

finish:
    lui t0, 0x100
    csetaddr ca2, cs0, t0
    lui t0, 5
    addiw t0, t0, 0x555
    csw t0, 0(ca2)
hang:
    cj hang
