package dev.ufork.images.cli;

import dev.ufork.images.bench.CopyBench;
import dev.ufork.images.bench.CopyBench.Row;
import dev.ufork.target.Compiler;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures the kernel's work on whole pages. */
@Command(name = "copy", description = "Count the instructions that copying and relocating a page takes.")
final class BenchCopyCommand implements Callable<Integer> {
    @ParentCommand BenchCommand bench;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override public Integer call() throws CommandFailure {
        try {
            List<Row> rows = CopyBench.run(Compiler.Options.DEFAULT);
            bench.ufork.out().print(json ? Json.of(object(rows)) + "\n" : table(rows));
            return Status.OK;
        } catch (IOException e) {
            throw CommandFailure.noInput(e.getMessage());
        }
    }

    private static Map<String, Object> object(List<Row> rows) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("target", "riscv");
        all.put("rows", rows.stream().map(BenchCopyCommand::row).toList());
        return all;
    }

    private static Map<String, Object> row(Row r) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("work", r.work().text());
        row.put("capabilities", r.capabilities());
        row.put("instructions", r.instructions());
        row.put("per16Bytes", r.perGranule());
        return row;
    }

    private static String table(List<Row> rows) {
        StringBuilder out = new StringBuilder("%-30s %12s %12s %12s%n".formatted("a page of 4096 bytes", "capabilities", "instructions", "per 16 bytes"));
        for (Row r : rows)
            out.append(String.format(Locale.ROOT, "%-30s %12d %12d %12.2f%n", r.work().text(), r.capabilities(), r.instructions(), r.perGranule()));
        return out.toString();
    }
}
