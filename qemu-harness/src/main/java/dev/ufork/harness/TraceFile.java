package dev.ufork.harness;

import dev.ufork.emulator.CoreReport;
import dev.ufork.emulator.Trace;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The embedded machine's trace as a text file: one line an instruction, changed registers and traps below it. */
final class TraceFile implements Trace, AutoCloseable {
    private final BufferedWriter out;

    TraceFile(Path path) throws IOException {
        out = Files.newBufferedWriter(path);
    }

    @Override public void instruction(int core, long pc, int word, String text) {
        line("%d %016x  %08x  %s".formatted(core, pc, word, text));
    }

    @Override public void register(int core, String name, String text) {
        line("%d     %s = %s".formatted(core, name, text));
    }

    @Override public void trap(int core, CoreReport.Trap trap) {
        line("%d     trap %s -> %s: %s".formatted(core, trap.from(), trap.to(), trap.text()));
    }

    private synchronized void line(String text) {
        try {
            out.write(text);
            out.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override public synchronized void close() throws IOException {
        out.close();
    }
}
