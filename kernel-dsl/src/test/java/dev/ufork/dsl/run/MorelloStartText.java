package dev.ufork.dsl.run;

/** The assembler text around a compiled batch: reset, capabilities, protected calls, exceptions. The twin of {@link StartText}. */
final class MorelloStartText {
    private MorelloStartText() {}

    /** From EL2 to EL1 if that is where it begins, and over to C64. */
    static final String ENTER = """
        .function _start
            movz    x0, #0x30, lsl #16              // CPACR_EL1: no traps of SIMD, nor of capabilities
            orr     x0, x0, #0xc0000
            msr     cpacr_el1, x0
            mrs     x0, currentel
            subs    xzr, x0, #8
            b.ne    at_el1
            movz    x0, #0x8000, lsl #16            // HCR_EL2.RW
            msr     hcr_el2, x0
            movz    x0, #0x3c5                      // EL1h, interrupts masked
            msr     spsr_el2, x0
            adr     x0, at_el1
            cvtp    c0, x0
            msr     celr_el2, c0
            movz    x28, #1
            eret
        at_el1:
            isb
            movz    x0, #0x20                       // CCTLR_EL1.C64E: exceptions are taken to C64
            msr     cctlr_el1, x0
            bx      #4
        .end
        """;

    /** Makes the capabilities that the linker listed, and what the stubs need; then calls the driver. */
    static final String CAPABILITIES = """
        .mode c64
        .function capability_mode
            mrs     c20, ddc                        // all of memory
            adr     c21, _start                     // all of the code
            adr     c0, relocs
            ldr     x1, [c0]
            ldr     x2, [c0, #8]
        next:
            subs    xzr, x1, x2
            b.cs    made
            scvalue c0, c20, x1
            ldr     x3, [c0]                        // where it is stored
            ldr     x4, [c0, #8]                    // base
            ldr     x5, [c0, #16]                   // offset
            ldr     x6, [c0, #24]                   // length
            ldr     x7, [c0, #32]                   // kind
            tbnz    x7, #63, code
            scvalue c4, c20, x4
            scbnds  c4, c4, x6
            movz    x8, #0x8fbe                     // data: global, load, store, with and without tags, local ones too
            tbz     x7, #62, restrict
            orr     x8, x8, #0x10000                // constants: load
            orr     x8, x8, #0x3000
        restrict:
            clrperm c4, c4, x8
            add     c4, c4, x5
            b       put_it
        code:
            scvalue c4, c21, x4
            add     c4, c4, #1
            seal    c4, c4, rb
        put_it:
            scvalue c3, c20, x3
            str     c4, [c3]
            add     x1, x1, #40
            b       next
        made:
            adr     c0, vectors
            msr     cvbar_el1, c0
            adrp    c0, :got:start_stack
            ldr     c0, [c0, :got_lo12:start_stack]
            gclen   x1, c0
            add     c0, c0, x1
            cpy     csp, c0
            adrp    c0, :got:start_core
            ldr     c0, [c0, :got_lo12:start_core]
            msr     ctpidr_el0, c0
            adrp    c0, :got:start_state
            ldr     c0, [c0, :got_lo12:start_state]
            movz    x1, #0x900, lsl #16
            scvalue c1, c20, x1
            str     c1, [c0, #256]
            bl      driver
            adr     c1, farewell
        again:
            ldrb    w0, [c1], #1
            cbz     w0, off
            bl      put
            b       again
        off:
            movz    x0, #8
            movk    x0, #0x8400, lsl #16
            cbnz    x28, by_smc
            hvc     #0
        by_smc:
            smc     #0
        spin:
            b       spin
        .balign 8
        relocs:
            .address __start___cap_relocs
            .address __stop___cap_relocs
        farewell:
            .asciz "ufork: exit 0\\n"
        .balign 4
        .end
        """;

    private static final String STATE_IN_C9 = """
            adrp    c9, :got:start_state
            ldr     c9, [c9, :got_lo12:start_state]
        """;

    /** {@code protect} calls its argument and says how that ended: 1 returned, 2 panicked, 3 faulted. */
    static final String PROTECTION = """
        .function protect
            STATE
            stp     c30, c29, [c9]
            cpy     c10, csp
            str     c10, [c9, #32]
            stp     c19, c20, [c9, #48]
            stp     c21, c22, [c9, #80]
            stp     c23, c24, [c9, #112]
            stp     c25, c26, [c9, #144]
            stp     c27, c28, [c9, #176]
            str     xzr, [c9, #224]
            blr     c0
            STATE
            str     x0, [c9, #224]
            movz    x0, #1
            b       back
        .end
        .function back                              // c9: state, x0: how it ended
            ldr     c10, [c9, #32]
            cpy     csp, c10
            ldp     c30, c29, [c9]
            ldp     c19, c20, [c9, #48]
            ldp     c21, c22, [c9, #80]
            ldp     c23, c24, [c9, #112]
            ldp     c25, c26, [c9, #144]
            ldp     c27, c28, [c9, #176]
            ret     c30
        .end
        .function panic
            STATE
            str     c0, [c9, #240]
            str     xzr, [c9, #288]
            movz    x0, #2
            b       back
        .end
        .function panic_number
            STATE
            str     c0, [c9, #240]
            str     x1, [c9, #232]
            movz    x0, #1
            str     x0, [c9, #288]
            movz    x0, #2
            b       back
        .end
        .function numbered
            STATE
            ldr     x0, [c9, #288]
            ret     c30
        .end
        .function number_behind
            STATE
            ldr     x0, [c9, #232]
            ret     c30
        .end
        .function result
            STATE
            ldr     x0, [c9, #224]
            ret     c30
        .end
        .function message
            STATE
            ldr     c0, [c9, #240]
            ret     c30
        .end
        .function put
            STATE
            ldr     c9, [c9, #256]
            strb    w0, [c9]
            ret     c30
        .end
        """.replace("    STATE\n", STATE_IN_C9);

    /** Goes on where the compiler's table of recoveries says, or ends the protected call. Only saved registers are worth keeping. */
    static final String TRAP = """
        .balign 2048
        .function vectors
            .space 0x200
        .end
        .function trap
            mrs     c1, celr_el1
            gcvalue x1, c1
            adr     c0, table
            ldr     x2, [c0]
            ldr     x3, [c0, #8]
            mrs     c5, ddc
        entry:
            subs    xzr, x2, x3
            b.cs    give_up
            scvalue c0, c5, x2
            ldrsw   x4, [c0]
            add     x4, x4, x2
            subs    xzr, x1, x4
            b.cc    other
            ldrsw   x4, [c0, #4]
            add     x4, x4, x2
            add     x4, x4, #4
            subs    xzr, x1, x4
            b.cs    other
            ldrsw   x4, [c0, #8]
            add     x4, x4, x2
            add     x4, x4, #8
            mrs     c1, celr_el1
            scvalue c1, c1, x4
            msr     celr_el1, c1
            eret
        other:
            add     x2, x2, #12
            b       entry
        give_up:
            STATE
            movz    x0, #3
            b       back
        .balign 8
        table:
            .address __start___recovery
            .address __stop___recovery
        .end
        """.replace("    STATE\n", STATE_IN_C9);

    /** Saved registers, result at 224, a panic's number at 232 and message at 240, serial port at 256, whether there is a number at 288; the stack; a core's own memory. */
    static final String STATE = """
        .balign 16
        .object start_state
            .space 304
        .end
        .object start_core
            .space 4096
        .end
        .balign 4096
        .object start_stack
            .space 262144
        .end
        """;
}
