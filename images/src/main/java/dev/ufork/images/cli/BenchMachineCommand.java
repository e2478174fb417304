package dev.ufork.images.cli;

import dev.ufork.harness.Board;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures the embedded machine. */
@Command(name = "machine", description = "Measure how many instructions a second the embedded machine executes.")
final class BenchMachineCommand implements Callable<Integer> {
    @ParentCommand BenchCommand bench;

    @Option(names = "--target", paramLabel = "TARGET", defaultValue = "riscv64", description = "riscv64 or morello. Default: ${DEFAULT-VALUE}.")
    String target;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Option(names = "--instructions", paramLabel = "N", defaultValue = "200000000", description = "About how many for each loop. Default: ${DEFAULT-VALUE}.")
    String instructions;

    @Override public Integer call() throws CommandFailure {
        if (!instructions.matches("[1-9][0-9]{4,10}")) {
            throw CommandFailure.usage("--instructions %s is too few or too many; write 10000 to 99999999999".formatted(instructions));
        }
        Map<String, Double> figures = figures(Long.parseLong(instructions));
        if (json) {
            bench.ufork.out().println(Json.of(object(figures)));
        } else {
            bench.ufork.out().println("%-14s %s".formatted(target, "million instructions a second"));
            figures.forEach((loop, value) -> bench.ufork.out().println("%-14s %6.0f".formatted(loop, value)));
        }
        return Status.OK;
    }

    /** Million instructions a second, loop by loop. */
    private Map<String, Double> figures(long count) throws CommandFailure {
        Map<String, Double> figures = new LinkedHashMap<>();
        switch (Board.ofTarget(target).orElseThrow(this::noTarget)) {
            case RISCV64 -> dev.ufork.emulator.riscv.MachineBenchmark.run(count).forEach(f -> figures.put(f.name(), f.mips()));
            case MORELLO -> dev.ufork.emulator.morello.MachineBenchmark.run(count).forEach(f -> figures.put(f.name(), f.mips()));
        }
        return figures;
    }

    private CommandFailure noTarget() {
        return CommandFailure.usage("there is no target %s; the targets are: %s".formatted(target,
                Arrays.stream(Board.values()).map(Board::target).collect(Collectors.joining(", "))));
    }

    private Map<String, Object> object(Map<String, Double> figures) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("target", target);
        all.put("machine", "embedded");
        all.put("unit", "million instructions a second");
        all.put("rows", figures.entrySet().stream().map(BenchMachineCommand::row).toList());
        return all;
    }

    private static Map<String, Object> row(Map.Entry<String, Double> figure) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("loop", figure.getKey());
        row.put("value", figure.getValue());
        return row;
    }
}
