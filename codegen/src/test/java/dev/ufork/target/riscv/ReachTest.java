package dev.ufork.target.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ufork.asm.AsmException;
import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeElement.Instruction;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.Label;
import dev.ufork.asm.ObjectFile;
import dev.ufork.asm.Reference;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.Symbol;
import dev.ufork.elf.ElfReader;
import dev.ufork.isa.Insn;
import dev.ufork.isa.riscv.Base;
import dev.ufork.isa.riscv.XReg;
import dev.ufork.isa.riscv.xcheri.Cheri;
import dev.ufork.link.Layout;
import dev.ufork.link.Layout.Region;
import dev.ufork.link.Layout.Segment;
import dev.ufork.link.LinkedImage;
import dev.ufork.link.Linker;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every fixup at the last distance that it reaches, and at the first that it does not. */
class ReachTest {
    private static final long BASE = 0x8000_0000L;

    private static LinkedImage link(ObjectFile... objects) {
        Region ram = new Region("ram", BASE, BASE, 64 << 20);
        Linker linker = new Linker(new RiscvElf(), new Layout(List.of(Segment.code("text", ram, ".text"), Segment.constant("rodata", ram, "__functions"))));
        for (ObjectFile o : objects) linker.add(o);
        return linker.link("reach");
    }

    private static byte[] text(LinkedImage image) {
        var file = ElfReader.read("reach", image.elf());
        return file.bytes(file.section(".text").orElseThrow());
    }

    private static int word(byte[] text, int at) {
        return (text[at] & 0xff) | (text[at + 1] & 0xff) << 8 | (text[at + 2] & 0xff) << 16 | text[at + 3] << 24;
    }

    /** Code that refers {@code distance} bytes forward if it begins with {@code own} bytes. */
    private static byte[] forward(long distance, int own, BiConsumer<Assembler, Label> jump) {
        CodeWriter out = new CodeWriter("reach");
        Assembler asm = new Assembler(new CodeChecker(out)).section(SectionId.TEXT);
        Label target = new Label("target");
        jump.accept(asm, target);
        asm.space(distance - own).bind(target).ret();
        return text(link(out.finish()));
    }

    /** Code that refers {@code distance} bytes back; the words are at the end of the text. */
    private static byte[] backward(long distance, BiConsumer<Assembler, Label> jump) {
        CodeWriter out = new CodeWriter("reach");
        Assembler asm = new Assembler(new CodeChecker(out)).section(SectionId.TEXT);
        Label target = new Label("target");
        asm.bind(target).space(distance);
        jump.accept(asm, target);
        return text(link(out.finish()));
    }

    private static final BiConsumer<Assembler, Label> BEQ = (a, l) -> a.branch(Base.BEQ, XReg.A0, XReg.A1, l);

    private static final BiConsumer<Assembler, Label> SHORT_BEQZ = (a, l) -> a.compressing().branch(Base.BEQ, XReg.A0, XReg.ZERO, l);
    private static final BiConsumer<Assembler, Label> SHORT_JUMP = (a, l) -> a.compressing().jump(l);

    /** Words of binutils: c.beqz a0, c.j, beq a0, zero and jal zero over these distances. */
    @Test
    void whatIsCompressedGrowsWhereItDoesNotReach() {
        assertThat(word(forward(254, 2, SHORT_BEQZ), 0) & 0xffff).isEqualTo(0xcd7d);
        assertThat(word(forward(256, 2, SHORT_BEQZ), 0)).as("+258").isEqualTo(0x10050163);
        assertThat(half(backward(256, SHORT_BEQZ), 256)).isEqualTo(0xd101);
        assertThat(word(backward(258, SHORT_BEQZ), 258)).isEqualTo(0xee050fe3);
        assertThat(word(forward(2046, 2, SHORT_JUMP), 0) & 0xffff).isEqualTo(0xaffd);
        assertThat(word(forward(2048, 2, SHORT_JUMP), 0)).as("+2050").isEqualTo(0x0030006f);
        assertThat(half(backward(2048, SHORT_JUMP), 2048)).isEqualTo(0xb001);
        assertThat(word(backward(2050, SHORT_JUMP), 2050)).isEqualTo(0xffeff06f);
    }

