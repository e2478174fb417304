package dev.ufork.images.fuzz;

import dev.ufork.harness.Boot;
import dev.ufork.harness.ElfFile;
import dev.ufork.harness.Limits;
import dev.ufork.harness.Machine;
import dev.ufork.harness.Monitor;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.UnusableFile;
import dev.ufork.harness.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A machine outside this JVM, which is told an ELF file and arguments and nothing else. Its time goes by instructions, so that an input does the same each time. */
final class OtherPlayer implements Player {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Machine machine;

    OtherPlayer(Machine machine) {
        this.machine = machine;
    }

    /** There is no such machine here; the sentence says which, and how to get one. */
    static final class Absent extends IllegalStateException {
        private static final long serialVersionUID = 1;

        Absent(String sentence) {
            super(sentence);
        }
    }

    /** The machine itself broke, whatever the guest has done; the sentence says how. */
    static final class Broke extends IllegalStateException {
        private static final long serialVersionUID = 1;

        Broke(String sentence) {
            super(sentence);
        }
    }

    @Override
    public Ran run(Start start) {
        try {
            Path file = Files.createTempFile("ufork-fuzz-", ".elf");
            try {
                Files.write(file, start.image());
                Boot boot = Boot.of(ElfFile.read(file)).withArguments(start.arguments()).withCounting(true);
                return ran(Monitor.run(machine, boot, Limits.total(PATIENCE), OutputStream.nullOutputStream()));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UnusableFile e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Ran ran(Outcome outcome) {
        List<String> lines = outcome.consoleText().lines().toList();
        long instructions = outcome.instructions().orElse(0);
        return switch (outcome.verdict()) {
            case Verdict.Exited(int status) -> new Ran(Ran.End.EXIT, status, lines, instructions, "", List.of());
            case Verdict.Refused(int status) -> new Ran(Ran.End.EXIT, status, lines, instructions, "", List.of());
            case Verdict.Panicked(int status) -> new Ran(Ran.End.EXIT, status, lines, instructions, "", List.of());
            case Verdict.TimedOut _, Verdict.Silent _ -> new Ran(Ran.End.LIMIT, 0, lines, instructions, "somewhere", List.of());
            case Verdict.Stuck _ -> new Ran(Ran.End.WAITS, 0, lines, instructions, "somewhere", List.of());
            case Verdict.Missing missing -> throw new Absent(missing.sentence());
            case Verdict.EncodingMismatch mismatch -> throw new Absent(mismatch.sentence());
            case Verdict.Failed failed -> throw new Broke(failed.sentence());
            case Verdict.Left _, Verdict.Unfit _ -> throw new IllegalStateException(outcome.verdict().sentence());
        };
    }
}
