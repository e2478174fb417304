package dev.ufork.boot.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.riscv.VirtMachine;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A process is interrupted after 1, 2, 3 ... instructions of an operation, and killed by another one there: nothing is lost, and nobody finds another's
 * capabilities. The embedded machine interrupts where the test wants it.
 *
 * <p>{@code -Dufork.preempt.step=1} tries every instruction; otherwise some hundred of each operation, always the same.
 */
class PreemptionIT {
    private static final int ROUNDS = 60;
    private static final Pattern SUM = Pattern.compile("preempted: (\\d+) rounds, (\\d+) finished");

    private static byte[] image;

    @BeforeAll
    static void build() {
        image = UforkRiscv.build().elf();
    }

    /** @param length more instructions than the operation has, from the mark on the console to the end of the process */
    @ParameterizedTest
    @CsvSource({"exit, 6000", "fork, 16000", "exec, 90000", "pipe, 12000", "fault, 14000", "file, 14000"})
    void killedAnywhereItLeavesNothing(String operation, int length) {
        int step = Integer.getInteger("ufork.preempt.step", length / ROUNDS);
        Matcher sum = run(operation, length, step);
        assertThat(Integer.parseInt(sum.group(2))).as("rounds in which it was not killed: the last ones").isBetween(1, Integer.parseInt(sum.group(1)) - 1);
    }

    @ParameterizedTest
    @CsvSource({"registers, 6000"})
    void preemptedAnywhereItFindsNothingOfOthers(String operation, int length) {
        Matcher sum = run(operation, length, Integer.getInteger("ufork.preempt.step", length / (3 * ROUNDS)));
        assertThat(sum.group(2)).isEqualTo(sum.group(1));
    }

    private static Matcher run(String operation, int length, int step) {
        int rounds = length / step;
        StringBuilder console = new StringBuilder();
        VirtMachine[] machine = new VirtMachine[1];
        long[] round = {0};
        machine[0] = new VirtMachine(MachineConfig.standard().withBootArguments("attack -preempt %s %d".formatted(operation, rounds)).withConsole(b -> {
            console.append((char) b);
            if (b == '!') machine[0].interruptAfter(1 + step * round[0]++);
        }));
        machine[0].load(ElfProgram.read("ufork-riscv", image));
        Outcome outcome = machine[0].run().outcome();
        String text = console.toString().replace("!", "");
        Matcher sum = SUM.matcher(text);
        assertThat(sum.find()).as(text).isTrue();
        assertThat(outcome).as(new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)).isEqualTo(new Outcome.Exit(0));
        return sum;
    }
}