    private static int half(byte[] text, int at) {
        return text[at] & 0xff | (text[at + 1] & 0xff) << 8;
    }

    /** {@code addi x5, x6, 7} ends in 0x0073, and 0x1020 begins {@code c.addi4spn a0, 40}: together they would read as sret. */
    @Test
    void nothingForbiddenArisesBetweenInstructions() {
        CodeWriter out = new CodeWriter("reach");
        Assembler asm = new Assembler(new CodeChecker(out)).compressing().section(SectionId.TEXT);
        asm.insn(Base.ADDI, 5, 6, 7).insn(Cheri.CIncOffsetImmediate, 8, 2, 40);
        byte[] text = text(link(out.finish()));
        assertThat(half(text, 2)).isEqualTo(0x0073);
        assertThat(half(text, 4)).as("a c.nop between").isEqualTo(0x0001);
        assertThat(half(text, 6)).isEqualTo(0x1020);
    }

    /** Words of binutils: beq a0, a1, .+4094; bne a0, a1, .+8 and jal zero, .+4096 or .-4102. */
    @Test
    void branchBecomesTheOppositeOverAJump() {
        assertThat(word(forward(4094, 4, BEQ), 0)).isEqualTo(0x7eb50fe3);
        byte[] far = forward(4096, 4, BEQ);
        assertThat(word(far, 0)).isEqualTo(0x00b51463);
        assertThat(word(far, 4)).isEqualTo(0x0000106f);
        assertThat(word(backward(4096, BEQ), 4096)).isEqualTo(0x80b50063);
        byte[] back = backward(4098, BEQ);
        assertThat(word(back, 4098)).isEqualTo(0x00b51463);
        assertThat(word(back, 4102)).isEqualTo(0xffbfe06f);
    }

    /** Words of binutils: jal ra, .+1048574; auipc ra, 0x100 and jalr ra, 4(ra). */
    @Test
    void callTakesTheLongWayOnlyWhenItMust() {
        assertThat(word(forward(1048574, 4, Assembler::call), 0)).isEqualTo(0x7ffff0ef);
        byte[] far = forward(1048576, 4, Assembler::call);
        assertThat(word(far, 0)).isEqualTo(0x00100097);
        assertThat(word(far, 4)).isEqualTo(0x004080e7);
        assertThat(word(backward(1048576, Assembler::call), 1048576)).isEqualTo(0x800000ef);
    }

    @Test
    void tailGoesThroughT1() {
        byte[] far = forward(2 << 20, 8, Assembler::tail);
        assertThat(word(far, 0)).isEqualTo(0x00200317); // auipc t1, 0x200
        assertThat(word(far, 4)).isEqualTo(0x00030067); // jr t1
    }

    @Test
    void jumpOutOfReachIsRefusedWithPlaceDistanceAndReach() {
        assertThat(word(forward(1048574, 4, Assembler::jump), 0)).isEqualTo(0x7ffff06f);
        assertThatThrownBy(() -> forward(1048576, 4, Assembler::jump)).isInstanceOf(AsmException.class)
                .hasMessage("reach: .text+0x0: R_RISCV_JAL to target: 1048576 (0x100000) is out of reach; it takes -1048576..1048574, even");
    }

    /** The low half is signed: from 0x800 on, the high half counts one more. */
    @ParameterizedTest
    @CsvSource({"0x7ff, 0, 2047", "0x800, 0x1000, -2048", "0xfff, 0x1000, -1", "0x1000, 0x1000, 0", "-1, 0, -1", "-0x801, -0x1000, 2047"})
    void pcRelativePairsMeet(String distance, String high, long low) {
        long d = Long.decode(distance);
        Insn auipc = Base.AUIPC.insn(10, 0);
        int first = (int) Reloc.R_RISCV_PCREL_HI20.insert(auipc.encode(), d);
        int second = (int) Reloc.R_RISCV_PCREL_LO12_I.insert(Base.ADDI.insn(10, 10, 0).encode(), d);
        assertThat(Base.AUIPC.pattern().field("imm").extract(first)).isEqualTo(Long.decode(high));
        assertThat(Base.ADDI.pattern().field("imm").extract(second)).isEqualTo(low);
    }

