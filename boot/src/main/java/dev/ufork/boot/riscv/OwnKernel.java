package dev.ufork.boot.riscv;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.ObjectFile;
import dev.ufork.dsl.Domain.Side;
import dev.ufork.dsl.front.KernelProgram;
import dev.ufork.ir.Module;
import dev.ufork.ir.pass.LowerPanics;
import dev.ufork.link.LinkedImage;
import dev.ufork.link.Linker;
import dev.ufork.target.Compiler;
import dev.ufork.target.riscv.Assembler;
import dev.ufork.target.riscv.RiscvElf;
import dev.ufork.target.riscv.RiscvTarget;
import java.util.List;

/**
 * A bootable image around a kernel of one's own, which is written in the kernel language and begins at
 * {@code @Export("kernel_main") static int main()}; what that returns is the exit status of the machine.
 *
 * <p>The kernel runs in S-mode with Sv48 and capabilities to its own memory. A fault is recovered by {@code @MayFault} or reported and the
 * machine stopped; a panic says message, file and line.
 */
public final class OwnKernel {
    /** The symbol at which the kernel begins. */
    public static final String MAIN = "kernel_main";


    private OwnKernel() {}

    /** Compiles and links every exported function of the kernel's side. */
    public static LinkedImage build(String name, KernelProgram program) {
        RiscvTarget target = new RiscvTarget();
        Module module = program.module(name, target.capFormat(), program.exports(Side.KERNEL, Side.SHARED));
        LowerPanics.run(module, module.external("panic", LowerPanics.PLAIN), module.external("panic_number", LowerPanics.NUMBERED));
        ObjectFile kernel = Compiler.compile(module, target, Compiler.Options.DEFAULT);
        return new Linker(new RiscvElf(), Virt.layout()).add(around(kernel)).add(kernel).entry("_start").link(name);
    }

    private static ObjectFile around(ObjectFile kernel) {
        CodeWriter out = new CodeWriter("start");
        Assembler asm = new Assembler(new CodeChecker(out));
        Virt.constants(asm);
        Cheri.constants(asm);
        Reset.write(asm);
        TrapEntry.write(asm);
        start(asm);
        trap(asm, kernel.section("__recovery").isPresent());
        panics(asm);
        FaultReport.write(asm);
        Console.write(asm);
        Names.write(asm);
        return out.finish();
    }

    private static void start(Assembler asm) {
        asm.text("""
            .text
            .function kernel_start
                clgc    csp, kernel_stack
                cgetlen t0, csp
                cincoffset csp, csp, t0
                clgc    ctp, kernel_core
                call    kernel_main
                tail    power_off
            .end
            .function map_special            # no pages but the usual ones
                cret
            .end

            .bss
            .balign 16
            .object kernel_core              # the per-CPU globals of the one core
                .space 4096
            .end
            .balign 4096
            .object kernel_stack
                .space 65536
            .end
            """);
    }

    /** A fault goes on where the compiler's table of recoveries says (begin, end, landing, each relative to its row), or is the end. */
    private static void trap(Assembler asm, boolean recovers) {
        Names.string(asm, "s_unhandled", "a fault that nothing recovers\n");
        Names.string(asm, "s_fault", "ufork: a fault in the kernel\n");
        asm.text("""
            .text
            .function handle_trap            # ca0: frame, a1: cause, a2: xTVAL
            """ + (recovers ? """
                clc     ct1, 0(ca0)
                cllc    ct2, __start___recovery
                cllc    ct3, __stop___recovery
            row:
                bgeu    t2, t3, report
                clw     t4, 0(ct2)
                add     t4, t4, t2
                bltu    t1, t4, other
                clw     t4, 4(ct2)
                add     t4, t4, t2
                addi    t4, t4, 4
                bgeu    t1, t4, other
                clw     t4, 8(ct2)
                add     t4, t4, t2
                addi    t4, t4, 8
                csetaddr ct1, ct1, t4
                csc     ct1, 0(ca0)
                cret
            other:
                cincoffset ct2, ct2, 12
                j       row
            report:
            """ : "") + """
                cincoffset csp, csp, -48
                csc     ca0, 0(csp)
                csd     a1, 16(csp)
                csd     a2, 24(csp)
                clgc    ca0, s_fault
                call    print
                clc     ca0, 0(csp)
                cld     a1, 16(csp)
                cld     a2, 24(csp)
                call    report_fault
                clgc    ca0, s_unhandled
                tail    stop
            .end
            .function handle_machine_trap
                call    report_fault
                clgc    ca0, s_unhandled
                tail    stop
            .end
            """);
    }

    private static void panics(Assembler asm) {
        Names.string(asm, "s_panic", "ufork: panic: ");
        Names.string(asm, "s_number", ": ");
        Names.string(asm, "s_source", " (");
        asm.text("""
            .text
            .function panic                  # ca0: message, ca1: file, a2: line
                cmove   cs1, ca1
                mv      s2, a2
                cmove   cs0, ca0
                clgc    ca0, s_panic
                call    print
                cmove   ca0, cs0
                call    print
                j       place
            .end
            .function panic_number           # ca0: message, a1: number, ca2: file, a3: line
                mv      s3, a1
                cmove   cs1, ca2
                mv      s2, a3
                cmove   cs0, ca0
                clgc    ca0, s_panic
                call    print
                cmove   ca0, cs0
                call    print
                clgc    ca0, s_number
                call    print
                mv      a0, s3
                call    print_decimal
                j       place
            .end
            .function place                  # cs1: file, s2: line
                clgc    ca0, s_source
                call    print
                cmove   ca0, cs1
                call    print
                li      a0, ':'
                call    put
                mv      a0, s2
                call    print_decimal
                li      a0, ')'
                call    put
                call    newline
                li      a0, STATUS_PANIC
                tail    power_off
            .end
            .function stop                   # ca0: why
                cmove   cs0, ca0
                clgc    ca0, s_panic
                call    print
                cmove   ca0, cs0
                call    print
                li      a0, STATUS_PANIC
                tail    power_off
            .end
            """);
    }
}
