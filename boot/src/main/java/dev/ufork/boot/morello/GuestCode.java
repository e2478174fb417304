package dev.ufork.boot.morello;

import dev.ufork.asm.ObjectFile;
import dev.ufork.dsl.Domain.Side;
import dev.ufork.dsl.front.KernelProgram;
import dev.ufork.dsl.front.SourceFile;
import dev.ufork.ir.Attribute.Signature;
import dev.ufork.ir.Function;
import dev.ufork.ir.Module;
import dev.ufork.ir.pass.LowerPanics;
import dev.ufork.target.Compiler;
import dev.ufork.target.morello.Assembler;
import dev.ufork.target.morello.MorelloTarget;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The part of an image that is written in the kernel language and that every image has: package {@code boot.morello.guest}. */
final class GuestCode {
    private static final String PACKAGE = "dev.ufork.boot.morello.guest";
    /** What every image has. */
    private static final List<String> COMMON = List.of("Board", "Controller", "Console", "Power", "FaultReport");

    private static KernelProgram program;

    private GuestCode() {}

    /** The common classes and {@code others}, from their exported functions on, compiled. */
    static ObjectFile compile(String... others) {
        MorelloTarget target = new MorelloTarget();
        List<String> classes = Stream.concat(COMMON.stream(), Stream.of(others)).map(c -> PACKAGE + "." + c).toList();
        KernelProgram program = program();
        List<String> roots = program.exports(Side.KERNEL).stream().filter(f -> classes.contains(f.substring(0, f.lastIndexOf('.')))).toList();
        Module module = program.module("guest", target.capFormat(), roots);
        LowerPanics.run(module, panic(module, "panic", LowerPanics.PLAIN), panic(module, "panic_number", LowerPanics.NUMBERED));
        return Compiler.compile(module, target, Compiler.Options.DEFAULT);
    }

    /** The package, read and checked: once, whatever images take of it. */
    private static synchronized KernelProgram program() {
        if (program == null) program = KernelProgram.read(sources(), KernelProgram.language());
        return program;
    }

    /** The function, if it is among the classes, or that of another part of the image. */
    private static Function panic(Module module, String symbol, Signature signature) {
        return module.find(symbol).map(Function.class::cast).orElseGet(() -> module.external(symbol, signature));
    }

    /** They travel with their classes; while these are in a folder of the build, they lie where they are written. */
    private static List<SourceFile> sources() {
        try {
            Path classes = Path.of(GuestCode.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (!Files.isDirectory(classes)) return SourceFile.under(classes);
            Path copies = classes.resolve(SourceFile.IN_JARS);
            Path all = Files.isDirectory(copies) ? copies : classes.resolve("../../src/main/java").normalize();
            return SourceFile.under(all.resolve(PACKAGE.replace('.', '/')));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the classes of " + PACKAGE + " are nowhere", e);
        }
    }

    /** What the guest's code needs of the assembler. */
    static void stubs(Assembler asm) {
        asm.text("""
            .text
            .mode c64
            .function power_by_hvc
                movz    x0, #8               // PSCI SYSTEM_OFF, if it is not our stub that listens
                movk    x0, #0x8400, lsl #16
                hvc     #0
                ret     c30
            .end
            .function power_by_smc
                movz    x0, #8
                movk    x0, #0x8400, lsl #16
                smc     #0
                ret     c30
            .end
            .function interrupt_was_taken    // x0: the device's number
                hvc     #1
                ret     c30
            .end
            .function halt
                wfi
                b       halt
            .end
            .function synchronize
                dsb     sy
                tlbi    vmalle1
                dsb     sy
                isb
                ret     c30
            .end
            .function function_table
                got     c0, __start___functions
                ret     c30
            .end
            """);
    }
}
