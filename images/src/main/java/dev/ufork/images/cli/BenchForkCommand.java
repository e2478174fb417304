package dev.ufork.images.cli;

import dev.ufork.harness.Board;
import dev.ufork.harness.ElfFile;
import dev.ufork.harness.Machine;
import dev.ufork.harness.UnusableFile;
import dev.ufork.images.Image;
import dev.ufork.images.bench.Baseline;
import dev.ufork.images.bench.ForkBench;
import dev.ufork.images.bench.ForkBench.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures forks from inside an image, beside Linux's figures. */
@Command(name = "fork", description = "Count what forks cost the parent, the child and memory, beside Linux.",
        footer = {"", "Instructions are those the guest executed, exact on both machines; memory is counted in bytes."})
final class BenchForkCommand implements Callable<Integer> {
    private static final String COUNT = "count";
    private static final int LARGEST = 200;

    @ParentCommand BenchCommand bench;

    @Option(names = "--image", paramLabel = "IMAGE", description = "Only this μFork image, all policies. Default: all of them, beside each other.")
    Optional<String> image;

    @Option(names = "--on", paramLabel = "MACHINE", defaultValue = "embedded", description = "embedded, qemu or container. Default: ${DEFAULT-VALUE}.")
    String on;

    @Option(names = "--sizes", paramLabel = "MIB,...", split = ",", description = "MiB touched before the fork, each 0 to 200. Default: 0,1,10,100.")
    List<String> sizes;

    @Option(names = "--policy", paramLabel = "POLICY", description = "Only copy, coa or copa. Default: all three of one image, copa of several.")
    Optional<String> policy;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override public Integer call() throws CommandFailure, InterruptedException {
        MachineChoice choice = MachineChoice.of(on);
        List<Integer> wanted = sizes();
        List<Image> images = UforkImages.of(image, "forks to measure");
        List<String> policies = policies(images.size() == 1);
        Machine machine = choice.machine(bench.ufork.environment());
        Map<Board, List<Row>> all = new LinkedHashMap<>();
        try {
            for (Image chosen : images)
                all.put(chosen.board(), ForkBench.run(machine, ElfFile.read(bench.ufork.store().elf(chosen)), wanted, policies,
                        line -> bench.ufork.err().println("ufork: " + (images.size() == 1 ? "" : chosen.title() + ": ") + line)));
        } catch (UnusableFile | IOException e) {
            throw CommandFailure.noInput(e.getMessage());
        } catch (ForkBench.Failed e) {
            return bench.ufork.complain(e.status(), e.getMessage());
        }
        bench.ufork.out().print(json ? json(all) : table(wanted, policies, all));
        return Status.OK;
    }

    private List<Integer> sizes() throws CommandFailure {
        if (sizes == null) return ForkBench.SIZES;
        for (String size : sizes)
            if (!size.matches("[0-9]{1,3}") || Integer.parseInt(size) > LARGEST)
                throw CommandFailure.usage("--sizes %s: %s is no number of MiB that a process can touch here; write 0 to %d, with commas"
                        .formatted(String.join(",", sizes), size.isEmpty() ? "nothing" : size, LARGEST));
        return sizes.stream().map(Integer::valueOf).toList();
    }

    private List<String> policies(boolean ofOneImage) throws CommandFailure {
        if (policy.isEmpty()) return ofOneImage ? ForkBench.POLICIES : List.of(ForkBench.POLICIES.getLast());
        if (!ForkBench.POLICIES.contains(policy.get()))
            throw CommandFailure.usage("there is no policy %s; the policies are: %s".formatted(policy.get(), String.join(", ", ForkBench.POLICIES)));
        return List.of(policy.get());
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
        all.put("rows", rows.stream().filter(r -> !r.unit().equals(COUNT)).map(BenchForkCommand::row).toList());
        all.put("counters", rows.stream().filter(r -> r.unit().equals(COUNT)).map(BenchForkCommand::counter).toList());
        return all;
    }

    private static Map<String, Object> row(Row row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("workload", row.workload());
        fields.put("memoryMiB", row.mebibytes());
        fields.put("policy", row.policy());
        fields.put("isolation", row.isolation());
        fields.put("unit", row.unit());
        fields.put("min", row.min());
        fields.put("median", row.median());
        fields.put("max", row.max());
        return fields;
    }

    private static Map<String, Object> counter(Row row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("counter", row.workload());
        fields.put("memoryMiB", row.mebibytes());
        fields.put("policy", row.policy());
        fields.put("value", row.median());
        return fields;
    }

    /** For each board its columns: Linux's figure, one for each policy, and how many times as much Linux's is. */
    private static String table(List<Integer> sizes, List<String> policies, Map<Board, List<Row>> all) {
        StringBuilder out = new StringBuilder();
        if (all.size() > 1) {
            out.append(" ".repeat(42));
            all.keySet().forEach(board -> out.append((" %" + (21 + 13 * policies.size()) + "s").formatted(board.target())));
            out.append("%n".formatted());
        }
        out.append("%-24s %4s %-12s".formatted("median", "MiB", "unit"));
        for (int i = 0; i < all.size(); i++) {
            out.append(" %12s".formatted(Baseline.NAME));
            policies.forEach(p -> out.append(" %12s".formatted(p)));
            out.append(" %8s".formatted("factor"));
        }
        out.append("%n".formatted());
        List<Row> rows = all.values().stream().flatMap(List::stream).toList();
        for (String workload : rows.stream().map(Row::workload).distinct().toList()) {
            for (int size : sizes) {
                Optional<Row> any = rows.stream().filter(r -> r.workload().equals(workload) && r.mebibytes() == size).findFirst();
                if (any.isEmpty()) continue;
                out.append("%-24s %4d %-12s".formatted(workload, size, any.get().unit()));
                all.forEach((board, its) -> columns(out, board, workload, size, policies, its));
                out.append("%n".formatted());
            }
        }
        return out.append("%nfactor: Linux's instructions for one of %s's. Counts are those of a child that has read everything once.%n"
                .formatted(policies.getLast())).toString();
    }

    private static void columns(StringBuilder out, Board board, String workload, int size, List<String> policies, List<Row> rows) {
        List<Optional<Row>> cells = policies.stream().map(p -> rows.stream()
                .filter(r -> r.workload().equals(workload) && r.mebibytes() == size && r.policy().equals(p)).findFirst()).toList();
        OptionalLong linux = Baseline.of(board, workload, size);
        out.append(" %12s".formatted(linux.isPresent() ? "%,d".formatted(linux.getAsLong()) : "-"));
        cells.forEach(cell -> out.append(" %12s".formatted(cell.map(r -> "%,d".formatted(r.median())).orElse("-"))));
        Optional<Row> last = cells.getLast();
        out.append(linux.isPresent() && last.isPresent() && last.get().median() > 0
                ? " %8.1f".formatted((double) linux.getAsLong() / last.get().median()) : " %8s".formatted("-"));
    }
}
