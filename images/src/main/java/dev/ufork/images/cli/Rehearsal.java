package dev.ufork.images.cli;

import dev.ufork.images.bench.CompileBench;
import dev.ufork.target.Compiler;
import java.io.IOException;

/**
 * One run of what commands do: compile, and boot an image. The {@code ufork} script starts it once after a build and lets the JVM
 * remember the classes, which then need not be read, checked and linked whenever a command starts.
 */
public final class Rehearsal {
    /** Enough for every class of the compiler to be there. */
    private static final int LINES = 1000;

    private Rehearsal() {}

    public static void main(String[] args) throws IOException {
        CompileBench.run(LINES, Compiler.Options.DEFAULT, System.currentTimeMillis());
        Ufork.main(new String[] {"run", "--timeout", "10s"});
    }
}
