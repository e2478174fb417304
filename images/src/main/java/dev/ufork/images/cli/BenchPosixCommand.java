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
import java.util.ArrayList;
import java.util.Arrays;
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

    @Option(names = "--image", paramLabel = "IMAGE", description = "Only this μFork image, all levels. Default: all of them, beside each other.")
    Optional<String> image;

    @Option(names = "--on", paramLabel = "MACHINE", defaultValue = "embedded", description = "embedded, qemu or container. Default: ${DEFAULT-VALUE}.")
    String on;

    @Option(names = "--isolation", paramLabel = "LEVEL", description = "Only full, fault or none. Default: all three of one image, full of several.")
    Optional<String> isolation;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override public Integer call() throws CommandFailure, InterruptedException {
        MachineChoice choice = MachineChoice.of(on);
        if (isolation.isPresent() && !PosixBench.LEVELS.contains(isolation.get()))
            throw CommandFailure.usage("there is no isolation level %s; the levels are: %s".formatted(isolation.get(), String.join(", ", PosixBench.LEVELS)));
        List<Image> images = images();
        List<String> levels = isolation.map(List::of).orElse(images.size() == 1 ? PosixBench.LEVELS : List.of(PosixBench.LEVELS.getFirst()));
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

    private List<Image> images() throws CommandFailure {
        if (image.isEmpty()) return Arrays.stream(Image.values()).filter(Image::isUfork).toList();
        Image chosen = Image.of(image.get()).orElseThrow(() -> CommandFailure.noInput("there is no image %s; 'ufork images' lists them".formatted(image.get())));
        if (!chosen.isUfork()) throw CommandFailure.usage("image %s has no processes to measure".formatted(image.get()));
        return List.of(chosen);
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
            fields.put("linux", row.workload().linux(board));
            fields.putAll(row.instructions());
            return fields;
        }).toList());
        return all;
    }

    /** For each board its columns: Linux's figure, one for each level, and how many times as much Linux's is. */
    private static String table(List<String> levels, Map<Board, List<Row>> all) {
        StringBuilder out = new StringBuilder();
        if (all.size() > 1) {
            out.append(" ".repeat(22));
            all.keySet().forEach(board -> out.append((" %" + (21 + 13 * levels.size()) + "s").formatted(board.target())));
            out.append("%n".formatted());
        }
        out.append("%-22s".formatted("instructions"));
        for (int i = 0; i < all.size(); i++) {
            out.append(" %12s".formatted(Baseline.NAME));
            levels.forEach(level -> out.append(" %12s".formatted(level)));
            out.append(" %8s".formatted("factor"));
        }
        out.append("%n".formatted());
        for (PosixBench.Workload workload : PosixBench.Workload.values()) {
            out.append("%-22s".formatted(workload.title()));
            all.forEach((board, rows) -> rows.stream().filter(r -> r.workload() == workload).forEach(row -> columns(out, board, levels, row)));
            out.append("%n".formatted());
        }
        return out.append("%nfactor: Linux's instructions for one at level %s.%n".formatted(levels.getFirst())).toString();
    }

    private static void columns(StringBuilder out, Board board, List<String> levels, Row row) {
        long linux = row.workload().linux(board);
        out.append(" %12s".formatted(linux == 0 ? "-" : "%,d".formatted(linux)));
        levels.forEach(level -> out.append(" %12s".formatted("%,d".formatted(row.instructions().get(level)))));
        long first = row.instructions().get(levels.getFirst());
        out.append(linux == 0 || first == 0 ? " %8s".formatted("-") : " %8.1f".formatted((double) linux / first));
    }
}
