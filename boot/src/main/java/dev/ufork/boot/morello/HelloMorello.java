package dev.ufork.boot.morello;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.ObjectFile;
import dev.ufork.link.LinkedImage;
import dev.ufork.link.Linker;
import dev.ufork.target.morello.Assembler;
import dev.ufork.target.morello.MorelloElf;

/**
 * The image {@code hello-morello}: boots a pure-capability machine, counts instructions between two marks, takes one of
 * each fault deliberately, reports it, and powers off with status 0.
 *
 * <p>Its kernel is {@code boot.morello.guest.Hello}; here are the stubs around it.
 */
public final class HelloMorello {
    private HelloMorello() {}

    public static final String NAME = "hello-morello";

    public static LinkedImage build() {
        CodeWriter out = new CodeWriter(NAME);
        Assembler asm = new Assembler(new CodeChecker(out));
        Virt.constants(asm);
        Cheri.constants(asm);
        Reset.write(asm);
        TrapEntry.write(asm);
        kernel(asm);
        marks(asm);
        Faults.write(asm);
        GuestCode.stubs(asm);
        ObjectFile guest = GuestCode.compile("Hello", "HelloTraps", "Panics");
        return new Linker(new MorelloElf(), Virt.layout()).add(out.finish()).add(guest).entry("_start").link(NAME);
    }

    private static void kernel(Assembler asm) {
        asm.text("""
            .text
            .mode c64
            .function kernel_start
                adrp    c0, trap_vectors
                add     c0, c0, #:lo12:trap_vectors
                msr     cvbar_el1, c0
                got     c0, trap_frame
                cpy     csp, c0
                movz    x20, #0              // The capability to everything ends here.
                movz    x24, #0
                movz    x25, #0
                movz    x26, #0
                movz    x27, #0
                movz    x28, #0
                msr     spsel, #0
                got     c0, kernel_stack
                gclen   x1, c0
                add     c0, c0, x1, uxtx
                cpy     csp, c0
                adr     c1, kernel_start
                bl      kernel_main
                b       power_off
            .end

            .bss
            .balign 16
            .object kernel_stack
                .space 8192
            .end
            """);
    }

    /**
     * Work between two readings of the counter of instructions: loads, stores, capabilities, calls; no console, no wfi. It is a stub because its instructions
     * are to be these, whatever the compiler learns.
     */
    private static void marks(Assembler asm) {
        asm.constant("ROUNDS", 1000);
        asm.text("""
            .text
            .function measure
                stp     c30, c19, [csp, #-32]!
                mrs     x19, pmevcntr0_el0
                bl      work
                mrs     x0, pmevcntr0_el0
                sub     x0, x0, x19
                ldp     c30, c19, [csp], #32
                ret     c30
            .end

            .function work
                got     c0, buffer
                movz    x1, #ROUNDS
            next:
                ldr     x2, [c0]
                add     x2, x2, x1
                str     x2, [c0]
                scbnds  c3, c0, #32
                str     c3, [c0, #48]
                ldr     c4, [c0, #48]
                str     w1, [c4, #8]
                sub     x1, x1, #1
                cbnz    x1, next
                ret     c30
            .end
            """);
    }
}
