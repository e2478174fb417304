package dev.ufork.images.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ufork.harness.MachineRefused;
import dev.ufork.harness.QemuMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A short soak of either image, {@code -Dufork.soak=MINUTES} for a longer one, {@code -Dufork.seed=N} for another. */
class SoakIT {
    @ParameterizedTest
    @ValueSource(strings = {"ufork-riscv", "ufork-morello"})
    void everyThousandOperationsLeaveTheKernelSound(String image) throws IOException {
        List<String> told = new ArrayList<>();
        long millis = Math.round(Double.parseDouble(System.getProperty("ufork.soak", "0.1")) * 60_000);
        Soak.Result result = Soak.run(KernelImage.of(Files.readAllBytes(Path.of("target", "images", image + ".elf"))), 3000, Duration.ofMillis(millis),
                Long.getLong("ufork.seed", 1), told::add);
        assertThat(result.failures()).isEmpty();
        assertThat(result.totals().operations()).isGreaterThanOrEqualTo(1000);
        assertThat(result.totals().verifications()).isGreaterThan(1);
        assertThat(result.totals().audits()).isPositive();
        assertThat(told).isNotEmpty().allMatch(line -> line.matches("seed \\d+: \\d+ operations, \\d+ forks, \\d+ million instructions, verified \\d+ times; free frames .*"));
    }

    /** Looks at least twice into QEMU, however far its load has come. */
    @ParameterizedTest
    @ValueSource(strings = {"ufork-riscv", "ufork-morello"})
    void qemuIsSoundWhileItSoaks(String image) throws Exception {
        try {
            Soak.Result result = QemuSoak.run(QemuMachine.of(System.getenv()), Path.of("target", "images", image + ".elf"), 3000, Duration.ofSeconds(3), Long.getLong("ufork.seed", 1), _ -> {});
            assertThat(result.failures()).isEmpty();
            assertThat(result.totals().verifications()).isGreaterThan(1);
        } catch (MachineRefused e) {
            abort("%s did not soak on QEMU: %s".formatted(image, e.getMessage()));
        }
    }
}
