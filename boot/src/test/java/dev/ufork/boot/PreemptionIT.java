package dev.ufork.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.Machine;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.morello.VirtMachine.Entry;
import dev.ufork.harness.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/**
 * A process is interrupted after 1, 2, 3 ... instructions of an operation, and killed by another one there: nothing is lost, and nobody finds another's
 * capabilities. The embedded machine interrupts where the test wants it; on QEMU, which counts instructions, it is the end of a sleep.
 *
 * <p>{@code -Dufork.preempt.step=1} tries every instruction on the embedded machine, {@code -Dufork.preempt.step.qemu=N} every Nth on QEMU; otherwise some
 * of each operation, always the same. {@code -Dufork.preempt.board=MORELLO} leaves out the others.
 */
class PreemptionIT {
    private static final int ROUNDS_ON_QEMU = 20;
    private static final Pattern SUM = Pattern.compile("preempted: (\\d+) rounds, (\\d+) finished");
    private static final String REGISTERS = "registers";

    /** @param length more instructions than the operation has, from the mark on the console to the end of the process */
    private record Operation(String name, int length) {
        boolean kills() {
            return !name.equals(REGISTERS);
        }
    }

    private static final List<Operation> OPERATIONS = List.of(new Operation("exit", 1200), new Operation("fork", 18_000), new Operation("exec", 24_000),
            new Operation("pipe", 3600), new Operation("fault", 9000), new Operation("file", 4800), new Operation("signal", 10_000),
            new Operation("thread", 24_000), new Operation("map", 18_000), new Operation("futex", 100_000), new Operation("exec-of-threads", 60_000),
            new Operation(REGISTERS, 6000));

    /** Where the image boots, and how many rounds there are of each operation unless somebody says how many. */
    private enum Board {
        RISCV(Built.RISCV, 60, dev.ufork.emulator.riscv.VirtMachine::new),
        MORELLO(Built.MORELLO, 60, dev.ufork.emulator.morello.VirtMachine::new),
        /** Without the stub at EL2 that takes interrupts for the kernel. */
        MORELLO_AT_EL1(Built.MORELLO, 10, config -> new dev.ufork.emulator.morello.VirtMachine(config, Entry.EL1)),
        /** With an interrupt controller of two security states. */
        MORELLO_AT_EL3(Built.MORELLO, 10, config -> new dev.ufork.emulator.morello.VirtMachine(config, Entry.EL3));

        private final Built built;
        private final int rounds;
        private final Function<MachineConfig, Machine> maker;

        Board(Built built, int rounds, Function<MachineConfig, Machine> maker) {
            this.built = built;
            this.rounds = rounds;
            this.maker = maker;
        }
    }

    @TestFactory
    Stream<DynamicContainer> onTheEmbeddedMachine(TestReporter reporter) {
        String wanted = System.getProperty("ufork.preempt.board", "");
        return Arrays.stream(Board.values()).filter(board -> wanted.isEmpty() || board.name().equals(wanted)).map(board -> dynamicContainer(board.name(),
                OPERATIONS.stream().map(o -> test(o, reporter, () -> embedded(board, o, Integer.getInteger("ufork.preempt.step", o.length / board.rounds))))));
    }

    /** An exit alone is too short for that: it is over with the look at the clock. */
    @TestFactory
    Stream<DynamicContainer> onQemu(TestReporter reporter) {
        return Arrays.stream(Built.values()).map(built -> dynamicContainer(built.name(), OPERATIONS.stream().filter(o -> !o.name.equals("exit"))
                .map(o -> test(o, reporter, () -> qemu(built, o, Integer.getInteger("ufork.preempt.step.qemu", o.length / ROUNDS_ON_QEMU))))));
    }

    private interface Run {
        String console() throws Exception;
    }

    private static DynamicTest test(Operation operation, TestReporter reporter, Run run) {
        return dynamicTest(operation.name, () -> {
            String console = run.console();
            Matcher sum = SUM.matcher(console);
            assertThat(sum.find()).as(console).isTrue();
            reporter.publishEntry(operation.name, sum.group());
            int rounds = Integer.parseInt(sum.group(1));
            if (operation.kills()) assertThat(Integer.parseInt(sum.group(2))).as("rounds in which it was not killed: the last ones").isBetween(1, rounds - 1);
            else assertThat(Integer.parseInt(sum.group(2))).isEqualTo(rounds);
        });
    }

    private static String command(Operation operation, int step) {
        return "attack -preempt %s %d %d".formatted(operation.name, operation.length / step, step);
    }

    private static String qemu(Built built, Operation operation, int step) throws Exception {
        dev.ufork.harness.Outcome outcome = On.QEMU.run(built.image(), (command(operation, step) + " clock").split(" "));
        assertThat(outcome.verdict()).as(String.join("\n", outcome.report())).isEqualTo(new Verdict.Exited(0));
        return outcome.consoleText();
    }

    private static String embedded(Board board, Operation operation, int step) throws Exception {
        StringBuilder console = new StringBuilder();
        Machine[] machine = new Machine[1];
        long[] round = {0};
        machine[0] = board.maker.apply(MachineConfig.standard().withBootArguments(command(operation, step)).withConsole(b -> {
            console.append((char) b);
            if (b == '!') machine[0].interruptAfter(1 + step * round[0]++);
        }));
        machine[0].load(ElfProgram.read("ufork", Files.readAllBytes(board.built.image())));
        Outcome outcome = machine[0].run().outcome();
        String text = new String(console.toString().replace("!", "").getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        assertThat(outcome).as(text).isEqualTo(new Outcome.Exit(0));
        return text;
    }
}
