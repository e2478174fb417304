package dev.ufork.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElfTest {
    private static final int MACHINE = 243;
    private static final int FLAGS = 0x30001;

    private final byte[] code = {0x13, 0, 0, 0, 0x6f, 0, 0, 0};

    /** Text, data and zeroed memory in two segments, a note, symbols of both bindings. */
    private byte[] sample() {
        ElfWriter out = new ElfWriter(Elf.ET_EXEC, MACHINE, FLAGS).entry(0x8000_0004L);
        int text = out.section(ElfSection.progbits(".text", Elf.SHF_ALLOC | Elf.SHF_EXECINSTR, 0x8000_0000L, 16, code));
        int data = out.section(ElfSection.progbits(".data", Elf.SHF_ALLOC | Elf.SHF_WRITE, 0x8000_1008L, 8, new byte[24]));
        int bss = out.section(ElfSection.nobits(".bss", Elf.SHF_ALLOC | Elf.SHF_WRITE, 0x8000_1020L, 32, 0x5000));
        byte[] note = new ElfNote("test", 7, new byte[] {1, 2, 3}).toBytes();
        out.section(ElfSection.of(".note.test", Elf.SHT_NOTE, 0, 0, 4, 0, note));
        out.segment(new ElfSegment(Elf.PT_LOAD, Elf.PF_R | Elf.PF_X, text, text, 0x8000_0000L, 4096));
        out.segment(new ElfSegment(Elf.PT_LOAD, Elf.PF_R | Elf.PF_W, data, bss, 0x9000_1008L, 4096));
        out.symbol(new ElfSymbol("start", Elf.STB_GLOBAL, Elf.STT_FUNC, 0, text, 0x8000_0000L, 8));
        out.symbol(new ElfSymbol("here", Elf.STB_LOCAL, Elf.STT_NOTYPE, 0, text, 0x8000_0004L, 0));
        out.symbol(new ElfSymbol("buffer", Elf.STB_GLOBAL, Elf.STT_OBJECT, 0, bss, 0x8000_1020L, 0x5000));
        return out.write();
    }

    @Test
    void readelfTakesTheFileWithoutAWarning() throws Exception {
        assertThat(Readelf.print(sample(), "-a", "-W"))
                .contains("EXEC (Executable file)", "RISC-V", "0x30001, RVC", "0x80000004")
                .containsPattern("LOAD +0x001008 0x0000000080001008 0x0000000090001008 0x000018 0x005018 RW")
                .containsPattern("80001020 20480 OBJECT  GLOBAL DEFAULT    3 buffer");
    }

    @Test
    void readerOfAnotherHandFindsTheSame() {
        net.fornwall.jelf.ElfFile read = net.fornwall.jelf.ElfFile.from(sample());
        assertThat(read.e_machine).isEqualTo((short) MACHINE);
        assertThat(read.e_entry).isEqualTo(0x8000_0004L);
        assertThat(read.getELFSymbol("buffer").st_value).isEqualTo(0x8000_1020L);
        assertThat(read.firstSectionByName(".text").getData()).isEqualTo(code);
        assertThat(read.getProgramHeader(1).p_memsz).isEqualTo(0x5018);
    }

    @Test
    void ourReaderFindsTheSame() {
        ElfFile read = ElfReader.read("sample", sample());
        assertThat(read.header().flags()).isEqualTo(FLAGS);
        assertThat(read.bytes(read.segments().getFirst())).isEqualTo(code);
        assertThat(read.symbols()).extracting(ElfSymbol::name).containsExactly("here", "start", "buffer");
        assertThat(read.section(".bss").orElseThrow().size()).isEqualTo(0x5000);
        assertThat(read.notes()).singleElement().satisfies(n -> {
            assertThat(n.name()).isEqualTo("test");
            assertThat(n.description()).containsExactly(1, 2, 3);
        });
    }

    @Test
    void offsetsAndAddressesAgreeModuloTheAlignment() {
        for (ProgramHeader p : ElfReader.read("sample", sample()).segments())
            assertThat((p.offset() - p.vaddr()) % p.align()).isZero();
    }

    @Test
    void sameCallsGiveSameBytes() {
        assertThat(sample()).isEqualTo(sample());
    }

    /** Cut anywhere, the file is refused with one sentence, or read whole; nothing else escapes. */
    @Test
    void everyTruncationIsRefused() {
        byte[] whole = sample();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ElfReader.read("cut.elf", cut)).as("%d bytes", length)
                    .isInstanceOf(ElfException.class).hasMessageStartingWith("cut.elf: ");
        }
    }

    /** Every single byte damaged: reading all parts succeeds or refuses, and never fails otherwise. */
    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x7f, 0xff})
    void damageIsReadOrRefused(int value) {
        byte[] whole = sample();
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] = (byte) value;
            try {
                ElfFile read = ElfReader.read("damaged", damaged);
                read.symbols();
                read.notes();
                read.segments().forEach(read::bytes);
            } catch (ElfException refused) {
                assertThat(refused).hasMessageStartingWith("damaged: ");
            }
        }
    }

    @Test
    void otherFilesAreNamed() {
        assertThatThrownBy(() -> ElfReader.read("notes.txt", "hello".getBytes()))
                .hasMessage("notes.txt: not an ELF file (the first four bytes are not 7f 45 4c 46)");
        byte[] small = sample();
        small[4] = 1;
        assertThatThrownBy(() -> ElfReader.read("k32.elf", small)).hasMessageContaining("class 1").hasMessageContaining("64-bit");
        assertThatThrownBy(() -> ElfReader.read("k.elf", sample()).requireMachine(183, "AArch64"))
                .hasMessage("k.elf: made for machine 243; this needs machine 183 (AArch64)");
    }

    @Test
    void relocationTablesKeepTheirEntries() {
        List<ElfRela> entries = List.of(new ElfRela(0x10, 3, 0, -8), new ElfRela(0x20, 193, 5, 0x7fff_ffff_ffffL));
        ElfWriter out = new ElfWriter(Elf.ET_REL, MACHINE, FLAGS);
        out.section(ElfSection.of(".rela.dyn", Elf.SHT_RELA, 0, 0, 8, ElfRela.SIZE, ElfRela.table(entries)));
        ElfFile read = ElfReader.read("rela", out.write());
        assertThat(read.relocations(read.section(".rela.dyn").orElseThrow())).isEqualTo(entries);
    }
}
