package dev.ufork.ci.morello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.morello.VirtMachine;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our machine prints what the public QEMU printed with {@code -icount shift=0,sleep=off}, recorded in {@value GuestTranscripts#RESOURCE}. */
class GuestProgramsTest {
    @ParameterizedTest
    @EnumSource
    void ourMachinePrintsWhatQemuPrinted(GuestProgram program) throws IOException {
        assertThat(run(program)).isEqualTo(GuestTranscripts.recorded(program));
    }

    @ParameterizedTest
    @EnumSource
    void everyRunIsTheSame(GuestProgram program) {
        assertThat(run(program)).isEqualTo(run(program));
    }

    static String run(GuestProgram program) {
        StringBuilder console = new StringBuilder();
        MachineConfig config = MachineConfig.standard().withCores(program.cores).withInstructionLimit(10_000_000).withConsole(b -> console.append((char) b));
        VirtMachine machine = new VirtMachine(config, program.entry);
        machine.load(ElfProgram.read(program.name(), program.elf()));
        var result = machine.run();
        if (!result.outcome().equals(new Outcome.Exit(0))) console.append("our machine: ").append(result);
        return console.toString();
    }
}
