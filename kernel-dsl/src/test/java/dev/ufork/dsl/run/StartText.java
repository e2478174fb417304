package dev.ufork.dsl.run;

import dev.ufork.target.riscv.StartCode;

/** The assembler text around a compiled batch: reset, capabilities, protected calls, traps. */
final class StartText {
    private StartText() {}

    /** Makes what the stubs need, then calls the driver. */
    static final String DRIVE = """
        .function capability_mode
            cspecialr cs0, ddc                  # all of memory
            cspecialr cs1, pcc                  # all of the code
            call    make_capabilities
            cllc    ct0, trap
            cspecialw mtcc, ct0
            clgc    csp, start_stack
            cgetlen t0, csp
            cincoffset csp, csp, t0
            clgc    ctp, start_core
            li      t0, UART
            csetaddr ct1, cs0, t0
            csetbounds ct1, ct1, 256
            clgc    ct0, start_state
            csc     ct1, 256(ct0)
            li      t1, FINISHER
            csetaddr ct1, cs0, t1
            csetbounds ct1, ct1, 4
            csc     ct1, 272(ct0)
            call    driver
            clgc    ct0, start_state
            clc     ct0, 272(ct0)
            li      t1, 0x5555
            csw     t1, 0(ct0)
        spin:
            j       spin
        .end
        """;

    /** {@code protect} calls its argument and says how that ended: 1 returned, 2 panicked, 3 faulted. */
    static final String PROTECTION = """
        .function protect
            clgc    ct0, start_state
            csc     cra, 0(ct0)
            csc     csp, 16(ct0)
            csc     cs0, 32(ct0)
            csc     cs1, 48(ct0)
            csc     cs2, 64(ct0)
            csc     cs3, 80(ct0)
            csc     cs4, 96(ct0)
            csc     cs5, 112(ct0)
            csc     cs6, 128(ct0)
            csc     cs7, 144(ct0)
            csc     cs8, 160(ct0)
            csc     cs9, 176(ct0)
            csc     cs10, 192(ct0)
            csc     cs11, 208(ct0)
            csd     zero, 224(ct0)
            cjalr   cra, 0(ca0)
            clgc    ct0, start_state
            csd     a0, 224(ct0)
            li      a0, 1
            j       back
        .end
        .function back                          # ct0: state, a0: how it ended
            clc     cra, 0(ct0)
            clc     csp, 16(ct0)
            clc     cs0, 32(ct0)
            clc     cs1, 48(ct0)
            clc     cs2, 64(ct0)
            clc     cs3, 80(ct0)
            clc     cs4, 96(ct0)
            clc     cs5, 112(ct0)
            clc     cs6, 128(ct0)
            clc     cs7, 144(ct0)
            clc     cs8, 160(ct0)
            clc     cs9, 176(ct0)
            clc     cs10, 192(ct0)
            clc     cs11, 208(ct0)
            cret
        .end
        .function panic
            clgc    ct0, start_state
            csc     ca0, 240(ct0)
            csd     zero, 288(ct0)
            li      a0, 2
            j       back
        .end
        .function panic_number
            clgc    ct0, start_state
            csc     ca0, 240(ct0)
            csd     a1, 232(ct0)
            li      a0, 1
            csd     a0, 288(ct0)
            li      a0, 2
            j       back
        .end
        .function numbered
            clgc    ct0, start_state
            cld     a0, 288(ct0)
            cret
        .end
        .function number_behind
            clgc    ct0, start_state
            cld     a0, 232(ct0)
            cret
        .end
        .function result
            clgc    ct0, start_state
            cld     a0, 224(ct0)
            cret
        .end
        .function message
            clgc    ct0, start_state
            clc     ca0, 240(ct0)
            cret
        .end
        .function put
            clgc    ct0, start_state
            clc     ct0, 256(ct0)
        full:
            clbu    t1, 5(ct0)
            andi    t1, t1, 0x20
            beqz    t1, full
            csb     a0, 0(ct0)
            cret
        .end
        """;

    /** Goes on where the compiler's table of recoveries says, or ends the protected call. */
    static final String TRAP = """
        .balign 4
        .function trap
        """ + StartCode.RECOVER + """
        give_up:
            clgc    ct0, start_state
            li      a0, 3
            j       back
        """ + StartCode.RECOVERIES + """
        .end
        """;

    /** Saved registers, result at 224, a panic's number at 232 and message at 240, UART at 256, power at 272, whether there is a number at 288; the stack; a core's own memory. */
    static final String STATE = """
        .bss
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
