package dev.ufork.boot.morello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.dwarf.Symbolizer;
import dev.ufork.elf.Elf;
import dev.ufork.elf.ElfFile;
import dev.ufork.elf.ElfReader;
import dev.ufork.elf.ProgramHeader;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.morello.VirtMachine;
import dev.ufork.link.LinkedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HelloMorelloTest {
    private static final LinkedImage IMAGE = HelloMorello.build();
    private final ElfFile file = ElfReader.read("hello-morello.elf", IMAGE.elf());

    /** What the machine prints that is entered at {@code entry}. */
    static String console(VirtMachine.Entry entry) {
        StringBuilder console = new StringBuilder();
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withInstructionLimit(1_000_000).withConsole(b -> console.append((char) b)), entry);
        machine.load(ElfProgram.read("hello-morello", IMAGE.elf()));
        assertThat(machine.run().outcome()).as(console.toString()).isEqualTo(new Outcome.Exit(0));
        return console.toString();
    }

    @ParameterizedTest
    @EnumSource
    void reportsAllFaultsFromWhateverLevelItBegins(VirtMachine.Entry entry) {
        assertThat(console(entry)).startsWith("hello from a pure-capability kernel: EL1").contains("ufork: mark boot-loop instructions=9006\n")
                .endsWith("ufork: all faults were reported; powering off\nufork: exit 0\n");
    }

    @Test
    void twoBuildsAreTheSame() {
        LinkedImage again = HelloMorello.build();
        assertThat(again.elf()).isEqualTo(IMAGE.elf());
        assertThat(again.map()).isEqualTo(IMAGE.map());
        assertThat(again.listing()).isEqualTo(IMAGE.listing());
    }

    /** Linked for an address that no memory has, loaded behind QEMU's device tree, entered at the first byte. */
    @Test
    void isLinkedAndLoadedElsewhere() {
        assertThat(file.header().entry()).isEqualTo(0x20_0000_0000L);
        assertThat(file.segments().getFirst().vaddr()).isEqualTo(0x20_0000_0000L);
        assertThat(file.segments().getFirst().paddr()).isEqualTo(0x4020_0000L);
        assertThat(file.header().flags()).isEqualTo(0x10000);
    }

    @Test
    void nothingIsWrittenAndExecuted() {
        for (ProgramHeader p : file.segments())
            assertThat(p.flags() & (Elf.PF_W | Elf.PF_X)).isNotEqualTo(Elf.PF_W | Elf.PF_X);
    }

    /** The line that an address is said to come from holds the very instruction. */
    @Test
    void addressesLeadToTheLinesOfTheJavaSource() throws IOException {
        Symbolizer names = Symbolizer.of(file);
        Symbolizer.Name bounds = names.at(IMAGE.symbol("fault_bounds").address() + 8).orElseThrow();
        assertThat(bounds.function()).isEqualTo("fault_bounds");
        assertThat(sourceLine(bounds)).contains("ldr     x1, [c0, #64]");
        assertThat(sourceLine(names.at(IMAGE.symbol("put").address()).orElseThrow())).contains("@Export(\"put\")");
        assertThat(sourceLine(names.at(0x20_0000_0000L).orElseThrow())).contains("msr     daifset, #0xf");
    }

    private static String sourceLine(Symbolizer.Name name) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/main/java").resolve(name.file()));
        return lines.get(name.line() - 1);
    }
}
