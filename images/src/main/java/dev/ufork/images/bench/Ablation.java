package dev.ufork.images.bench;

import dev.ufork.images.bench.CodegenBench.Architecture;
import dev.ufork.target.Compiler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What each pass of the optimiser is worth: the kernels compiled with all passes but that one, against all of them. */
public final class Ablation {
    /** The line of the program that no pass has changed but those that back ends rely on. */
    public static final String NOTHING = "(any)";

    /**
     * The kernels without one pass.
     *
     * @param instructions by kernel: those executed without the pass, for one executed with it
     * @param mean         of these, geometric
     * @param size         bytes of code likewise, geometric mean
     */
    public record Line(String without, List<Double> instructions, double mean, double size) {}

    private Ablation() {}

    /** One line for each pass, in the order of their first run, and the last without any. */
    public static List<Line> run(Architecture architecture) throws IOException {
        List<CodegenBench.Row> all = CodegenBench.counts(architecture, Compiler.Options.DEFAULT);
        List<Line> lines = new ArrayList<>();
        for (String pass : CodegenBench.passes()) lines.add(line(pass, all, CodegenBench.counts(architecture, new Compiler.Options(true, List.of(pass), false))));
        lines.add(line(NOTHING, all, CodegenBench.counts(architecture, new Compiler.Options(false, List.of(), false))));
        return lines;
    }

    private static Line line(String without, List<CodegenBench.Row> all, List<CodegenBench.Row> rows) {
        List<Double> instructions = new ArrayList<>();
        List<Double> bytes = new ArrayList<>();
        for (int k = 0; k < rows.size(); k++) {
            instructions.add((double) rows.get(k).ours() / all.get(k).ours());
            bytes.add((double) rows.get(k).bytes() / all.get(k).bytes());
        }
        return new Line(without, instructions, geomean(instructions), geomean(bytes));
    }

    private static double geomean(List<Double> ratios) {
        return Math.exp(ratios.stream().mapToDouble(Math::log).average().orElse(0));
    }
}
