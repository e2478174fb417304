package dev.ufork.boot;

import dev.ufork.asm.ObjectFile;
import dev.ufork.dsl.Domain.Side;
import dev.ufork.dsl.front.KernelProgram;
import dev.ufork.dsl.front.SourceFile;
import dev.ufork.ir.Attribute.Signature;
import dev.ufork.ir.Function;
import dev.ufork.ir.Module;
import dev.ufork.ir.pass.LowerPanics;
import dev.ufork.target.Compiler;
import dev.ufork.target.Target;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** An architecture's package {@code guest}, and that of all: the part of its images that is written in the kernel language and lies beside their assembler text. */
public final class GuestProgram {
    /** What is the same for all architectures. */
    private static final String NEUTRAL = "dev.ufork.boot.guest";

    private final String name;
    private final List<String> common;
    private KernelProgram program;

    /**
     * The package with the name.
     *
     * @param common its classes that every image has; the console is in all
     */
    public GuestProgram(String name, List<String> common) {
        this.name = name;
        this.common = common;
    }

    /** The common classes and {@code others}, of either package, from their exported functions on, compiled. */
    public ObjectFile compile(Target target, String... others) {
        List<String> classes = Stream.of(List.of("Console"), common, List.of(others)).flatMap(List::stream)
                .flatMap(c -> Stream.of(NEUTRAL + "." + c, name + "." + c)).toList();
        KernelProgram program = program();
        List<String> roots = program.exports(Side.KERNEL).stream().filter(f -> classes.contains(f.substring(0, f.lastIndexOf('.')))).toList();
        Module module = program.module("guest", target.capFormat(), roots);
        LowerPanics.run(module, panic(module, "panic", LowerPanics.PLAIN), panic(module, "panic_number", LowerPanics.NUMBERED));
        return Compiler.compile(module, target, Compiler.Options.DEFAULT);
    }

    /** Both packages, read and checked: once, whatever images take of it. */
    private synchronized KernelProgram program() {
        if (program == null) program = KernelProgram.read(sources(), KernelProgram.language());
        return program;
    }

    /** The function, if it is among the classes, or that of another part of the image. */
    private static Function panic(Module module, String symbol, Signature signature) {
        return module.find(symbol).map(Function.class::cast).orElseGet(() -> module.external(symbol, signature));
    }

    /** They travel with their classes; while these are in a folder of the build, they lie where they are written. */
    private List<SourceFile> sources() {
        try {
            Path classes = Path.of(GuestProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (!Files.isDirectory(classes)) return SourceFile.under(classes);
            Path written = classes.resolve("../../src/main/java").normalize();
            Path all = Files.isDirectory(folder(written, NEUTRAL)) ? written : classes.resolve(SourceFile.IN_JARS);
            return Stream.of(NEUTRAL, name).flatMap(p -> SourceFile.under(folder(all, p)).stream()).toList();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the classes of " + name + " are nowhere", e);
        }
    }

    private static Path folder(Path all, String name) {
        return all.resolve(name.replace('.', '/'));
    }
}
