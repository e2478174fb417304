package dev.ufork.boot.morello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.boot.Built;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.RunResult;
import dev.ufork.emulator.morello.VirtMachine;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An asynchronous abort ends the machine with a report, wherever it comes: in the kernel or in a program, at whatever level the machine was entered. */
class SystemErrorIT {
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    private VirtMachine machine(String command, VirtMachine.Entry entry) throws Exception {
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withBootArguments(command).withConsole(console::write).withInstructionLimit(100_000_000), entry);
        machine.load(ElfProgram.read("ufork-morello", Built.MORELLO.elf()));
        return machine;
    }

    private void isReported(RunResult result, VirtMachine.Entry entry) {
        assertThat(console.toString(StandardCharsets.UTF_8)).as(result.toString())
                .containsPattern("ufork: panic: SError, syndrome 0xbe000011, before 0x[0-9a-f]+\nufork: exit 70\n$");
        if (entry != VirtMachine.Entry.EL3) assertThat(result.outcome()).isEqualTo(new Outcome.Exit(0));
    }

    @ParameterizedTest
    @CsvSource({"forks 300 3, 2000000, EL2", "forks 300 3, 3600001, EL2", "forks 300 3, 3600777, EL1", "forks 300 3, 3700123, EL3"})
    void whileTheMachineWorks(String command, long instructions, VirtMachine.Entry entry) throws Exception {
        VirtMachine machine = machine(command, entry);
        machine.runTo(instructions);
        machine.raiseSystemError(0x11);
        isReported(machine.run(), entry);
    }

    /** All programs wait for a console on which nothing comes. The one that ran last waits itself, or a fault has ended it, whose handling masks SErrors. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', value = {"cat; EL2; ", "cat; EL1; ", "cat; EL3; ",
            "sh -c 'crash bounds & read x'; EL2; is ended by a fault", "sh -c 'crash bounds & read x'; EL1; is ended by a fault",
            "sh -c 'crash bounds & read x'; EL3; is ended by a fault"})
    void whileItIdles(String command, VirtMachine.Entry entry, String before) throws Exception {
        VirtMachine machine = machine(command, entry);
        RunResult idle = machine.run();
        assertThat(idle.outcome()).as(idle + "\n" + console).isInstanceOf(Outcome.Stuck.class);
        assertThat(console.toString(StandardCharsets.UTF_8)).contains(before == null ? "" : before);
        machine.raiseSystemError(0x11);
        isReported(machine.run(), entry);
    }
}
