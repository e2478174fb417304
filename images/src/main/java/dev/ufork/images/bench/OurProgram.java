package dev.ufork.images.bench;

import dev.ufork.asm.ObjectFile;
import dev.ufork.dsl.front.KernelProgram;
import dev.ufork.dsl.front.SourceFile;
import dev.ufork.ir.Linkage;
import dev.ufork.ir.Module;
import dev.ufork.ir.pass.LowerPanics;
import dev.ufork.link.Layout;
import dev.ufork.link.Layout.Region;
import dev.ufork.link.Layout.Segment;
import dev.ufork.link.LinkedImage;
import dev.ufork.link.Linker;
import dev.ufork.target.Compiler;
import dev.ufork.target.Target;
import java.util.List;

/** A program in the kernel language, compiled and linked with what starts it. */
final class OurProgram {
    private OurProgram() {}

    static LinkedImage build(BareMachine machine, String kernel, String source, long size, Compiler.Options options) {
        return build(machine, kernel, KernelProgram.read(List.of(SourceFile.of("bench/" + kernel + ".java", source)), List.of()), size, options);
    }

    /** The image that calls {@code run} of the class {@code kernel} with this size. */
    static LinkedImage build(BareMachine machine, String kernel, KernelProgram program, long size, Compiler.Options options) {
        Target target = machine.target();
        String root = program.functions().stream().filter(f -> f.endsWith(kernel + ".run")).findFirst().orElseThrow();
        Module module = program.module(kernel, target.capFormat(), List.of(root));
        LowerPanics.run(module, module.external("panic", LowerPanics.PLAIN), module.external("panic_number", LowerPanics.NUMBERED));
        module.functions().stream().filter(f -> f.name().equals(root)).forEach(f -> f.linkage(Linkage.EXPORT));
        ObjectFile object = Compiler.compile(module, target, options);
        Region ram = machine.memory();
        Layout layout = new Layout(List.of(
            Segment.code("text", ram, ".start", ".text"),
            Segment.constant("rodata", ram, ".rodata", "__cap_relocs", "__functions", "__recovery", "percpu"),
            Segment.data("data", ram, ".captable", ".data.rel.ro", ".data", ".bss")));
        return new Linker(target.linkTarget(), layout).add(machine.start(root, size)).add(object).entry("_start").link(kernel);
    }
}
