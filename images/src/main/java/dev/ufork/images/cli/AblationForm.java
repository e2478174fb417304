package dev.ufork.images.cli;

import dev.ufork.images.bench.Ablation;
import dev.ufork.images.bench.CodegenBench;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of what each pass is worth, for people and for machines. */
final class AblationForm {
    private static final int COLUMN = 6;

    private AblationForm() {}

    static Map<String, Object> object(String target, List<Ablation.Line> lines) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("target", target);
        all.put("kernels", CodegenBench.names());
        all.put("rows", lines.stream().map(AblationForm::row).toList());
        return all;
    }

    private static Map<String, Object> row(Ablation.Line line) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("without", line.without());
        row.put("instructions", line.instructions());
        row.put("geomean", line.mean());
        row.put("sizeGeomean", line.size());
        return row;
    }

    /** Passes down, kernels across; 1.00 is as good without. */
    static String table(List<Ablation.Line> lines) {
        StringBuilder out = new StringBuilder("%-9s".formatted("without"));
        for (String kernel : CodegenBench.names()) out.append(" %6s".formatted(kernel.substring(0, Math.min(COLUMN, kernel.length()))));
        out.append("   mean   size\n");
        for (Ablation.Line line : lines) {
            out.append("%-9s".formatted(line.without()));
            for (double ratio : line.instructions()) out.append(String.format(Locale.ROOT, " %6.2f", ratio));
            out.append(String.format(Locale.ROOT, " %6.3f %6.3f%n", line.mean(), line.size()));
        }
        return out.toString();
    }
}
