package dev.ufork.images.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.images.bench.CodegenBench.Architecture;
import dev.ufork.images.bench.CodegenBench.Row;
import dev.ufork.target.Compiler;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bar that compiled code is held to, against gcc, with equal results. */
class CodegenBenchIT {
    @ParameterizedTest
    @CsvSource({"RISCV, 1.25, 1.6, 1.3", "MORELLO, 1.35, 1.9, 1.6"})
    void codeIsAlmostAsGoodAsGccs(Architecture architecture, double mean, double worst, double size) throws Exception {
        assumeTrue(architecture.hasTwins(), "kernels not compared: " + architecture.compiler() + " is not on the PATH");
        List<Row> rows = CodegenBench.run(architecture, Compiler.Options.CHECKED);
        assertThat(CodegenBench.geomean(rows, Row::ratio).orElseThrow()).as("geometric mean of %s", rows).isLessThanOrEqualTo(mean);
        assertThat(CodegenBench.geomean(rows, Row::sizeRatio).orElseThrow()).as("bytes, geometric mean of %s", rows).isLessThanOrEqualTo(size);
        for (Row r : rows) assertThat(r.ratio().orElseThrow()).as(r.kernel()).isLessThanOrEqualTo(worst);
    }

    /** A pass may cost a kernel something where it helps others, but not all of them together. */
    @Test
    void noPassDoesHarm() throws Exception {
        List<Ablation.Line> lines = Ablation.run(Architecture.RISCV);
        assertThat(lines).extracting(Ablation.Line::without).containsAll(CodegenBench.passes());
        for (Ablation.Line line : lines) assertThat(line.mean()).as("without %s: %s", line.without(), line).isGreaterThan(0.999);
    }
}
