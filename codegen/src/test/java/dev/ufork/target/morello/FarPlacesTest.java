package dev.ufork.target.morello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ufork.asm.AsmException;
import dev.ufork.asm.CodeElement.Begin;
import dev.ufork.asm.CodeElement.Binding;
import dev.ufork.asm.CodeElement.End;
import dev.ufork.asm.CodeElement.Nature;
import dev.ufork.asm.CodeElement.Space;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.Symbol;
import dev.ufork.isa.morello.Mode;
import dev.ufork.isa.morello.Morello;
import dev.ufork.link.Layout;
import dev.ufork.link.Layout.Region;
import dev.ufork.link.Layout.Segment;
import dev.ufork.link.LinkedImage;
import dev.ufork.link.Linker;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Places that are reached by page and offset (ELF for the Arm 64-bit architecture 5.7.6, and its Morello extension). */
class FarPlacesTest {
    private static final long TEXT = 0x40200000L;
    private static final long DATA = 0x40345000L;

    private static List<String> link(String text, int instructions) {
        CodeWriter out = new CodeWriter("far.o");
        Assembler a = new Assembler(out).section(SectionId.TEXT).text("far", ".function start\n" + text + "\n.end");
        Symbol data = new Symbol("data");
        a.section(SectionId.DATA).element(new Space(0x128)).element(new Begin(data, Nature.OBJECT, Binding.GLOBAL)).element(new Space(32)).element(new End(data));
        Layout layout = new Layout(List.of(Segment.code("text", new Region("text", TEXT, TEXT, 0x10000), ".text"),
                Segment.constant("constants", new Region("constants", 0x40300000L, 0x40300000L, 0x10000), "__cap_relocs", "__functions"),
                Segment.data("data", new Region("data", DATA, DATA, 0x10000), ".data", ".captable")));
        LinkedImage image = new Linker(new MorelloElf(), layout).add(out.finish()).entry("start").link("far");
        ByteBuffer elf = ByteBuffer.wrap(image.elf()).order(ByteOrder.LITTLE_ENDIAN);
        int at = (int) elf.getLong((int) elf.getLong(32) + 8); // where the first segment is in the file
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < instructions; i++) lines.add(Morello.print(elf.getInt(at + 4 * i), text.contains("c64") ? Mode.C64 : Mode.A64, TEXT + 4L * i));
        return lines;
    }

    @Test
    void areAPageAndAnOffsetInA64() {
        assertThat(link("adrp x0, data+8\nadd x0, x0, :lo12:data+8\nldr w1, [x0, :lo12:data]\nldrb w2, [x0, #:lo12:data+3]", 4))
                .containsExactly("adrp x0, 0x40345000", "add x0, x0, #0x130", "ldr w1, [x0, #296]", "ldrb w2, [x0, #299]");
    }

    @Test
    void areAPageAndAnOffsetOrASlotOfTheTableInC64() {
        assertThat(link(".mode c64\nadrp c0, data\nadd c0, c0, :lo12:data\nadrp c1, :got:data\nldr c1, [c1, :got_lo12:data]\nldr x2, [c0, :lo12:data]", 5))
                .containsExactly("adrp c0, 0x40345000", "add c0, c0, #0x128", "adrp c1, 0x40345000", "ldr c1, [c1, #336]", "ldr x2, [c0, #296]");
    }

    /** Words' texts are those of GNU as for the same lines with the numbers written out. */
    @Test
    void numbersHaveNames() {
        CodeWriter out = new CodeWriter("names.o");
        new Assembler(out, Mode.C64).constant("BYTES", 560).constant("BIT", 1 << 7).section(SectionId.TEXT).text("""
                .function first
                b       again
                again:
                sub     csp, csp, #BYTES      // a remark
                .end
                .local second
                again:
                and     x0, x0, #~BIT
                str     c1, [csp, #BYTES - 16]
                li      x3, BIT << 24 | 5
                b       again
                .end
                """);
        LinkedImage image = new Linker(new MorelloElf(), new Layout(List.of(Segment.code("text", new Region("text", TEXT, TEXT, 0x10000), ".text"),
                Segment.constant("functions", new Region("functions", DATA, DATA, 0x10000), "__functions")))).add(out.finish()).entry("first").link("names");
        assertThat(image.listing()).containsSubsequence("b 0x40200004", "sub csp, csp, #0x230", "a remark", "and x0, x0, #0xffffffffffffff7f",
                "str c1, [csp, #544]", "movz x3, #0x5", "movk x3, #0x8000, lsl #16", "b 0x40200008");
    }

    @Test
    void mustSuitTheAccess() {
        assertThatThrownBy(() -> link("ldr x1, [x0, :lo12:data+4]", 1)).hasMessageContaining("any address, a multiple of 8");
        assertThatThrownBy(() -> link("ldr x1, [x0, :got_lo12:data]", 1)).isInstanceOf(AsmException.class).hasMessageContaining("adrp and ldr of capabilities");
    }
}
