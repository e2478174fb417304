package dev.ufork.boot.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.boot.On;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sentences of the manual about memory and threads, tried on both machines by programs of {@code ufork-riscv}. */
class ConformIT {
    @TempDir
    static Path folder;

    private static Path image;

    @BeforeAll
    static void build() throws Exception {
        image = Files.write(folder.resolve("ufork-riscv.elf"), UforkRiscv.build().elf());
    }

    private static void conforms(On on, String program) throws Exception {
        Outcome outcome = on.run(image, program);
        assertThat(outcome.consoleText()).matches("[1-9][0-9]+ sentences tried, 0 failed\n");
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(0));
    }

    @ParameterizedTest
    @EnumSource
    void mappedMemoryIsWhatTheManualSays(On on) throws Exception {
        conforms(on, "conform-memory");
    }
}
