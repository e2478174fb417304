package dev.ufork.boot.morello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.boot.Built;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.morello.VirtMachine;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An asynchronous abort ends the machine with a report, wherever it comes: in the kernel or in a program, at whatever level the machine was entered. */
class SystemErrorIT {
    @ParameterizedTest
    @CsvSource({"forks 300 3, 2000000, EL2", "forks 300 3, 3600001, EL2", "forks 300 3, 3600777, EL1", "forks 300 3, 3700123, EL3"})
    void isReported(String command, long instructions, VirtMachine.Entry entry) throws Exception {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withBootArguments(command).withConsole(console::write).withInstructionLimit(100_000_000), entry);
        machine.load(ElfProgram.read("ufork-morello", Built.MORELLO.elf()));
        machine.runTo(instructions);
        machine.raiseSystemError(0x11);
        var result = machine.run();
        assertThat(console.toString(StandardCharsets.UTF_8)).as(result.toString())
                .containsPattern("ufork: panic: SError, syndrome 0xbe000011, before 0x[0-9a-f]+\nufork: exit 70\n$");
        if (entry != VirtMachine.Entry.EL3) assertThat(result.outcome()).isEqualTo(new Outcome.Exit(0));
    }
}
