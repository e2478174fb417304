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

    @Option(names = "--target", paramLabel = "riscv|morello", defaultValue = "riscv", description = "For which code is compiled; default: ${DEFAULT-VALUE}.")
    String target;

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
                List<Ablation.Line> lines = Ablation.run(architecture());
                bench.ufork.out().print(json ? Json.of(AblationForm.object(target, lines)) + "\n" : AblationForm.table(lines));
                return Status.OK;
            }
            List<Row> rows = CodegenBench.run(architecture(), new Compiler.Options(true, without, false));
            bench.ufork.out().print(json ? Json.of(object(rows)) + "\n" : table(rows));
            return Status.OK;
        } catch (IOException e) {
            throw CommandFailure.noInput(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.noInput("interrupted");
        }
    }

    private Architecture architecture() throws CommandFailure {
        for (Architecture a : Architecture.values()) if (a.name().toLowerCase(Locale.ROOT).equals(target)) return a;
        throw CommandFailure.usage("there is no target %s; take riscv or morello".formatted(target));
    }

    private Map<String, Object> object(List<Row> rows) {
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

    private static String table(List<Row> rows) {
        StringBuilder out = new StringBuilder("%-14s %10s %10s %6s %6s %6s %6s%n".formatted("kernel", "ours", "gcc -O2", "ratio", "bytes", "gcc", "ratio"));
        for (Row r : rows)
            out.append("%-14s %10d %10s %6s %6d %6s %6s%n".formatted(r.kernel(), r.ours(), count(r.c()), ratio(r.ratio()),
                r.bytes(), count(r.cBytes()), ratio(r.sizeRatio())));
        return out.append("%-14s %10s %10s %6s %6s %6s %6s%n".formatted("geometric mean", "", "", ratio(CodegenBench.geomean(rows, Row::ratio)),
            "", "", ratio(CodegenBench.geomean(rows, Row::sizeRatio)))).toString();
    }

    private static String count(OptionalLong n) {
        return n.isPresent() ? Long.toString(n.getAsLong()) : "-";
    }

    private static String ratio(OptionalDouble ratio) {
        return ratio.isPresent() ? "%.2f".formatted(ratio.getAsDouble()) : "-";
    }
}
