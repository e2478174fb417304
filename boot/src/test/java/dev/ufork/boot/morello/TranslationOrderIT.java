package dev.ufork.boot.morello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.boot.Built;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.RunResult;
import dev.ufork.emulator.morello.VirtMachine;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No page of {@code ufork-morello} changes its frame without having been invalid: forks, copies, mappings, programs that follow each other, shortages. */
class TranslationOrderIT {
    @ParameterizedTest
    @ValueSource(strings = {"hello", "forks 300 11", "moves", "tree 9", "scarce", "conform", "snapshot 1"})
    void theTablesAreChangedInTheOrderThatHardwareNeeds(String command) throws Exception {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withBootArguments(command).withConsole(console::write)).withStrictTranslation();
        machine.load(ElfProgram.read("ufork-morello", Built.MORELLO.elf()));
        RunResult result = machine.run();
        String said = console.toString(StandardCharsets.UTF_8);
        assertThat(machine.translationFaults()).as(said).isEmpty();
        assertThat(said).as(result.toString()).isNotEmpty().doesNotContain("WRONG", "panic");
    }
}
