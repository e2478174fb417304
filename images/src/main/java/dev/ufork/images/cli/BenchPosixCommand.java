package dev.ufork.images.cli;

import dev.ufork.harness.Board;
import dev.ufork.harness.ElfFile;
import dev.ufork.harness.Machine;
import dev.ufork.harness.UnusableFile;
import dev.ufork.images.Image;
import dev.ufork.images.bench.Baseline;
import dev.ufork.images.bench.PosixBench;
import dev.ufork.images.bench.PosixBench.Row;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures system calls and processes from inside an image, beside Linux's figures. */
@Command(name = "posix", description = "Count what calls, pipes, signals and processes cost at each isolation level, beside Linux.",
        footer = {"", "Instructions are those the guest executed, exact on both machines. spawn-loop is 1,000 times fork, exit, wait;",
                "context1 is 10,000 round trips between two processes."})
final class BenchPosixCommand implements Callable<Integer> {
    @ParentCommand BenchCommand bench;

    @Option(names = "--image", paramLabel = "IMAGE", defaultValue = "ufork-riscv", description = "A μFork image. Default: ${DEFAULT-VALUE}.")
    String image;

    @Option(names = "--on", paramLabel = "MACHINE", defaultValue = "embedded", description = "embedded, qemu or container. Default: ${DEFAULT-VALUE}.")
    String on;

    @Option(names = "--isolation", paramLabel = "LEVEL", description = "Only full, fault or none. Default: all three.")
    Optional<String> isolation;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override public Integer call() throws CommandFailure, InterruptedException {
        MachineChoice choice = MachineChoice.of(on);
        if (isolation.isPresent() && !PosixBench.LEVELS.contains(isolation.get()))
            throw CommandFailure.usage("there is no isolation level %s; the levels are: %s".formatted(isolation.get(), String.join(", ", PosixBench.LEVELS)));
        List<String> levels = isolation.map(List::of).orElse(PosixBench.LEVELS);
        Image chosen = Image.of(image).orElseThrow(() -> CommandFailure.noInput("there is no image %s; 'ufork images' lists them".formatted(image)));
        if (!chosen.isUfork()) throw CommandFailure.usage("image %s has no processes to measure".formatted(image));
        Machine machine = choice.machine(bench.ufork.environment());
        try {
            List<Row> rows = PosixBench.run(machine, ElfFile.read(bench.ufork.store().elf(chosen)), levels);
            bench.ufork.out().print(json ? Json.of(object(chosen.board(), rows)) + "\n" : table(chosen.board(), levels, rows));
            return Status.OK;
        } catch (UnusableFile | IOException e) {
            throw CommandFailure.noInput(e.getMessage());
        } catch (PosixBench.Failed e) {
            return bench.ufork.complain(e.status(), e.getMessage());
        }
    }

    private Map<String, Object> object(Board board, List<Row> rows) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("target", board.target());
        all.put("machine", on);
        all.put("unit", "instructions");
        all.put("rows", rows.stream().map(row -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("workload", row.workload().title());
            fields.put("linux", row.workload().linux(board));
            fields.putAll(row.instructions());
            return fields;
        }).toList());
        return all;
    }

    private static String table(Board board, List<String> levels, List<Row> rows) {
        StringBuilder out = new StringBuilder("%-22s %12s".formatted("instructions", Baseline.NAME));
        levels.forEach(level -> out.append(" %12s".formatted(level)));
        out.append(" %8s%n".formatted("factor"));
        for (Row row : rows) {
            long linux = row.workload().linux(board);
            out.append("%-22s %12s".formatted(row.workload().title(), linux == 0 ? "-" : "%,d".formatted(linux)));
            levels.forEach(level -> out.append(" %12s".formatted("%,d".formatted(row.instructions().get(level)))));
            long first = row.instructions().get(levels.getFirst());
            out.append(linux == 0 || first == 0 ? " %8s%n".formatted("-") : " %8.1f%n".formatted((double) linux / first));
        }
        return out.append("%nfactor: Linux's instructions for one at level %s.%n".formatted(levels.getFirst())).toString();
    }
}
