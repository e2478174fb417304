package dev.ufork.images.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The verifier finds nothing in a machine with families of processes, and each violation that is planted there. */
class VerifierIT {
    private static final long STEP = 400_003;
    private static final String FAMILIES = "forks 300 5";

    private static Stepped boot(Built built) throws IOException {
        return new Stepped(built.image(), FAMILIES, _ -> {});
    }

    /** A moment at which several processes live, and pages are seen from elsewhere. */
    private static Snapshot families(Built built) throws IOException {
        Stepped machine = boot(built);
        for (int n = 0; n < 100; n++) {
            machine.run(STEP);
            machine.runIntoUser();
            Snapshot s = machine.snapshot();
            if (Seen.of(s).isRich()) return s;
        }
        throw new IllegalStateException("no families");
    }

    @ParameterizedTest
    @EnumSource
    void findsNothingWhileFamiliesComeAndGo(Built built) throws IOException {
        Stepped machine = boot(built);
        long capabilities = 0;
        for (int n = 0; n < 8; n++) {
            machine.run(STEP);
            assertThat(Verifier.check(machine.snapshot()).violations()).as("after %d instructions", machine.instructions()).isEmpty();
            machine.runIntoUser();
            Verifier.Report report = Verifier.check(machine.snapshot());
            assertThat(report.violations()).as("after %d instructions", machine.instructions()).isEmpty();
            capabilities += report.capabilities();
        }
        assertThat(capabilities).isGreaterThan(1000);
    }

    @TestFactory
    Stream<DynamicContainer> findsWhatIsPlanted() {
        return Arrays.stream(Built.values()).map(built -> DynamicContainer.dynamicContainer(built.name(), planted(built)));
    }

    private static Stream<DynamicTest> planted(Built built) {
        try {
            Snapshot s = families(built);
            assertThat(Verifier.check(s).violations()).isEmpty();
            return Planted.all(built, s).stream().map(p -> DynamicTest.dynamicTest("%s: %s".formatted(p.rule(), p.what()), () -> find(p, s)));
        } catch (IOException e) {
            throw new IllegalStateException("no image: " + e.getMessage(), e);
        }
    }

    /** Plants something, looks whether the rule is found violated, and puts back what was there. */
    private static void find(Planted planted, Snapshot s) {
        Granule before = Granule.of(s.memory(), planted.granule().at());
        planted.granule().write(s.memory());
        try {
            assertThat(Verifier.check(new Snapshot(s.image(), s.memory(), s.cores())).violations()).extracting(Violation::rule).contains(planted.rule());
        } finally {
            before.write(s.memory());
        }
    }
}
