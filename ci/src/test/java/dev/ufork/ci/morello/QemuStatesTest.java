package dev.ufork.ci.morello;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Our machine against the states that QEMU left behind, recorded in {@value QemuStates#RESOURCE}. */
class QemuStatesTest {
    @Test
    void ourMachineLeavesTheStatesThatQemuLeft() throws IOException {
        List<Case> cases = QemuStates.cases();
        List<String> ours = QemuStates.lines(cases, Machines.embedded(cases, QemuStates.all(cases), true));
        List<String> recorded = QemuStates.recorded();
        assertThat(ours.stream().map(QemuStates::question).toList())
                .as("the tables changed: where QEMU is installed, run mvn verify -pl ci -am -Dufork.record=true"
                        + " -Dit.test=MorelloDifferentialIT -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false")
                .isEqualTo(recorded.stream().map(QemuStates::question).toList());
        for (int i = 0; i < ours.size(); i++)
            if (!recorded.get(i).endsWith(QemuStates.DEVIATES)) assertThat(ours.get(i)).isEqualTo(recorded.get(i));
        assertThat(recorded.stream().filter(line -> !line.endsWith(QemuStates.DEVIATES)).count()).isGreaterThan(1000);
    }
}
