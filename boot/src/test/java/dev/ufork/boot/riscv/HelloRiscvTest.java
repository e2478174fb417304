package dev.ufork.boot.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.dwarf.Symbolizer;
import dev.ufork.elf.Elf;
import dev.ufork.elf.ElfFile;
import dev.ufork.elf.ElfReader;
import dev.ufork.elf.ProgramHeader;
import dev.ufork.link.LinkedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HelloRiscvTest {
    private final LinkedImage image = HelloRiscv.build();
    private final ElfFile file = ElfReader.read("hello-riscv.elf", image.elf());

    @Test
    void twoBuildsAreTheSame() {
        LinkedImage again = HelloRiscv.build();
        assertThat(again.elf()).isEqualTo(image.elf());
        assertThat(again.map()).isEqualTo(image.map());
        assertThat(again.listing()).isEqualTo(image.listing());
    }

    @Test
    void startsAtTheFirstByteOfMemory() {
        assertThat(file.header().entry()).isEqualTo(0x8000_0000L);
        assertThat(file.segments().getFirst().paddr()).isEqualTo(0x8000_0000L);
        assertThat(file.header().flags()).isEqualTo(0x30001);
    }

    @Test
    void nothingIsWrittenAndExecuted() {
        for (ProgramHeader p : file.segments())
            assertThat(p.flags() & (Elf.PF_W | Elf.PF_X)).isNotEqualTo(Elf.PF_W | Elf.PF_X);
    }

    @Test
    void readerOfAnotherHandTakesTheFile() {
        net.fornwall.jelf.ElfFile read = net.fornwall.jelf.ElfFile.from(image.elf());
        assertThat(read.getELFSymbol("kernel_start").st_value).isEqualTo(image.symbol("kernel_start").address());
    }

    /** The line that an address is said to come from holds the very instruction. */
    @Test
    void addressesLeadToTheLinesOfTheJavaSource() throws IOException {
        Symbolizer names = Symbolizer.of(file);
        Symbolizer.Name bounds = names.at(image.symbol("fault_bounds").address() + 8).orElseThrow();
        assertThat(bounds.function()).isEqualTo("fault_bounds");
        assertThat(sourceLine(bounds)).contains("cld     a1, 64(ca0)");
        Symbolizer.Name put = names.at(image.symbol("put").address()).orElseThrow();
        assertThat(sourceLine(put)).contains("@Export(\"put\")");
        Symbolizer.Name reset = names.at(0x8000_0000L).orElseThrow();
        assertThat(sourceLine(reset)).contains("csrw    mie, zero");
    }

    private static String sourceLine(Symbolizer.Name name) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/main/java").resolve(name.file()));
        return lines.get(name.line() - 1);
    }

    @Test
    void listingShowsAddressWordInstructionAndRemark() {
        assertThat(image.listing()).containsPattern("kernel_start:\n")
                .containsPattern("[0-9a-f]{8}  cspecialw ddc, ct0 +# From here on nothing is reached");
        assertThat(image.map()).contains("segment text (rx)  0000000080000000..");
    }
}
