package dev.ufork.dsl.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A few random programs in every build; {@link DifferentialIT} runs thousands. */
class DifferentialTest {
    @Test
    void randomProgramsMeanTheSameEverywhere() {
        Differential differential = new Differential(1, 25);
        assertThat(differential.run(List.of(Executor.IR_INTERPRETER, Executor.IR_OPTIMISED, Executor.EMULATOR_RISCV))).isEmpty();
        assertThat(differential.returned()).as(differential.summary()).isGreaterThan(20);
    }

    /** Once took the offset of an untagged capability for a value, which is an address in disguise. */
    @Test
    void boundsWithoutTagAreNotCompared() {
        Differential differential = new Differential(20_778_000_252L, 1);
        assertThat(differential.run(List.of(Executor.IR_INTERPRETER, Executor.IR_OPTIMISED, Executor.EMULATOR_RISCV))).isEmpty();
    }

    @Test
    void aSeedIsAProgram() { assertThat(RandomProgram.source("R", 42)).isEqualTo(RandomProgram.source("R", 42)).isNotEqualTo(RandomProgram.source("R", 43)); }
}
