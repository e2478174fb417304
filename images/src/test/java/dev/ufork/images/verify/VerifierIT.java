package dev.ufork.images.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.CoreReport;
import dev.ufork.isa.cap.Capability;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    private static Stepped families(Built built) throws IOException {
        Stepped machine = boot(built);
        for (int n = 0; n < 100; n++) {
            machine.run(STEP);
            machine.runIntoUser();
            if (Seen.of(machine.snapshot()).isRich()) return machine;
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

    /** The kernel's memory in each register in turn, as far as a program can read it. */
    @ParameterizedTest
    @EnumSource
    void looksIntoEveryRegister(Built built) throws IOException {
        Stepped machine = boot(built);
        machine.run(10 * STEP);
        machine.runIntoUser();
        Snapshot s = machine.snapshot();
        CoreReport core = s.cores().getFirst();
        Capability kernel = Capability.root(s.architecture().format()).at(built.ram).bounded(64);
        List<String> found = new ArrayList<>();
        for (int n = 0; n < core.registers().size(); n++) {
            List<CoreReport.Register> registers = new ArrayList<>(core.registers());
            String name = registers.get(n).name();
            registers.set(n, new CoreReport.Register(name, kernel.cursor(), kernel.format().memoryForm(kernel.pesbt()), true, ""));
            CoreReport changed = new CoreReport(core.core(), core.instructions(), core.pc(), registers, core.lastTrap());
            if (!name.matches("satp|t.*_el1|cctlr_el1")
                    && Verifier.check(new Snapshot(s.image(), s.memory(), List.of(changed))).violations().stream().anyMatch(v -> v.rule() == Rule.LIVE_REGISTER))
                found.add(name);
        }
        assertThat(found).hasSize(built.registers).contains("pcc", "ddc", "csp");
    }

    @TestFactory
    Stream<DynamicContainer> findsWhatIsPlanted() {
        return Arrays.stream(Built.values()).map(built -> DynamicContainer.dynamicContainer(built.name(), planted(built)));
    }

    private static Stream<DynamicTest> planted(Built built) {
        try {
            Stepped machine = families(built);
            Snapshot s = machine.snapshot();
            assertThat(Verifier.check(s).violations()).isEmpty();
            return Planted.all(built, s).stream().map(p -> DynamicTest.dynamicTest("%s: %s".formatted(p.rule(), p.what()), () -> find(p, machine)));
        } catch (IOException e) {
            throw new IllegalStateException("no image: " + e.getMessage(), e);
        }
    }

    /** Plants something, looks whether the rule is found violated, and puts back what was there. */
    private static void find(Planted planted, Stepped machine) {
        Snapshot s = machine.snapshot();
        Granule before = Granule.of(s.memory(), planted.granule().at());
        planted.granule().write(machine.memory());
        try {
            assertThat(Verifier.check(s).violations()).extracting(Violation::rule).contains(planted.rule());
        } finally {
            before.write(machine.memory());
        }
    }
}
