package dev.ufork.boot;

import dev.ufork.dsl.front.KernelProgram;
import dev.ufork.dsl.front.SourceFile;
import dev.ufork.kernel.Uproc;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The sources of kernel, runtime and programs, which travel with their classes. */
public final class KernelSources {
    private static KernelProgram program;

    private KernelSources() {}

    /** All of them, read and checked: once, whatever images are made of them. */
    public static synchronized KernelProgram read() {
        if (program == null) program = KernelProgram.read(files(), KernelProgram.language());
        return program;
    }

    /** The files themselves, for a program that adds to them. */
    public static List<SourceFile> files() {
        try {
            Path classes = Path.of(Uproc.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path sources = Files.isDirectory(classes) ? classes.resolve(SourceFile.IN_JARS) : classes;
            return SourceFile.under(sources);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the kernel's classes are nowhere", e);
        }
    }
}
