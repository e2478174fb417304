package dev.ufork.images.cli;

import dev.ufork.emulator.riscv.MachineBenchmark;
import dev.ufork.emulator.riscv.MachineBenchmark.Figure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures the embedded machine. */
@Command(name = "machine", description = "Measure how many instructions a second the embedded machine executes.")
final class BenchMachineCommand implements Callable<Integer> {
    @ParentCommand BenchCommand bench;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Option(names = "--instructions", paramLabel = "N", defaultValue = "200000000", description = "About how many for each loop. Default: ${DEFAULT-VALUE}.")
    String instructions;

    @Override public Integer call() throws CommandFailure {
        if (!instructions.matches("[1-9][0-9]{4,10}")) {
            throw CommandFailure.usage("--instructions %s is too few or too many; write 10000 to 99999999999".formatted(instructions));
        }
        List<Figure> figures = MachineBenchmark.run(Long.parseLong(instructions));
        if (json) {
            bench.ufork.out().println(Json.of(object(figures)));
        } else {
            MachineBenchmark.print(bench.ufork.out(), figures);
        }
        return Status.OK;
    }

    private static Map<String, Object> object(List<Figure> figures) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("target", "riscv64");
        all.put("machine", "embedded");
        all.put("unit", "million instructions a second");
        all.put("rows", figures.stream().map(BenchMachineCommand::row).toList());
        return all;
    }

    private static Map<String, Object> row(Figure figure) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("loop", figure.name());
        row.put("value", figure.mips());
        return row;
    }
}
