package dev.ufork.boot.riscv;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeWriter;
import dev.ufork.link.LinkedImage;
import dev.ufork.link.Linker;
import dev.ufork.target.riscv.Assembler;
import dev.ufork.target.riscv.RiscvElf;

/**
 * The image {@code hello-riscv}: boots a pure-capability machine, counts instructions between two marks, takes one of
 * each fault deliberately, reports it, and powers off with status 0.
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
        Traps.write(asm);
        FaultReport.write(asm);
        Console.write(asm);
        Names.write(asm);
        return new Linker(new RiscvElf(), Virt.layout()).add(out.finish()).entry("_start").link(NAME);
    }

    private static void kernel(Assembler asm) {
        Names.string(asm, "s_hello", "hello from a pure-capability kernel: S-mode, Sv48, CHERI-RISC-V\n");
        Names.string(asm, "s_stack", "stack  ");
        Names.string(asm, "s_code", "code   ");
        Names.string(asm, "s_goodbye", "ufork: all faults were reported; powering off\n");
        asm.text("""
            .text
            .function kernel_start
                clgc    csp, kernel_stack
                cgetlen t0, csp
                cincoffset csp, csp, t0
                clgc    ca0, s_hello
                call    print
                clgc    ca0, s_stack
                call    print
                cmove   ca0, csp
                call    print_capability
                call    newline
                clgc    ca0, s_code
                call    print
                cspecialr ca0, pcc
                call    print_capability
                call    newline
                call    measure
                call    take_faults
                clgc    ca0, s_goodbye
                call    print
                li      a0, 0
                call    power_off
            .end

            .bss
            .balign 16
            .object kernel_stack
                .space 8192
            .end
            """);
    }

    /** Work between two readings of instret: loads, stores, capabilities, calls; no console, no wfi. */
    private static void marks(Assembler asm) {
        Names.string(asm, "s_mark", "ufork: mark boot-loop instructions=");
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
                sub     s0, a0, s0
                clgc    ca0, s_mark
                call    print
                mv      a0, s0
                call    print_decimal
                call    newline
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
