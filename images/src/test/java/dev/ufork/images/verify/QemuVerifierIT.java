package dev.ufork.images.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ufork.harness.MachineRefused;
import dev.ufork.harness.QemuMachine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** As {@link VerifierIT}, of the public QEMU: it stands still at random moments, {@code -Dufork.seed=N} for others, and is read through its gdb stub. */
class QemuVerifierIT {
    private static final long SEED = Long.getLong("ufork.seed", 1);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int MOMENTS = Integer.getInteger("ufork.moments", 3);
    private static final int BETWEEN = 300;
    private static final int STEPS = 200;

    private final List<String> console = Collections.synchronizedList(new ArrayList<>());

    private StoppedQemu boot(Built built) throws Exception {
        try {
            return StoppedQemu.boot(QemuMachine.of(System.getenv()), built.path(), List.of("forks", "300", "5"), LIMIT, console::add);
        } catch (MachineRefused e) {
            return abort("%s was not verified on QEMU: %s".formatted(built.path().getFileName(), e.getMessage()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsNothingAtRandomMoments(Built built) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        long capabilities = 0;
        try (StoppedQemu machine = boot(built)) {
            for (int n = 0; n < MOMENTS; n++) {
                assertThat(machine.run(random.nextInt(BETWEEN)) && machine.step(random.nextInt(STEPS))).as("%s", console).isTrue();
                assertThat(Verifier.check(machine.snapshot()).violations()).as("seed %d, moment %d", SEED, n).isEmpty();
                assertThat(machine.runIntoUser()).isTrue();
                Verifier.Report report = Verifier.check(machine.snapshot());
                assertThat(report.violations()).as("seed %d, moment %d", SEED, n).isEmpty();
                capabilities += report.capabilities();
            }
        }
        assertThat(capabilities).isGreaterThan(MOMENTS * 100);
    }

    @ParameterizedTest
    @EnumSource
    void findsWhatIsPlanted(Built built) throws Exception {
        try (StoppedQemu machine = boot(built)) {
            families(machine);
            assertThat(Verifier.check(machine.snapshot()).violations()).isEmpty();
            List<Planted> missed = new ArrayList<>();
            for (Planted planted : Planted.all(built, machine.snapshot())) {
                Granule before = Granule.of(machine.snapshot().memory(), planted.granule().at());
                write(machine, planted.granule());
                assertThat(Granule.of(machine.snapshot().memory(), planted.granule().at())).isEqualTo(planted.granule());
                if (Verifier.check(machine.snapshot()).violations().stream().noneMatch(v -> v.rule() == planted.rule())) missed.add(planted);
                write(machine, before);
            }
            assertThat(missed).isEmpty();
        }
    }

    private static void write(StoppedQemu machine, Granule g) {
        try {
            machine.write(g.at(), g.low(), g.high(), g.tag());
        } catch (IOException e) {
            abort("nothing was planted in QEMU: this host does not let its memory be written: " + e.getMessage());
        }
    }

    private static void families(StoppedQemu machine) throws IOException {
        for (int n = 0; n < 100; n++) {
            if (!machine.run(100) || !machine.runIntoUser()) break;
            if (Seen.of(machine.snapshot()).isRich()) return;
        }
        throw new IllegalStateException("no families");
    }
}
