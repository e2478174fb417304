package dev.ufork.boot.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ufork.boot.On;
import dev.ufork.harness.Boot;
import dev.ufork.harness.ElfFile;
import dev.ufork.harness.EmbeddedMachine;
import dev.ufork.harness.Limits;
import dev.ufork.harness.Machine;
import dev.ufork.harness.Monitor;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.QemuMachine;
import dev.ufork.harness.Verdict;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A shell script says the same here as under the host's dash, byte for byte. */
class ShellIT {
    private static final Path DASH = Path.of("/bin/dash");

    @TempDir
    static Path folder;

    private static Path image;
    private static String script;

    enum On {
        EMBEDDED, QEMU;

        Machine machine() {
            return this == EMBEDDED ? new EmbeddedMachine() : QemuMachine.of(System.getenv());
        }
    }

    @BeforeAll
    static void build() throws Exception {
        image = Files.write(folder.resolve("ufork-riscv.elf"), UforkRiscv.build().elf());
        try (var in = ShellIT.class.getResourceAsStream("shell.sh")) {
            script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Outcome run(On on, String... command) throws Exception {
        Boot boot = Boot.of(ElfFile.read(image)).withCounting(true).withArguments(List.of(command));
        Outcome outcome = Monitor.run(on.machine(), boot, Limits.total(Duration.ofSeconds(120)), OutputStream.nullOutputStream());
        if (outcome.verdict() instanceof Verdict.Missing missing) abort("the shell was not run on QEMU: " + missing.sentence());
        return outcome;
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatDashSays(On on) throws Exception {
        if (!Files.isExecutable(DASH)) abort("the shell was not compared: this host has no " + DASH);
        Outcome outcome = run(on, "sh", "-c", script);
        Process dash = new ProcessBuilder(DASH.toString(), "-c", script).redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String expected = new String(dash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(outcome.consoleText()).isEqualTo(expected);
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(dash.waitFor()));
    }

    @ParameterizedTest
    @EnumSource
    void doesWhatTheManualSays(On on) throws Exception {
        Outcome outcome = run(on, "conform");
        assertThat(outcome.consoleText()).matches("[1-9][0-9]+ sentences tried, 0 failed\n");
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(0));
    }

    /** The figures that are promised; both machines count the same. */
    @Test
    void callsCostWhatIsPromised() throws Exception {
        Outcome outcome = run(On.EMBEDDED, "posixbench", "1000");
        assertThat(row(outcome, "pipe-round-trip")).isBetween(1L, 2_000L);
        assertThat(row(outcome, "poll")).isBetween(1L, 200L);
        assertThat(row(outcome, "open-close")).isBetween(1L, 600L);
        assertThat(row(outcome, "raise-handler-return")).isBetween(1L, 1_000L);
        assertThat(row(outcome, "spawn")).isBetween(1L, 100_000L);
        assertThat(row(outcome, "context1")).isBetween(1L, 2_000_000L);
        assertThat(row(outcome, "spawn-loop")).isBetween(1L, 1_200_000L);
        assertThat(run(On.QEMU, "posixbench", "1000").consoleText()).isEqualTo(outcome.consoleText());
    }

    private static long row(Outcome outcome, String name) {
        String text = outcome.consoleText();
        int at = text.indexOf("bench " + name + " ");
        assertThat(at).as(text).isNotNegative();
        return Long.parseLong(text.substring(at + name.length() + 7, text.indexOf('\n', at)));
    }
}
