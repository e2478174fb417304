package dev.ufork.images.cli;

import dev.ufork.harness.Board;
import dev.ufork.harness.ElfFile;
import dev.ufork.harness.Machine;
import dev.ufork.harness.UnusableFile;
import dev.ufork.images.Image;
import dev.ufork.images.bench.Baseline;
import dev.ufork.images.bench.PosixBench;
import dev.ufork.images.bench.PosixBench.Figure;
import dev.ufork.images.bench.PosixBench.Row;
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

/** Measures system calls and processes from inside an image, beside Linux's figures. */
@Command(name = "posix", description = "Count what calls, pipes, signals and processes cost at each isolation level, beside Linux.",
        footer = {"", "Medians of the instructions that the guest executed, exact on both machines. spawn-1000 is 1,000 times fork, exit, wait;",
                "context1 is 10,000 round trips between two processes."})
final class BenchPosixCommand implements Callable<Integer> {
    @ParentCommand BenchCommand bench;

    @Option(names = "--image", paramLabel = "IMAGE", description = "Only this μFork image, all levels. Default: all of them, beside each other.")
    Optional<String> image;

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
        List<Image> images = UforkImages.of(image, "processes to measure");
        List<String> levels = isolation.map(List::of).orElse(PosixBench.LEVELS);
        Machine machine = choice.machine(bench.ufork.environment());
        Map<Board, List<Row>> all = new LinkedHashMap<>();
        try {
            for (Image chosen : images) all.put(chosen.board(), PosixBench.run(machine, ElfFile.read(bench.ufork.store().elf(chosen)), levels));
        } catch (UnusableFile | IOException e) {
            throw CommandFailure.noInput(e.getMessage());
        } catch (PosixBench.Failed e) {
            return bench.ufork.complain(e.status(), e.getMessage());
        }
        bench.ufork.out().print(json ? json(all) : table(levels, all));
        return Status.OK;
    }

    private String json(Map<Board, List<Row>> all) {
        List<Map<String, Object>> objects = new ArrayList<>();
        all.forEach((board, rows) -> objects.add(object(board, rows)));
        return Json.of(objects.size() == 1 ? objects.getFirst() : Map.of("targets", objects)) + "\n";
    }

    private Map<String, Object> object(Board board, List<Row> rows) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("target", board.target());
        all.put("machine", on);
        all.put("unit", "instructions");
        all.put("rows", rows.stream().map(row -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("workload", row.workload().title());
            fields.put("linux", row.workload().linux(board) == 0 ? null : row.workload().linux(board));
            fields.put("most", row.workload().most() == 0 ? null : row.workload().most());
            row.figures().forEach((level, figure) -> fields.put(level, spread(figure)));
            return fields;
        }).toList());
        return all;
    }

    private static Map<String, Object> spread(Figure figure) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("min", figure.min());
        fields.put("median", figure.median());
        fields.put("max", figure.max());
        return fields;
    }

    /** For each board its columns: Linux's figure, the median at each level, how far apart the repetitions were, and how many times as much Linux's is. */
    private static String table(List<String> levels, Map<Board, List<Row>> all) {
        StringBuilder out = new StringBuilder();
        if (all.size() > 1) {
            out.append(" ".repeat(20));
            all.keySet().forEach(board -> out.append((" %" + (29 + 12 * levels.size()) + "s").formatted(board.target())));
            out.append("%n".formatted());
        }
        out.append("%-20s".formatted("median"));
        for (int i = 0; i < all.size(); i++) {
            out.append(" %11s".formatted(Baseline.NAME));
            levels.forEach(level -> out.append(" %11s".formatted(level)));
            out.append(" %9s %7s".formatted("spread", "factor"));
        }
        out.append("%n".formatted());
        for (PosixBench.Workload workload : PosixBench.Workload.values()) {
            out.append("%-20s".formatted(workload.title()));
            all.forEach((board, rows) -> rows.stream().filter(r -> r.workload() == workload).forEach(row -> columns(out, board, levels, row)));
            out.append("%n".formatted());
        }
        return out.append("%ninstructions; spread: the most minus the least, at the level where that is largest. factor: Linux's for one at level %s.%n"
                .formatted(levels.getFirst())).toString();
    }

    private static void columns(StringBuilder out, Board board, List<String> levels, Row row) {
        long linux = row.workload().linux(board);
        out.append(" %11s".formatted(linux == 0 ? "-" : "%,d".formatted(linux)));
        levels.forEach(level -> out.append(" %11s".formatted("%,d".formatted(row.figures().get(level).median()))));
        out.append(" %9s".formatted("%,d".formatted(row.figures().values().stream().mapToLong(Figure::spread).max().orElse(0))));
        long first = row.figures().get(levels.getFirst()).median();
        out.append(linux == 0 || first == 0 ? " %7s".formatted("-") : " %7.1f".formatted((double) linux / first));
    }
}