    @ParameterizedTest
    @CsvSource({
            "R_RISCV_BRANCH,     -4096,       4094,       2",
            "R_RISCV_JAL,        -1048576,    1048574,    2",
            "R_RISCV_RVC_BRANCH, -256,        254,        2",
            "R_RISCV_RVC_JUMP,   -2048,       2046,       2",
            "R_RISCV_PCREL_HI20, -2147485696, 2147481599, 1",
            "R_RISCV_CHERI_CCALL,-2147485696, 2147481599, 1",
            "R_RISCV_32,         -2147483648, 4294967295, 1"})
    void everyKindKnowsItsReach(Reloc kind, long min, long max, int step) {
        assertThat(kind.fits(min)).isTrue();
        assertThat(kind.fits(max)).isTrue();
        assertThat(kind.fits(min - step)).isFalse();
        assertThat(kind.fits(max + step)).isFalse();
        if (step == 2) assertThat(kind.fits(1)).isFalse();
    }

    /** Names and numbers of the psABI documents. */
    @ParameterizedTest
    @CsvSource({"R_RISCV_64, 2", "R_RISCV_BRANCH, 16", "R_RISCV_JAL, 17", "R_RISCV_CALL_PLT, 19", "R_RISCV_PCREL_HI20, 23",
            "R_RISCV_PCREL_LO12_I, 24", "R_RISCV_PCREL_LO12_S, 25", "R_RISCV_RVC_BRANCH, 44", "R_RISCV_RVC_JUMP, 45",
            "R_RISCV_CHERI_CAPTAB_PCREL_HI20, 192", "R_RISCV_CHERI_CAPABILITY, 193", "R_RISCV_CHERI_SIZE, 195"})
    void numbersAreTheAbis(Reloc kind, int number) {
        assertThat(kind.number()).isEqualTo(number);
    }

    @Test
    void callToAnotherObjectFileReachesEverywhere() {
        CodeWriter caller = new CodeWriter("caller");
        new Assembler(caller).section(SectionId.TEXT).function("main").call(new Symbol("far")).end().space(4 << 20);
        CodeWriter callee = new CodeWriter("callee");
        new Assembler(callee).section(SectionId.TEXT).function("far").ret().end();
        LinkedImage image = link(caller.finish(), callee.finish());
        assertThat(image.symbol("far").address()).isEqualTo(BASE + (4 << 20) + 8);
        assertThat(word(text(image), 0)).isEqualTo(0x00400097); // auipc ra, 0x400
        assertThat(word(text(image), 4)).isEqualTo(0x008080e7); // jalr ra, 8(ra)
    }

    @Test
    void checkerRefusesWhereItIsProduced() {
        CodeChecker checker = new CodeChecker(_ -> { });
        assertThatThrownBy(() -> checker.accept(Instruction.of(Base.ADDI.insn(1, 1, 0)))).hasMessageContaining("no section");
        Assembler asm = new Assembler(checker).section(SectionId.DATA);
        assertThatThrownBy(() -> asm.ret()).hasMessageContaining(".data is not executed");
        asm.section(SectionId.TEXT);
        assertThatThrownBy(() -> asm.insn(Base.ADDI, 1, 1, 4096)).hasMessageContaining("-2048..2047");
        Label l = new Label("l");
        asm.bind(l);
        assertThatThrownBy(() -> asm.bind(l)).hasMessageContaining("bound already");
        asm.function("f");
        assertThatThrownBy(() -> asm.function("g")).hasMessageContaining("f has not ended");
    }

    @Test
    void unboundLabelsAreAllNamed() {
        CodeWriter out = new CodeWriter("open");
        Assembler asm = new Assembler(out).section(SectionId.TEXT);
        asm.insn(Base.JAL.insn(0, 0), new Reference(Reloc.R_RISCV_JAL, new Label("one")));
        asm.insn(Base.JAL.insn(0, 0), new Reference(Reloc.R_RISCV_JAL, new Label("two")));
        assertThatThrownBy(out::finish).hasMessageContaining("label one is used at .text+0x0 but bound nowhere")
                .hasMessageContaining("label two is used at .text+0x4");
    }
}
