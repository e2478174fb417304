package dev.ufork.images.cli;

import dev.ufork.images.bench.Ablation;
import dev.ufork.images.bench.CodegenBench;
import dev.ufork.images.bench.CodegenBench.Architecture;
import dev.ufork.images.bench.CodegenBench.Row;
import dev.ufork.target.Compiler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Compares compiled code with gcc's. */
@Command(name = "codegen", description = "Count the instructions of twelve kernels, ours against gcc -O2.")
final class BenchCodegenCommand implements Callable<Integer> {
    @ParentCommand BenchCommand bench;

    @Option(names = "--target", paramLabel = "riscv|morello", description = "For which code is compiled. Default: both, beside each other.")
    Optional<String> target;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Option(names = "--without", paramLabel = "PASS", description = "Leave a pass of the optimiser out; may be repeated.")
    List<String> without = new ArrayList<>();

    @Option(names = "--ablation", description = "Show what each pass is worth: instructions without it, for one with it.")
    boolean ablation;

    @Override public Integer call() throws CommandFailure {
        if (ablation && !without.isEmpty()) throw CommandFailure.usage("--ablation leaves out each pass in turn; say it without --without");
        for (String pass : without)
            if (!CodegenBench.passes().contains(pass))
                throw CommandFailure.usage("there is no pass %s; %s".formatted(pass, Near.sentence(pass, "passes", CodegenBench.passes())));
        try {
            if (ablation) {
                Architecture of = architectures().getFirst();
                List<Ablation.Line> lines = Ablation.run(of);
                bench.ufork.out().print(json ? Json.of(AblationForm.object(name(of), lines)) + "\n" : AblationForm.table(lines));
                return Status.OK;
            }
            Map<Architecture, List<Row>> all = new LinkedHashMap<>();
            for (Architecture a : architectures()) all.put(a, CodegenBench.run(a, new Compiler.Options(true, without, false)));
            bench.ufork.out().print(json ? json(all) : table(all));
            return Status.OK;
        } catch (IOException e) {
            throw CommandFailure.noInput(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.noInput("interrupted");
        }
    }

    private List<Architecture> architectures() throws CommandFailure {
        if (target.isEmpty()) return List.of(Architecture.values());
        for (Architecture a : Architecture.values()) if (name(a).equals(target.get())) return List.of(a);
        throw CommandFailure.usage("there is no target %s; take riscv or morello".formatted(target.get()));
    }

    private static String name(Architecture a) {
        return a.name().toLowerCase(Locale.ROOT);
    }

    private static String json(Map<Architecture, List<Row>> all) {
        List<Map<String, Object>> objects = new ArrayList<>();
        all.forEach((a, rows) -> objects.add(object(name(a), rows)));
        return Json.of(objects.size() == 1 ? objects.getFirst() : Map.of("targets", objects)) + "\n";
    }

    private static Map<String, Object> object(String target, List<Row> rows) {
        List<Object> list = new ArrayList<>();
        for (Row r : rows) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("kernel", r.kernel());
            row.put("ours", r.ours());
            row.put("c", number(r.c()));
            row.put("ratio", number(r.ratio()));
            row.put("bytes", r.bytes());
            row.put("cBytes", number(r.cBytes()));
            row.put("sizeRatio", number(r.sizeRatio()));
            list.add(row);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("target", target);
        all.put("rows", list);
        all.put("geomean", number(CodegenBench.geomean(rows, Row::ratio)));
        all.put("sizeGeomean", number(CodegenBench.geomean(rows, Row::sizeRatio)));
        return all;
    }

    private static Object number(OptionalLong n) {
        return n.isPresent() ? n.getAsLong() : null;
    }

    private static Object number(OptionalDouble n) {
        return n.isPresent() ? n.getAsDouble() : null;
    }

    private static String table(Map<Architecture, List<Row>> all) {
        StringBuilder out = new StringBuilder();
        if (all.size() > 1) {
            out.append(" ".repeat(14));
            all.keySet().forEach(a -> out.append(" %49s".formatted(name(a))));
            out.append("%n".formatted());
        }
        out.append("%-14s".formatted("kernel"));
        for (int i = 0; i < all.size(); i++) out.append(" %10s %10s %6s %6s %6s %6s".formatted("ours", "gcc -O2", "ratio", "bytes", "gcc", "ratio"));
        out.append("%n".formatted());
        for (Row first : all.values().iterator().next()) {
            out.append("%-14s".formatted(first.kernel()));
            for (List<Row> rows : all.values()) {
                Row r = rows.stream().filter(row -> row.kernel().equals(first.kernel())).findFirst().orElseThrow();
                out.append(" %10d %10s %6s %6d %6s %6s".formatted(r.ours(), count(r.c()), ratio(r.ratio()), r.bytes(), count(r.cBytes()), ratio(r.sizeRatio())));
            }
            out.append("%n".formatted());
        }
        out.append("%-14s".formatted("geometric mean"));
        for (List<Row> rows : all.values())
            out.append(" %10s %10s %6s %6s %6s %6s".formatted("", "", ratio(CodegenBench.geomean(rows, Row::ratio)), "", "", ratio(CodegenBench.geomean(rows, Row::sizeRatio))));
        return out.append("%n".formatted()).toString();
    }

    private static String count(OptionalLong n) {
        return n.isPresent() ? Long.toString(n.getAsLong()) : "-";
    }

    private static String ratio(OptionalDouble ratio) {
        return ratio.isPresent() ? "%.2f".formatted(ratio.getAsDouble()) : "-";
    }
}
