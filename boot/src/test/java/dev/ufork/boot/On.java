package dev.ufork.boot;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.ufork.harness.Boot;
import dev.ufork.harness.ElfFile;
import dev.ufork.harness.EmbeddedMachine;
import dev.ufork.harness.Keyboard;
import dev.ufork.harness.Limits;
import dev.ufork.harness.Machine;
import dev.ufork.harness.Monitor;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.QemuMachine;
import dev.ufork.harness.Verdict;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The two machines on which a test boots an image. */
public enum On {
    EMBEDDED, QEMU;

    private Machine machine() {
        return this == EMBEDDED ? new EmbeddedMachine() : QemuMachine.of(System.getenv());
    }

    /** Runs a command line; a test without a QEMU is aborted and says so. */
    public Outcome run(Path image, String... command) throws Exception {
        return run(image, Duration.ofMinutes(5), command);
    }

    public Outcome run(Path image, Duration limit, String... command) throws Exception {
        return run(Boot.of(ElfFile.read(image)).withCounting(true).withArguments(List.of(command)), image, limit);
    }

    /** The same with so many bytes of RAM. */
    public Outcome run(Path image, long memory, String... command) throws Exception {
        return run(Boot.of(ElfFile.read(image)).withMemory(memory).withCounting(true).withArguments(List.of(command)), image, Duration.ofMinutes(5));
    }

    /** The same with somebody at the keyboard. */
    public Outcome run(Path image, Duration limit, Keyboard keyboard, String... command) throws Exception {
        return run(Boot.of(ElfFile.read(image)).withArguments(List.of(command)).withKeyboard(keyboard), image, limit);
    }

    private Outcome run(Boot boot, Path image, Duration limit) throws Exception {
        Outcome outcome = Monitor.run(machine(), boot, Limits.total(limit), OutputStream.nullOutputStream());
        if (outcome.verdict() instanceof Verdict.Missing missing) abort(image.getFileName() + " was not booted on QEMU: " + missing.sentence());
        return outcome;
    }
}
