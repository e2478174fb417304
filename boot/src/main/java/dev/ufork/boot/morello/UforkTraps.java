package dev.ufork.boot.morello;

import dev.ufork.target.morello.Assembler;

/**
 * Traps of {@code ufork-morello}: those of programs, which come with vectors of Restricted, and those of the kernel; {@link UforkEntry} says which of EXECUTIVE are a
 * program's all the same.
 */
final class UforkTraps {
    private UforkTraps() {}

    static void write(Assembler asm) {
        TrapEntry.vectors(asm, "vectors", "trap_of_user", "interrupt_of_user", "trap_of_executive", "interrupt_of_entry");
        trapOfUser(asm, "trap_of_user", """
                mrs     x1, esr_el1
                mrs     x2, far_el1
            """);
        trapOfUser(asm, "interrupt_of_user", """
                movn    x1, #0
                movz    x2, #0
            """);
        kernelTrap(asm);
    }

    /** All registers into the frame of the μprocess that runs; the stack is empty but for the two that make room. */
    private static void trapOfUser(Assembler asm, String name, String cause) {
        asm.text("""
            .function %s
                stp     c0, c1, [csp, #-32]!
                mrs     c0, ctpidr_el1
                ldr     c0, [c0]
            """.formatted(name));
        TrapEntry.save(asm, "c0", 2, 30);
        asm.text("""
                ldp     c2, c3, [csp], #32
                stp     c2, c3, [c0, #16]
                mrs     c1, celr_el1
                str     c1, [c0]
                mrs     c1, rcsp_el0
                str     c1, [c0, #FRAME_CSP]
                mrs     x1, spsr_el1
                str     c1, [c0, #FRAME_STATUS]
            """);
        asm.text(cause);
        asm.text("""
                bl      trap_user
                b       resume
            .end
            """);
    }

    /** The kernel's own traps, and those of EXECUTIVE that are a program's. */
    private static void kernelTrap(Assembler asm) {
        asm.text("""
            .function interrupt_of_entry
                stp     c0, c1, [csp, #-32]!
                mrs     c0, celr_el1
                chktgd  c0
                b.cc    of_program           // see trap_of_executive
                gcvalue x0, c0
                adrp    c1, entries_begin
                add     c1, c1, #:lo12:entries_begin
                gcvalue x1, c1
                cmp     x0, x1
                b.cc    not_there
                adrp    c1, entries_end
                add     c1, c1, #:lo12:entries_end
                gcvalue x1, c1
                cmp     x0, x1
                b.cs    not_there
            of_program:
                ldp     c0, c1, [csp], #32
                b       interrupt_of_user
            not_there:
                ldp     c0, c1, [csp], #32
                b       trap_of_kernel
            .end

            .function trap_of_executive
                msr     ctpidrro_el0, c0
                mrs     c0, celr_el1
                chktgd  c0
                b.cs    of_kernel
                mrs     c0, ctpidr_el1       // a program jumped to an entry that lost its tag, if the stack is empty
                ldr     c0, [c0]
                ldr     c0, [c0, #KERNEL_STACK]
                chkeq   csp, c0
                b.ne    of_kernel
                mrs     c0, ctpidrro_el0
                msr     ctpidrro_el0, czr
                b       trap_of_user
            of_kernel:
                mrs     c0, ctpidrro_el0
                b       trap_of_kernel
            .end

            .function trap_of_kernel
                msr     ctpidrro_el0, c0
                cpy     c0, csp
                gcoff   x0, c0
                cmp     x0, #FRAME * 2       // what is left of the stack must hold the frame, and something of the handler's
                b.cc    no_stack
                mrs     c0, ctpidrro_el0
                sub     csp, csp, #FRAME
            """);
        TrapEntry.saveAll(asm, "csp");
        asm.text("""
                add     c1, csp, #FRAME
                str     c1, [csp, #FRAME_CSP]
                mrs     c1, celr_el1
                str     c1, [csp]
                mrs     x1, spsr_el1
                str     c1, [csp, #FRAME_STATUS]
                msr     ctpidrro_el0, czr
                cpy     c0, csp
                mrs     x1, esr_el1
                mrs     x2, far_el1
                bl      trap_kernel
                ldr     c1, [csp]
                msr     celr_el1, c1
                ldr     x1, [csp, #FRAME_STATUS]
                msr     spsr_el1, x1
            """);
        TrapEntry.loadAll(asm, "csp");
        asm.text("""
                add     csp, csp, #FRAME
                eret
            .end

            .local no_stack
                got     c0, emergency_stack
                gclen   x2, c0
                add     c0, c0, x2, uxtx
                cpy     csp, c0
                b       stack_overflow
            .end

            .bss
            .balign 16
            .object emergency_stack
                .space 4096
            .end
            .text
            """);
    }
}
