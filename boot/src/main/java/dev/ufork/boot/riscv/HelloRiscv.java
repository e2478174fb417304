package dev.ufork.boot.riscv;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.ObjectFile;
import dev.ufork.link.LinkedImage;
import dev.ufork.link.Linker;
import dev.ufork.target.riscv.Assembler;
import dev.ufork.target.riscv.RiscvElf;

/**
 * The image {@code hello-riscv}: boots a pure-capability machine, counts instructions between two marks, takes one of
 * each fault deliberately, reports it, and powers off with status 0.
 *
 * <p>Its kernel is {@code boot.riscv.guest.Hello}; here are the stubs around it.
 */
public final class HelloRiscv {
    private HelloRiscv() {}

    public static final String NAME = "hello-riscv";

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
        return new Linker(new RiscvElf(), Virt.layout()).add(out.finish()).add(guest).entry("_start").link(NAME);
    }

    private static void kernel(Assembler asm) {
        asm.text("""
            .text
            .function kernel_start
                clgc    csp, kernel_stack
                cgetlen t0, csp
                cincoffset csp, csp, t0
                cmove   ca0, csp
                cspecialr ca1, pcc
                call    kernel_main
                tail    power_off
            .end
            .function handle_machine_trap
                tail    machine_fault
            .end

            .bss
            .balign 16
            .object kernel_stack
                .space 8192
            .end
            """);
    }

    /**
     * Work between two readings of instret: loads, stores, capabilities, calls; no console, no wfi. It is a stub because its instructions
     * are to be these, whatever the compiler learns.
     */
    private static void marks(Assembler asm) {
        asm.constant("ROUNDS", 1000);
        asm.text("""
            .text
            .function measure
                cincoffset csp, csp, -32
                csc     cra, 0(csp)
                csc     cs0, 16(csp)
                csrr    s0, instret
                call    work
                csrr    a0, instret
                sub     a0, a0, s0
                clc     cra, 0(csp)
                clc     cs0, 16(csp)
                cincoffset csp, csp, 32
                cret
            .end

            .function work
                clgc    ca0, buffer
                li      a1, ROUNDS
            next:
                cld     a2, 0(ca0)
                add     a2, a2, a1
                csd     a2, 0(ca0)
                csetbounds ca3, ca0, 32
                csc     ca3, 48(ca0)
                clc     ca4, 48(ca0)
                csw     a1, 8(ca4)
                addi    a1, a1, -1
                bnez    a1, next
                cret
            .end
            """);
    }
}
