package dev.ufork.boot.morello;

import dev.ufork.target.morello.Assembler;

/**
 * Trap entry and exit: saves all registers in a frame, calls the handler on a stack of its own, restores, returns.
 *
 * <pre>
 *   frame   0: CELR   16: c0   32: c1  ...  496: c30   512: csp   528: SPSR        general register n at 16 n + 16
 * </pre>
 *
 * <p>The code that is interrupted runs on CSP_EL0 (SPSel = 0), the handler on CSP_EL1, which outside of it always points at the frame.
 */
final class TrapEntry {
    private TrapEntry() {}

    /** Of a frame: {@link dev.ufork.kernel.UserFrame}'s registers. */
    static final int CSP = 512;
    static final int STATUS = 528;
    static final int BYTES = 560;

    /** Where general register {@code n} is in a frame. */
    static int at(int n) {
        return 16 * n + 16;
    }

    static void write(Assembler asm) {
        asm.constant("FRAME", BYTES).constant("FRAME_CSP", CSP).constant("FRAME_STATUS", STATUS);
        vectors(asm, "trap_vectors", "trap", "trap", "trap_of_handler", "trap_of_handler");
        asm.text("""
            .local trap
            """);
        saveAll(asm, "csp");
        asm.text("""
                mrs     c1, celr_el1
                str     c1, [csp]
                mrs     c1, csp_el0
                str     c1, [csp, #FRAME_CSP]
                mrs     x1, spsr_el1
                str     c1, [csp, #FRAME_STATUS]
                cpy     c0, csp
                mrs     x1, esr_el1
                mrs     x2, far_el1
                got     c3, trap_stack
                gclen   x4, c3
                add     c3, c3, x4, uxtx
                cpy     csp, c3
                bl      handle_trap          // c0: frame, x1: ESR, x2: FAR
                got     c1, trap_frame
                cpy     csp, c1
                ldr     c1, [csp]
                msr     celr_el1, c1
                ldr     c1, [csp, #FRAME_CSP]
                msr     csp_el0, c1
                ldr     x1, [csp, #FRAME_STATUS]
                msr     spsr_el1, x1
            """);
        loadAll(asm, "csp");
        asm.text("""
                eret
            .end

            .local trap_of_handler           // not even the report works
                mrs     x0, esr_el1
                mrs     x1, far_el1
                mrs     c2, celr_el1
                wfi
                b       trap_of_handler
            .end

            .bss
            .balign 16
            .object trap_frame
                .space FRAME
            .end
            .object trap_stack
                .space 8192
            .end
            .text
            """);
    }

    /** The vectors of EL1 for traps of code on CSP_EL0 or in Restricted, and for traps of code on CSP_EL1. There are no fast interrupts; an SError is the end. */
    static void vectors(Assembler asm, String name, String trap, String interrupt, String trapHere, String interruptHere) {
        asm.text("""
            .text
            .mode c64
            .balign 2048
            .function %s
                b       %s
            .balign 128
                b       %s
            .balign 128
                b       .
            .balign 128
                b       system_error_taken
            .balign 128
                b       %s
            .balign 128
                b       %s
            .balign 128
                b       .
            .balign 128
                b       system_error_taken
            .end
            """.formatted(name, trap, interrupt, trapHere, interruptHere));
    }

    static void saveAll(Assembler asm, String frame) {
        save(asm, frame, 0, 30);
    }

    static void loadAll(Assembler asm, String frame) {
        load(asm, frame, 0, 30);
    }

    /** Stores general registers {@code first} to {@code last} into the frame at capability {@code frame}. */
    static void save(Assembler asm, String frame, int first, int last) {
        pairs(asm, "st", frame, first, last);
    }

    static void load(Assembler asm, String frame, int first, int last) {
        pairs(asm, "ld", frame, first, last);
    }

    private static void pairs(Assembler asm, String op, String frame, int first, int last) {
        StringBuilder text = new StringBuilder();
        int n = first;
        for (; n < last; n += 2) text.append("%sp c%d, c%d, [%s, #%d]\n".formatted(op, n, n + 1, frame, at(n)));
        if (n == last) text.append("%sr c%d, [%s, #%d]\n".formatted(op, n, frame, at(n)));
        asm.text(text.toString());
    }
}
