package dev.ufork.boot.morello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.morello.VirtMachine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HelloMorelloTest {
    /** What the public QEMU's board virt prints, entered at either level. */
    static final String TRANSCRIPT = """
            hello from Morello
            128 29 2a 2b 2c 2c\s
            ufork: exit 0
            """;

    @ParameterizedTest
    @EnumSource
    void takesOneOfEachFaultAndPowersOff(VirtMachine.Entry entry) {
        StringBuilder console = new StringBuilder();
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withInstructionLimit(100_000).withConsole(b -> console.append((char) b)), entry);
        machine.load(ElfProgram.read("hello-morello", HelloMorello.image().elf()));
        var result = machine.run();
        assertThat(console).hasToString(TRANSCRIPT);
        assertThat(result.outcome()).isEqualTo(new Outcome.Exit(0));
    }
}
