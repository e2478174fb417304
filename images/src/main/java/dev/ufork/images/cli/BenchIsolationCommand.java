package dev.ufork.images.cli;

import dev.ufork.harness.ElfFile;
import dev.ufork.harness.Machine;
import dev.ufork.harness.UnusableFile;
import dev.ufork.images.Image;
import dev.ufork.images.bench.IsolationBench;
import dev.ufork.images.bench.IsolationBench.Result;
import dev.ufork.images.bench.PosixBench;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Says what each isolation level stops and what it costs, side by side. */
@Command(name = "isolation", description = "Count what each isolation level stops, of the attempts of the program attack, and what it costs.",
        footer = {"", "Instructions are those the guest executed. docs/security.md says what each level promises."})
final class BenchIsolationCommand implements Callable<Integer> {
    @ParentCommand BenchCommand bench;

    @Option(names = "--image", paramLabel = "IMAGE", description = "Only this μFork image. Default: all of them, one after the other.")
    Optional<String> image;

    @Option(names = "--on", paramLabel = "MACHINE", defaultValue = "embedded", description = "embedded, qemu or container. Default: ${DEFAULT-VALUE}.")
    String on;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override public Integer call() throws CommandFailure, InterruptedException {
        MachineChoice choice = MachineChoice.of(on);
        List<Image> images = UforkImages.of(image, "processes to isolate");
        Machine machine = choice.machine(bench.ufork.environment());
        Map<Image, Result> all = new LinkedHashMap<>();
        try {
            for (Image chosen : images) all.put(chosen, IsolationBench.run(machine, ElfFile.read(bench.ufork.store().elf(chosen))));
        } catch (UnusableFile | IOException e) {
            throw CommandFailure.noInput(e.getMessage());
        } catch (PosixBench.Failed e) {
            return bench.ufork.complain(e.status(), e.getMessage());
        }
        bench.ufork.out().print(json ? json(all) : text(all));
        return Status.OK;
    }

    private String json(Map<Image, Result> all) {
        List<Map<String, Object>> objects = new ArrayList<>();
        all.forEach((chosen, result) -> objects.add(object(chosen, result)));
        return Json.of(objects.size() == 1 ? objects.getFirst() : Map.of("targets", objects)) + "\n";
    }

    /** A table for each image, below its target's name if there are several. */
    private static String text(Map<Image, Result> all) {
        StringBuilder out = new StringBuilder();
        all.forEach((chosen, result) -> {
            if (all.size() > 1) out.append(out.isEmpty() ? "" : "%n".formatted()).append("%s%n%n".formatted(chosen.board().target()));
            out.append(table(result));
        });
        return out.toString();
    }

    private Map<String, Object> object(Image chosen, Result result) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("target", chosen.board().target());
        all.put("machine", on);
        all.put("stopped", result.stoppers().stream().map(row -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("by", row.name());
            fields.put("attempts", row.attempts());
            fields.putAll(row.stopped());
            return fields;
        }).toList());
        all.put("not-stopped", new LinkedHashMap<String, Object>(result.notStopped()));
        all.put("unit", "instructions");
        all.put("costs", result.costs().stream().map(row -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("workload", row.workload().title());
            row.figures().forEach((level, figure) -> fields.put(level, figure.median()));
            return fields;
        }).toList());
        return all;
    }

    private static String table(Result result) {
        StringBuilder out = new StringBuilder(heading("stopped by", "attempts"));
        for (IsolationBench.Stopper row : result.stoppers()) {
            out.append("%-22s %9s".formatted(row.name(), row.attempts()));
            PosixBench.LEVELS.forEach(level -> out.append(" %9s".formatted(row.stopped().getOrDefault(level, 0))));
            out.append("%n".formatted());
        }
        result.notStopped().forEach((level, names) -> {
            if (!names.isEmpty()) out.append("%nnot stopped at %s: %s%n".formatted(level, String.join(", ", names)));
        });
        out.append("%n".formatted()).append(heading("instructions", ""));
        for (PosixBench.Row row : result.costs()) {
            out.append("%-22s %9s".formatted(row.workload().title(), ""));
            PosixBench.LEVELS.forEach(level -> out.append(" %9s".formatted("%,d".formatted(row.figures().get(level).median()))));
            out.append("%n".formatted());
        }
        return out.toString();
    }

    private static String heading(String first, String second) {
        StringBuilder out = new StringBuilder("%-22s %9s".formatted(first, second));
        PosixBench.LEVELS.forEach(level -> out.append(" %9s".formatted(level)));
        return out.append("%n".formatted()).toString();
    }
}
