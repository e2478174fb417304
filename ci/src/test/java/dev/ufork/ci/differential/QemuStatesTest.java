package dev.ufork.ci.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.harness.EmbeddedMachine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The embedded machine against the states that QEMU left behind, recorded in {@value QemuStates#RESOURCE}. */
class QemuStatesTest {
    @Test
    void theEmbeddedMachineLeavesTheStatesThatQemuLeft() throws Exception {
        List<String> recorded = Guest.resource(QemuStates.RESOURCE).stream().filter(line -> !line.startsWith("#")).toList();
        List<String> ours = new QemuStates().lines(new EmbeddedMachine());
        assertThat(ours.stream().map(QemuStatesTest::question).toList())
                .as("the tables changed: where QEMU is installed, run mvn verify -pl ci -am -Dufork.record=true"
                        + " -Dit.test=InstructionsIT -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false")
                .isEqualTo(recorded.stream().map(QemuStatesTest::question).toList());
        for (int i = 0; i < ours.size(); i++) assertThat(ours.get(i)).isEqualTo(recorded.get(i));
        assertThat(recorded).hasSizeGreaterThan(1000);
    }

    private static String question(String line) {
        return line.substring(0, line.indexOf(" => "));
    }
}
