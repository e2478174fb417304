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
        return new Linker(new RiscvElf(), Virt.layout()).add(around(kernel)).add(kernel).add(GuestCode.compile("OwnTraps", "Panics")).entry("_start").link(name);
    }

    private static ObjectFile around(ObjectFile kernel) {
        CodeWriter out = new CodeWriter("start");
        Assembler asm = new Assembler(new CodeChecker(out));
        Virt.constants(asm);
        Cheri.constants(asm);
        Reset.write(asm);
        TrapEntry.write(asm);
        start(asm);
        recoveries(asm, kernel.section("__recovery").isPresent());
        GuestCode.stubs(asm);
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
            .function handle_machine_trap
                tail    machine_fault
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

    /** The compiler's table of recoveries; there is none where no function recovers. */
    private static void recoveries(Assembler asm, boolean any) {
        asm.text("""
            .text
            .function recoveries
                %s
                cret
            .end
            """.formatted(any ? "clgc    ca0, __start___recovery" : "cmove   ca0, cnull"));
    }
}
