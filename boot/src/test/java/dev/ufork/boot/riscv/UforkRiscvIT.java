package dev.ufork.boot.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Boots {@code ufork-riscv} and runs its programs, on the embedded machine and on the public CHERI QEMU of this host. */
class UforkRiscvIT {
    @TempDir
    static Path folder;

    private static Path image;

    @BeforeAll
    static void build() throws Exception {
        image = Files.write(folder.resolve("ufork-riscv.elf"), UforkRiscv.build().elf());
    }

    private static Outcome run(On on, String... command) throws Exception {
        return on.run(image, command);
    }

    @ParameterizedTest
    @EnumSource
    void aProcessForksAndWaits(On on) throws Exception {
        Outcome outcome = run(on, "hello");
        assertThat(outcome.verdict()).as(String.join("\n", outcome.report())).isEqualTo(new Verdict.Exited(0));
        assertThat(outcome.consoleText()).isEqualTo("""
            hello from process 2
            hello from its child, process 3
            the child ended with 7
            """);
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownProgramIsAnsweredWithWhatThereIs(On on) throws Exception {
        Outcome outcome = run(on, "helo");
        assertThat(outcome.consoleText()).matches("ufork: there is no program helo\nprograms: .*\\bhello\\b.*\n").doesNotContain("init");
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(63));
    }

    /** Instructions are the currency: both machines count the same. */
    @Test
    void forksCostTheSameOnBothMachines() throws Exception {
        for (String mib : List.of("0", "10")) {
            Outcome embedded = run(On.EMBEDDED, "forkbench", mib);
            assertThat(embedded.consoleText()).contains("bench fork ", "bench fork-exit-wait ", "bench getppid ");
            assertThat(run(On.QEMU, "forkbench", mib).consoleText()).isEqualTo(embedded.consoleText());
        }
    }

    @ParameterizedTest
    @EnumSource
    void treesAreRightUnderEveryPolicy(On on) throws Exception {
        Outcome outcome = run(on, "tree", "11");
        assertThat(outcome.consoleText()).containsPattern("copy: both trees of 2047 keys are right; .*\ncoa : both trees .*\ncopa: both trees ");
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(0));
    }

    /** Each allocation of a fork fails in turn. */
    @ParameterizedTest
    @EnumSource
    void forksThatRunOutOfSomethingLeaveNothing(On on) throws Exception {
        Outcome outcome = run(on, "scarce");
        assertThat(outcome.consoleText()).containsPattern("copy: without a slot, region or table, and with 0 to \\d+ frames forks fail and leave nothing.*\n"
                + "coa : .*\ncopa: .*\n");
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(0));
    }

    @ParameterizedTest
    @EnumSource
    void everyPolicyForks(On on) throws Exception {
        for (String policy : List.of("0", "1", "2"))
            assertThat(run(on, "forkbench", "1", policy).verdict()).isEqualTo(new Verdict.Exited(0));
    }
}
