package dev.ufork.images.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.images.bench.CodegenBench.Row;
import dev.ufork.target.Compiler;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bar that compiled code is held to, against gcc, with equal results. */
class CodegenBenchIT {
    private static final double MEAN = 1.25;
    private static final double WORST = 1.6;

    @Test
    void codeIsAlmostAsGoodAsGccs() throws Exception {
        assumeTrue(CTwin.available(), "kernels not compared: " + CTwin.COMPILER + " is not on the PATH");
        List<Row> rows = CodegenBench.run(Compiler.Options.CHECKED);
        assertThat(CodegenBench.geomean(rows).orElseThrow()).as("geometric mean of %s", rows).isLessThanOrEqualTo(MEAN);
        for (Row r : rows) assertThat(r.ratio().orElseThrow()).as(r.kernel()).isLessThanOrEqualTo(WORST);
    }
}
