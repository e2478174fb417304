package dev.ufork.images.fuzz;

import dev.ufork.harness.Boot;
import dev.ufork.harness.ElfFile;
import dev.ufork.harness.Limits;
import dev.ufork.harness.MachineRefused;
import dev.ufork.harness.Monitor;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.QemuMachine;
import dev.ufork.harness.UnusableFile;
import dev.ufork.harness.Verdict;
import dev.ufork.images.verify.Ledger;
import dev.ufork.images.verify.Snapshot;
import dev.ufork.images.verify.StoppedQemu;
import dev.ufork.images.verify.Verifier;
import dev.ufork.images.verify.Violation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * The public QEMU, which is told an ELF file and arguments and nothing else. An input runs twice: up to the last of the moments in which the machine stands still, and
 * the verifier and the ledger look at it; and, if they have found nothing, from the begin to its end.
 *
 * <p>In the second run time goes by instructions alone, so that an input does the same each time. In the first it goes by instructions as well, but that the machine
 * waits, and is stopped and goes on, by the host's clock: a timer may ring some instructions later than before.
 */
final class OtherPlayer implements Player {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Of the run that is looked at; what is not reached then is not looked at. */
    private static final Duration LOOKING = Duration.ofSeconds(30);

    private static final Duration ENDING = Duration.ofSeconds(2);

    private final QemuMachine machine;
    private final int[] moments;

    /** @param moments in order, see {@link Looks} */
    OtherPlayer(QemuMachine machine, int... moments) {
        this.machine = machine;
        this.moments = moments;
    }

    /** There is no such machine here; the sentence says which, and how to get one. */
    static final class Absent extends MachineTrouble {
        private static final long serialVersionUID = 1;

        Absent(Verdict verdict) {
            super(verdict.exitStatus(), verdict.sentence());
        }
    }

    /** The machine itself broke, whatever the guest has done; the sentence says how. */
    static final class Broke extends MachineTrouble {
        private static final long serialVersionUID = 1;

        Broke(Verdict.Failed verdict) {
            super(verdict.exitStatus(), verdict.sentence());
        }

        /** The same, and with what input. */
        Broke(Broke how, Kind kind, String image, long seed) {
            super(how.status(), "random %1$s for %2$s, seed %3$d: %4$s; 'ufork doctor' tries the machine, and 'ufork fuzz --on qemu --image %2$s --kind %1$s --seed %3$d' gives it the same once more"
                    .formatted(kind.title(), image, seed, how.getMessage()));
            initCause(how);
        }
    }

    @Override
    public Player lookingAt(int[] others) {
        return new OtherPlayer(machine, others);
    }

    @Override
    public Ran run(Start start) {
        try {
            Path file = Files.createTempFile("ufork-fuzz-", ".elf");
            try {
                Files.write(file, start.image());
                Ran looked = looked(file, start.arguments());
                return looked.violations().isEmpty() ? whole(file, start.arguments()) : looked;
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UnusableFile e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (MachineRefused e) {
            throw e.verdict() instanceof Verdict.Failed failed ? new Broke(failed) : new Absent(e.verdict());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Ran whole(Path file, List<String> arguments) throws UnusableFile, IOException, InterruptedException {
        Boot boot = Boot.of(ElfFile.read(file)).withArguments(arguments).withCounting(true);
        return ran(Monitor.run(machine, boot, Limits.total(PATIENCE), OutputStream.nullOutputStream()));
    }

    /** The run up to what is wrong, or up to the last moment or the machine's own end; how that was, another run says. */
    private Ran looked(Path file, List<String> arguments) throws MachineRefused, UnusableFile, IOException, InterruptedException {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        List<String> violations = new ArrayList<>();
        if (moments.length != 0)
            try (StoppedQemu stopped = StoppedQemu.boot(machine, file, arguments, LOOKING, lines::add)) {
                look(stopped, violations);
            }
        return new Ran(Ran.End.LIMIT, 0, List.copyOf(lines), 0, Ran.PROGRAM, violations);
    }

    private void look(StoppedQemu stopped, List<String> violations) throws IOException, InterruptedException {
        try {
            for (int n = 0, at = -1; n < moments.length && violations.isEmpty(); at = moments[n++]) {
                if (!stopped.runCalls(moments[n] - at - 1) || !stopped.runIntoUser()) return;
                Snapshot quiet = stopped.snapshot();
                Stream.concat(Verifier.check(quiet).violations().stream(), Ledger.check(quiet).stream()).map(Violation::toString).forEach(violations::add);
            }
        } catch (IOException | UncheckedIOException e) {
            if (!stopped.endsWithin(ENDING)) throw e;           // it was ended while somebody looked
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
            case Verdict.Missing missing -> throw new Absent(missing);
            case Verdict.EncodingMismatch mismatch -> throw new Absent(mismatch);
            case Verdict.Failed failed -> throw new Broke(failed);
            case Verdict.Left _, Verdict.Unfit _ -> throw new IllegalStateException(outcome.verdict().sentence());
        };
    }
}
