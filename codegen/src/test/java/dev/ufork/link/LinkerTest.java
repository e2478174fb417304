package dev.ufork.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ufork.asm.AsmException;
import dev.ufork.asm.CodeElement.Binding;
import dev.ufork.asm.CodeElement.Nature;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.ObjectFile;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.Symbol;
import dev.ufork.dwarf.Symbolizer;
import dev.ufork.elf.ByteSource;
import dev.ufork.elf.ElfFile;
import dev.ufork.elf.ElfReader;
import dev.ufork.elf.Readelf;
import dev.ufork.isa.riscv.XReg;
import dev.ufork.link.Layout.Region;
import dev.ufork.link.Layout.Segment;
import dev.ufork.target.riscv.Assembler;
import dev.ufork.target.riscv.RiscvElf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LinkerTest {
    private static final Region RAM = new Region("ram", 0x8000_0000L, 0x8000_0000L, 1 << 20);
    private static final Layout LAYOUT = new Layout(List.of(
            Segment.code("text", RAM, ".text"),
            Segment.constant("rodata", RAM, ".rodata", "__cap_relocs", "__functions"),
            Segment.data("data", RAM, ".captable", ".data", ".bss")));

    private static ObjectFile object(String name, Consumer<Assembler> code) {
        CodeWriter out = new CodeWriter(name);
        code.accept(new Assembler(out).section(SectionId.TEXT));
        return out.finish();
    }

    private static LinkedImage link(Layout layout, ObjectFile... objects) {
        Linker linker = new Linker(new RiscvElf(), layout);
        for (ObjectFile o : objects) linker.add(o);
        return linker.entry("main").link("test");
    }

    private static ObjectFile main(Consumer<Assembler> body) {
        return object("main.o", a -> {
            a.function("main");
            body.accept(a);
            a.ret().end();
        });
    }

    private static void counter(Assembler a) {
        a.section(SectionId.DATA).align(16).begin("counter", Nature.OBJECT, Binding.GLOBAL).space(24).end();
        a.section(SectionId.RODATA).begin("greeting", Nature.OBJECT, Binding.GLOBAL).bytes("hi".getBytes()).end();
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        ObjectFile one = object("one.o", a -> a.function("twice").call(new Symbol("nowhere")).call(new Symbol("never")).end());
        ObjectFile two = object("two.o", a -> a.function("twice").ret().end());
        assertThatThrownBy(() -> link(LAYOUT, one, two)).isInstanceOf(AsmException.class).hasMessage("""
                symbol twice is defined in one.o and in two.o
                one.o: never is not defined; it is used at twice+0x8
                one.o: nowhere is not defined; it is used at twice+0x0
                symbol main, the entry, is not defined""");
    }

    @Test
    void memoryIsNeverWrittenAndExecuted() {
        Layout bad = new Layout(List.of(new Segment("all", RAM, true, true, List.of(".text"))));
        assertThatThrownBy(() -> link(bad, main(_ -> { }))).hasMessageContaining("segment all would be written and executed");
        Layout wrong = new Layout(List.of(Segment.data("data", RAM, ".text", "__functions")));
        assertThatThrownBy(() -> link(wrong, main(_ -> { })))
                .hasMessageContaining("main.o: section .text (code) cannot be in segment data (rw)");
    }

    @Test
    void sectionsNeedAPlaceAndRegionsRoom() {
        Layout noData = new Layout(List.of(Segment.code("text", RAM, ".text"), Segment.constant("rodata", RAM, ".rodata", "__functions")));
        assertThatThrownBy(() -> link(noData, object("main.o", a -> {
            a.function("main").ret().end();
            counter(a);
        }))).hasMessage("main.o: section .data has no place; the layout has .text .rodata __functions");
        Region small = new Region("small", 0x8000_0000L, 0x8000_0000L, 4096);
        Layout tight = new Layout(List.of(Segment.code("text", small, ".text"), Segment.constant("rodata", RAM, "__functions")));
        assertThatThrownBy(() -> link(tight, main(a -> a.space(8192))))
                .hasMessageContaining("segment text ends 0x2000 bytes behind region small (0x1000 bytes at 0x80000000)");
    }

    @Test
    void weakDefinitionsGiveWay() {
        ObjectFile weak = object("weak.o", a -> a.begin("f", Nature.FUNCTION, Binding.WEAK).ret().end());
        ObjectFile strong = object("strong.o", a -> a.function("f").ret().end());
        assertThat(link(LAYOUT, main(a -> a.call(new Symbol("f"))), weak, strong).symbol("f").object()).isEqualTo("strong.o");
        assertThat(link(LAYOUT, main(a -> a.call(new Symbol("f"))), weak).symbol("f").object()).isEqualTo("weak.o");
    }

    /** CHERI LLVM's format: location, base, offset, length, permissions; bit 63 function, bit 62 constant. */
    @Test
    void capabilitiesAreListedForStartCode() {
        ObjectFile object = object("main.o", a -> {
            a.function("main").lgc(XReg.A0, new Symbol("counter")).lgc(XReg.A1, new Symbol("greeting"));
            a.lgc(XReg.A2, new Symbol("main")).lgc(XReg.A3, new Symbol("counter")).ret().end();
            counter(a);
            a.section(SectionId.DATA).align(16).begin("pointer", Nature.OBJECT, Binding.GLOBAL);
            a.capability(new Symbol("counter"), 8).end();
        });
        LinkedImage image = link(LAYOUT, object);
        ElfFile file = ElfReader.read("test", image.elf());
        long table = file.section(".captable").orElseThrow().addr();
        assertThat(file.section(".captable").orElseThrow().size()).as("one slot a symbol").isEqualTo(48);
        ByteSource in = new ByteSource("__cap_relocs", file.bytes(file.section("__cap_relocs").orElseThrow()));
        ImageSymbol counter = image.symbol("counter");
        ImageSymbol main = image.symbol("main");
        long[][] expected = {
                {table, counter.address(), 0, 24, 0},
                {table + 16, image.symbol("greeting").address(), 0, 2, 1L << 62},
                {table + 32, main.address(), 0, main.size(), 1L << 63},
                {image.symbol("pointer").address(), counter.address(), 8, 24, 0}};
        for (long[] row : expected) for (long word : row) assertThat(in.u64()).isEqualTo(word);
        assertThat(in.atEnd()).isTrue();
        assertThat(image.symbol("__stop___cap_relocs").address() - image.symbol("__start___cap_relocs").address()).isEqualTo(160);
    }

    /** The code of {@code lgc} leads to the slot: auipc's and clc's parts sum up to it. */
    @Test
    void codeFindsItsSlot() {
        LinkedImage image = link(LAYOUT, object("main.o", a -> {
            a.function("main").lgc(XReg.A0, new Symbol("counter")).ret().end();
            counter(a);
        }));
        ElfFile file = ElfReader.read("test", image.elf());
        ByteSource code = new ByteSource(".text", file.bytes(file.section(".text").orElseThrow()));
        long high = code.u32() & 0xffff_f000;
        long low = code.u32() >> 20;
        assertThat(0x8000_0000L + high + low).isEqualTo(file.section(".captable").orElseThrow().addr());
    }

    @Test
    void functionsAreListedForFaultReports() {
        LinkedImage image = link(LAYOUT, main(_ -> { }), object("two.o", a -> a.function("zwei").ret().end()));
        ElfFile file = ElfReader.read("test", image.elf());
        byte[] bytes = file.bytes(file.section("__functions").orElseThrow());
        ByteSource in = new ByteSource("__functions", bytes);
        assertThat(in.u64()).isEqualTo(2);
        for (String name : List.of("main", "zwei")) {
            assertThat(in.u64()).isEqualTo(image.symbol(name).address());
            assertThat(in.u32()).isEqualTo((int) image.symbol(name).size());
            int offset = in.u32();
            assertThat(new ByteSource("name", bytes).seek(offset).string()).isEqualTo(name);
        }
    }

    @Test
    void virtualAndPhysicalAddressesMayDiffer() {
        Region high = new Region("high", 0x4000_0000_0000L, 0x8000_0000L, 1 << 20);
        LinkedImage image = link(new Layout(List.of(Segment.code("text", high, ".text"),
                Segment.constant("rodata", high, "__functions"))), main(_ -> { }));
        var segment = ElfReader.read("test", image.elf()).segments().getFirst();
        assertThat(segment.vaddr()).isEqualTo(0x4000_0000_0000L);
        assertThat(segment.paddr()).isEqualTo(0x8000_0000L);
    }

    private static LinkedImage sample() {
        return link(LAYOUT, object("main.o", a -> {
            a.text("""
                    .function main
                        cincoffset csp, csp, -16     # room for cra
                        csc     cra, 0(csp)
                        call    helper
                        clc     cra, 0(csp)
                        cret
                    .end
                    .local helper
                        beqz    a0, done
                        addi    a0, a0, -1
                    done:
                        cret
                    .end
                    """, "demo/Main.java", 10);
            counter(a);
        }));
    }

    /** Words as CHERI LLVM and binutils give them. */
    @Test
    void listingIsGolden() {
        assertThat(sample().listing()).isEqualTo("""

                .text from main.o

                main:
                                      ; demo/Main.java:11
                    80000000  ff01115b  cincoffset csp, csp, -16             # room for cra
                                      ; demo/Main.java:12
                    80000004  00114023  csc cra, 0(csp)
                                      ; demo/Main.java:13
                    80000008  00c000ef  cjal 0x80000014 <helper>
                                      ; demo/Main.java:14
                    8000000c  0001208f  clc cra, 0(csp)
                                      ; demo/Main.java:15
                    80000010  00008067  cret

                helper:
                                      ; demo/Main.java:18
                    80000014  00050463  beqz a0, 0x8000001c <helper+0x8>
                                      ; demo/Main.java:19
                    80000018  fff50513  addi a0, a0, -1
                                      ; demo/Main.java:21
                    8000001c  00008067  cret
                """);
    }

    @Test
    void mapIsGolden() {
        assertThat(sample().map()).startsWith("""
                image test

                segment text (rx)  0000000080000000..0000000080000020  loaded to 0000000080000000
                  section .text  0000000080000000  0x20 bytes
                    0000000080000000       20  from main.o
                    0000000080000000       14    main  function
                    0000000080000014        c    helper  function

                segment rodata (r)  0000000080001000..""");
    }

    private static final Layout ROOMY = new Layout(List.of(
            Segment.code("text", RAM, ".text", ".text.never"),
            Segment.constant("rodata", RAM, ".rodata", "__cap_relocs", "__functions", "nothing"),
            Segment.data("data", RAM, ".captable", ".data", ".bss", "nothing_either")));

    /** A layout may list sections that an image does not have. */
    @Test
    void aSectionWithoutContentChangesNothing() {
        ObjectFile main = object("main.o", a -> a.function("main").ret().end());
        assertThat(link(ROOMY, main).elf()).isEqualTo(link(LAYOUT, main).elf());
        assertThat(link(ROOMY, main).map()).isEqualTo(link(LAYOUT, main).map());
    }

    /** Code that walks over a table finds its end where its begin is. */
    @Test
    void aSectionWithoutContentEndsWhereItBegins() {
        byte[] elf = link(ROOMY, object("main.o", a -> a.function("main").text(".address __start_nothing\n.address __stop_nothing").end())).elf();
        ElfFile file = ElfReader.read("test", elf);
        ByteBuffer words = ByteBuffer.wrap(file.bytes(file.section(".text").orElseThrow())).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(words.getLong(0)).isBetween(RAM.virtual(), RAM.virtual() + RAM.length()).isEqualTo(words.getLong(8));
    }

    /** 4097 bytes need a base that is a multiple of 8 and so does their end; 4096 bytes at such a base are exact. */
    @Test
    void mapTellsWhichObjectsCannotHaveExactBounds() {
        LinkedImage image = link(LAYOUT, object("main.o", a -> {
            a.function("main").ret().end().section(SectionId.DATA);
            a.align(4096).begin("rounded", Nature.OBJECT, Binding.GLOBAL).space(4097).end();
            a.align(4096).begin("exact", Nature.OBJECT, Binding.GLOBAL).space(4096).end();
        }));
        assertThat(image.map()).contains("rounded  object, bounds not exact\n").contains("exact  object\n");
    }

    @Test
    void readelfTakesImageAndDebuggingInformation() throws Exception {
        assertThat(Readelf.print(sample().elf(), "-a", "-W")).contains("0x30001, RVC");
        assertThat(Readelf.print(sample().elf(), "--debug-dump=decodedline")).containsPattern("Main.java +18 +0x80000014");
        assertThat(Readelf.print(sample().elf(), "--debug-dump=info")).contains("DW_AT_name        : helper");
    }

    @Test
    void symbolizerNamesFunctionAndLine() {
        Symbolizer names = Symbolizer.of(ElfReader.read("test", sample().elf()));
        assertThat(names.at(0x8000_0018L)).hasValueSatisfying(n -> assertThat(n).hasToString("helper+0x4 (demo/Main.java:19)"));
        assertThat(names.at(0x8000_0000L)).hasValueSatisfying(n -> assertThat(n).hasToString("main (demo/Main.java:11)"));
        assertThat(names.at(0x8000_0020L)).as("behind the code").isEmpty();
        assertThat(names.at(0x7fff_fffcL)).as("before the code").isEmpty();
    }
}
