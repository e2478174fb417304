package dev.ufork.images.cli;

import dev.ufork.harness.QemuMachine;
import dev.ufork.images.fuzz.Case;
import dev.ufork.images.fuzz.Coverage;
import dev.ufork.images.fuzz.Fuzzing;
import dev.ufork.images.fuzz.Kind;
import dev.ufork.images.fuzz.MachineTrouble;
import dev.ufork.images.fuzz.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Gives a kernel random input for some minutes. */
@Command(name = "fuzz", description = "Give a kernel random input for some minutes; make small what brings it down.",
        footer = {"", "Kinds: trees, device trees; tables, those of ACPI; archives; programs, files of programs; text, instructions; calls, system calls.",
                "Each input is a seed's; the next input has the next seed. The kernel must go on, or say what is wrong with the input; processes must stay apart,",
                "and no memory may be lost. An input that fails is made as small as it goes and printed as a case, which --case tries again. Exit status 1 if one",
                "fails. Both machines stand still now and then, and their memory is read from outside; QEMU does so where the case says 'look N': when N system",
                "calls have ended."})
final class FuzzCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @ParentCommand Ufork ufork;

    @Mixin HowLong howLong;

    @Option(names = "--kind", paramLabel = "K", description = "Of input. Default: all in turn.")
    String kind;

    @Option(names = "--image", paramLabel = "IMAGE", defaultValue = "ufork-riscv", description = "A μFork image. Default: ${DEFAULT-VALUE}.")
    String image;

    @Option(names = {"--on", "--machine"}, paramLabel = "MACHINE", defaultValue = "embedded",
            description = "embedded, or qemu. Default: ${DEFAULT-VALUE}.")
    String on;

    @Option(names = "--case", paramLabel = "FILE", description = "Try this case instead, once.")
    String file;

    @Option(names = "--coverage", description = "Say which lines of the kernel were reached, and how system calls ended; slower.")
    boolean coverage;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override public Integer call() throws CommandFailure {
        if (coverage && MachineChoice.of(on) != MachineChoice.EMBEDDED) throw CommandFailure.usage("--coverage looks at the embedded machine; leave --on away");
        try {
            return file == null ? tryKinds() : tryCase();
        } catch (MachineTrouble e) {
            throw CommandFailure.machine(e.status(), e.getMessage());
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(e.getMessage());
        } catch (NoSuchFileException e) {
            throw CommandFailure.noInput("there is no file " + e.getFile());
        } catch (IOException e) {
            throw CommandFailure.noInput(e.getMessage());
        }
    }

    /** What was reached, if somebody wants to know. */
    private Optional<Coverage> reached = Optional.empty();

    private Subject subject(String name) throws CommandFailure, IOException {
        byte[] elf = Files.readAllBytes(ufork.store().elf(UforkImages.of(name, "system calls to fuzz")));
        return switch (MachineChoice.of(on)) {
            case EMBEDDED -> {
                if (coverage) reached = Optional.of(new Coverage(elf));
                yield coverage ? Subject.embedded(name, elf, reached.get()) : Subject.embedded(name, elf);
            }
            case QEMU -> Subject.on(QemuMachine.of(ufork.environment()), name, elf);
            case CONTAINER -> throw CommandFailure.usage("a container is given no random input; take --on embedded or --on qemu");
        };
    }

    private int tryCase() throws CommandFailure, IOException {
        Case written = Case.read(file, Files.readAllLines(Path.of(file)));
        String finding = Fuzzing.replay(subject(written.image()), written);
        ufork.out().println(finding.isEmpty() ? "the case does not fail" : finding);
        return finding.isEmpty() ? Status.OK : FAILED;
    }

    private List<Kind> kinds(Subject subject) throws CommandFailure {
        if (kind == null) return Stream.of(Kind.values()).filter(k -> k.isFor(subject)).toList();
        Kind one = Kind.of(kind);
        if (!one.isFor(subject)) throw CommandFailure.usage("there are no random %s for %s; they are %s".formatted(kind, image, one.summary()));
        return List.of(one);
    }

    private int tryKinds() throws CommandFailure, IOException {
        Subject subject = subject(image);
        List<Kind> kinds = kinds(subject);
        Duration time = howLong.time().dividedBy(kinds.size());
        long seed = howLong.seed();
        int jobs = reached.isEmpty() && MachineChoice.of(on) == MachineChoice.EMBEDDED ? Runtime.getRuntime().availableProcessors() : 1;
        List<Map<String, Object>> rows = new ArrayList<>();
        boolean well = true;
        for (Kind each : kinds) {
            Fuzzing.Result result = Fuzzing.run(subject, each, seed, 1, time, jobs, line -> ufork.err().println("ufork: " + line));
            rows.add(row(each, result));
            if (!json) ufork.out().println("%-8s : %d inputs, %d steps, %d instructions, %d findings".formatted(each.title(), result.inputs(), result.steps(),
                    result.instructions(), result.failures().size()));
            for (Fuzzing.Failure failure : result.failures()) {
                well = false;
                if (!json) ufork.out().print(failure.text());
                failure.console().forEach(line -> ufork.err().println("  " + line));
            }
        }
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("image", image);
            all.put("seed", seed);
            all.put("kinds", rows);
            reached.ifPresent(c -> all.put("coverage", CoverageReport.object(c)));
            ufork.out().println(Json.of(all));
        }
        if (!json) reached.ifPresent(c -> ufork.out().print(CoverageReport.text(c)));
        return well ? Status.OK : FAILED;
    }

    private static Map<String, Object> row(Kind kind, Fuzzing.Result result) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kind", kind.title());
        row.put("inputs", result.inputs());
        row.put("steps", result.steps());
        row.put("instructions", result.instructions());
        row.put("cases", result.failures().stream().map(Fuzzing.Failure::text).toList());
        return row;
    }
}
