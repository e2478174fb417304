package dev.ufork.images.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.harness.Board;
import dev.ufork.images.bench.ForkBench.Row;
import org.junit.jupiter.api.Test;

class ForkBenchTest {
    @Test
    void linesOfOneWorkloadBecomeOneRow() {
        String console = """
                bench child-read instructions 30 30 30
                something else
                bench child-read instructions 10 10 10
                bench child-read instructions 20 20 20
                bench fork instructions 1 2 3
                bench nonsense
                """;
        assertThat(ForkBench.rows(console, 10, "copa")).containsExactly(
                new Row("fork", 10, "copa", "full", "instructions", 1, 2, 3), new Row("child-read", 10, "copa", "full", "instructions", 10, 20, 30));
    }

    @Test
    void linuxIsFoundByWorkloadAndSize() {
        assertThat(Baseline.of(Board.RISCV64, "fork", 100)).hasValue(9_833_600);
        assertThat(Baseline.of(Board.MORELLO, "fork", 0)).hasValue(56_300);
        assertThat(Baseline.of(Board.RISCV64, "child-memory", 0)).isEmpty();
    }
}
