package dev.ufork.images.cli;

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

    @Override public Integer call() throws CommandFailure {
        for (String pass : without)
            if (!CodegenBench.passes().contains(pass))
                throw CommandFailure.usage("there is no pass %s; %s".formatted(pass, Near.sentence(pass, "passes", CodegenBench.passes())));
        try {
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
            row.put("c", r.c().isPresent() ? r.c().getAsLong() : null);
            row.put("ratio", r.ratio().isPresent() ? r.ratio().getAsDouble() : null);
            row.put("bytes", r.bytes());
            list.add(row);
        }
        OptionalDouble geomean = CodegenBench.geomean(rows);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("target", target);
        all.put("rows", list);
        all.put("geomean", geomean.isPresent() ? geomean.getAsDouble() : null);
        return all;
    }

    private static String table(List<Row> rows) {
        StringBuilder out = new StringBuilder("%-14s %10s %10s %6s %6s%n".formatted("kernel", "ours", "gcc -O2", "ratio", "bytes"));
        for (Row r : rows)
            out.append("%-14s %10d %10s %6s %6d%n".formatted(r.kernel(), r.ours(),
                r.c().isPresent() ? Long.toString(r.c().getAsLong()) : "-", ratio(r.ratio()), r.bytes()));
        return out.append("%-14s %10s %10s %6s%n".formatted("geometric mean", "", "", ratio(CodegenBench.geomean(rows)))).toString();
    }

    private static String ratio(OptionalDouble ratio) {
        return ratio.isPresent() ? "%.2f".formatted(ratio.getAsDouble()) : "-";
    }
}
