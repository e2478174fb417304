package dev.ufork.images;

import dev.ufork.boot.riscv.OwnKernel;
import dev.ufork.dsl.front.KernelProgram;
import dev.ufork.dsl.front.KernelSourceException;
import dev.ufork.dsl.front.SourceFile;
import dev.ufork.harness.IoReason;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Makes the image of a project of one's own: the step that the {@code pom.xml} of {@code ./ufork new} runs. */
public final class OwnImage {
    private OwnImage() {}

    /** Takes the name, the folder of the sources and the folder for the files; exits with 1 and what is wrong when there is no image. */
    public static void main(String[] args) { System.exit(run(args, System.err)); }

    static int run(String[] args, PrintStream err) {
        if (args.length != 3) {
            err.println("usage: OwnImage NAME SOURCES FOLDER");
            return 1;
        }
        try {
            KernelProgram program = KernelProgram.read(SourceFile.under(Path.of(args[1])), List.of());
            new ImageFolder(Path.of(args[2])).replace(ImageFiles.of(OwnKernel.build(args[0], program)).named(args[0]));
            return 0;
        } catch (KernelSourceException | UncheckedIOException e) {
            err.println(e.getMessage());
        } catch (IOException e) {
            err.println("the image cannot be written to %s: %s".formatted(args[2], IoReason.of(e)));
        } catch (IllegalArgumentException e) {
            err.println("image %s cannot be made: %s".formatted(args[0], e.getMessage()));
        }
        return 1;
    }
}
