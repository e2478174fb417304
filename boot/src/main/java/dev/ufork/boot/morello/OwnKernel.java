package dev.ufork.boot.morello;

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
import dev.ufork.target.morello.Assembler;
import dev.ufork.target.morello.MorelloElf;
import dev.ufork.target.morello.MorelloTarget;

/**
 * A bootable image around a kernel of one's own, which is written in the kernel language and begins at
 * {@code @Export("kernel_main") static int main()}; what that returns is the exit status of the machine.
 *
 * <p>The kernel runs at EL1 with four levels of tables and capabilities to its own memory. A fault is recovered by {@code @MayFault} or reported and the
 * machine stopped; a panic says message, file and line.
 */
public final class OwnKernel {
    /** The symbol at which the kernel begins. */
    public static final String MAIN = "kernel_main";

    private OwnKernel() {}

    /** Compiles and links every exported function of the kernel's side. */
    public static LinkedImage build(String name, KernelProgram program) {
        MorelloTarget target = new MorelloTarget();
        Module module = program.module(name, target.capFormat(), program.exports(Side.KERNEL, Side.SHARED));
        LowerPanics.run(module, module.external("panic", LowerPanics.PLAIN), module.external("panic_number", LowerPanics.NUMBERED));
        ObjectFile kernel = Compiler.compile(module, target, Compiler.Options.DEFAULT);
        ObjectFile guest = GuestCode.compile("OwnTraps", "Panics");
        return new Linker(new MorelloElf(), Virt.layout()).add(around()).add(kernel).add(guest).entry("_start").link(name);
    }

    private static ObjectFile around() {
        CodeWriter out = new CodeWriter("start");
        Assembler asm = new Assembler(new CodeChecker(out));
        Virt.constants(asm);
        Cheri.constants(asm);
        Reset.write(asm);
        TrapEntry.write(asm);
        start(asm);
        GuestCode.stubs(asm);
        return out.finish();
    }

    private static void start(Assembler asm) {
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
                got     c0, kernel_core
                msr     ctpidr_el0, c0
                bl      kernel_main
                b       power_off
            .end
            .function recoveries
                got     c0, __start___recovery
                ret     c30
            .end

            .bss
            .balign 16
            .object kernel_core              // the per-CPU globals of the one core
                .space 4096
            .end
            .balign 4096
            .object kernel_stack
                .space 65536
            .end
            """);
    }
}
