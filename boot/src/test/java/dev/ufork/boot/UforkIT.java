package dev.ufork.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Boots the images of the μFork kernel and runs their programs, on the embedded machine and on the public CHERI QEMU of this host. */
@ParameterizedClass
@EnumSource(Built.class)
class UforkIT {
    private final Path image;

    UforkIT(Built built) throws Exception {
        image = built.image();
    }

    private Outcome run(On on, String... command) throws Exception {
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

    @Test
    void callsCostTheSameOnBothMachines() throws Exception {
        Outcome embedded = run(On.EMBEDDED, "posixbench", "short");
        assertThat(embedded.consoleText()).contains("bench getppid ", "bench pipe-round-trip ", "bench mmap-touch-munmap ");
        assertThat(run(On.QEMU, "posixbench", "short").consoleText()).isEqualTo(embedded.consoleText());
    }

    @ParameterizedTest
    @EnumSource
    void treesAreRightUnderEveryPolicy(On on) throws Exception {
        Outcome outcome = run(on, "tree", "11");
        assertThat(outcome.consoleText()).containsPattern("copy: both trees of 2047 keys are right; .*\ncoa : both trees .*\ncopa: both trees ");
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(0));
    }

    @ParameterizedTest
    @EnumSource
    void pagesAreSharedAndCapabilitiesMovedAsPromised(On on) throws Exception {
        Outcome outcome = run(on, "moves");
        assertThat(outcome.consoleText()).hasLineCount(14).doesNotContain("WRONG");
        assertThat(outcome.verdict()).as(outcome.consoleText()).isEqualTo(new Verdict.Exited(0));
    }

    /** Each allocation of a fork fails in turn, then those of other calls. */
    @ParameterizedTest
    @EnumSource
    void forksThatRunOutOfSomethingLeaveNothing(On on) throws Exception {
        Outcome outcome = run(on, "scarce");
        assertThat(outcome.consoleText()).containsPattern("copy: without a slot, region or table, and with 0 to \\d+ frames forks fail and leave nothing.*\n"
                + "coa : .*\ncopa: .*\n").contains("pipe: fails without a descriptor").containsPattern("\n\\d{3,} rows, \\d{3,} attempts fail and leave nothing\n\\z");
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(0));
    }

    /** {@code -Dufork.forks=100000} makes it the full run. */
    @ParameterizedTest
    @EnumSource
    void randomFamiliesLeaveTheMachineAsItWas(On on) throws Exception {
        String count = System.getProperty("ufork.forks", "600");
        Outcome outcome = on.run(image, Duration.ofMinutes(count.length() < 5 ? 3 : 60), "forks", count, "11");
        assertThat(outcome.verdict()).as(outcome.consoleText()).isEqualTo(new Verdict.Exited(0));
        assertThat(outcome.consoleText()).matches("forks: \\d+ done\nfree frames: (\\d+) before, \\1 after\ntables: (\\d+) before, \\2 after\n"
                + "regions: (\\d+) before, \\3 after\nfree process slots: (\\d+) before, \\4 after\n");
    }

    /** Nodes of 100 MiB of values are less than 3 MiB; the child may have 4 MiB of its own when it has read everything. */
    @Test
    void aChildThatReadsAStoreSharesItsValues() throws Exception {
        Outcome outcome = run(On.QEMU, "snapshot", "100", "copa");
        assertThat(outcome.verdict()).as(outcome.consoleText()).isEqualTo(new Verdict.Exited(0));
        Matcher sizes = Pattern.compile("nodes and buckets (\\d+) KiB(?s:.*)  private (\\d+) KiB").matcher(outcome.consoleText());
        assertThat(sizes.find()).as(outcome.consoleText()).isTrue();
        assertThat(Long.parseLong(sizes.group(1))).isLessThanOrEqualTo(3 << 10);
        assertThat(Long.parseLong(sizes.group(2))).isLessThanOrEqualTo(4 << 10);
    }

    @ParameterizedTest
    @EnumSource
    void snapshotsAreOfTheMomentOfTheFork(On on) throws Exception {
        Outcome outcome = run(on, "snapshot", "2");
        assertThat(outcome.verdict()).as(outcome.consoleText()).isEqualTo(new Verdict.Exited(0));
        assertThat(outcome.consoleText()).contains("copy quiet: ", "coa busy: ", "copa busy: the parent copied ");
    }

    @ParameterizedTest
    @EnumSource
    void everyPolicyForks(On on) throws Exception {
        for (String policy : List.of("0", "1", "2"))
            assertThat(run(on, "forkbench", "1", policy).verdict()).isEqualTo(new Verdict.Exited(0));
    }
}
