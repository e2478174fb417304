package dev.ufork.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The public CHERI QEMU in a container, where there is a container engine. */
class ContainerIT {
    @Test
    void bootsInAContainer() throws Exception {
        assumeTrue(ContainerMachine.engineAnswers(), "not run: no container engine answers here, so QEMU in a container was not tried");
        Boot boot = Boot.of(ProbeProgram.file(Path.of("probe.elf")));
        Outcome outcome = Monitor.run(ContainerMachine.of(System.getenv()), boot,
                Limits.total(Duration.ofMinutes(10)), OutputStream.nullOutputStream());
        assertThat(outcome.verdict()).as(String.join("\n", outcome.report())).isEqualTo(new Verdict.Exited(ProbeProgram.ISA_V9));
    }
}
