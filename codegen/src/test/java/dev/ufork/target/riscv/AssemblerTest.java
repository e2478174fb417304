package dev.ufork.target.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeElement;
import dev.ufork.asm.CodeElement.Instruction;
import dev.ufork.asm.CodePrinter;
import dev.ufork.asm.CodeReader;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.Expression;
import dev.ufork.asm.ObjectFile;
import dev.ufork.asm.SectionId;
import dev.ufork.isa.Insn;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.isa.riscv.XReg;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssemblerTest {
    private static ObjectFile.Section text(String lines) {
        CodeWriter out = new CodeWriter("text");
        new Assembler(new CodeChecker(out)).section(SectionId.TEXT).constant("FOUR", 4).text(lines, "Test.java", 1);
        return out.finish().section(".text").orElseThrow();
    }

    /** The value that a sequence of lui, addi, addiw and slli computes, by their definitions. */
    private static long run(List<Insn> code) {
        long value = 0;
        for (Insn i : code) {
            value = switch (i.op().name()) {
                case "LUI" -> i.get("imm");
                case "ADDI" -> (i.get("rs1") == 0 ? 0 : value) + i.get("imm");
                case "ADDIW" -> (int) (value + i.get("imm"));
                case "SLLI" -> value << i.get("shamt");
                default -> throw new AssertionError(i.toString());
            };
        }
        return value;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 2047, 2048, -2048, -2049, 0x7ff_ffff, 0x7fff_f7ffL, 0x7fff_f800L, 0x7fff_ffffL, 0x8000_0000L,
            -0x8000_0000L, -0x8000_0001L, 0x1_0000_0000L, 0xffff_ffffL, 0x1234_5678_9abc_def0L, Long.MAX_VALUE,
            Long.MIN_VALUE, 0x8000_0000_0000_0800L, 1L << 60, 0x00ff_00ff_00ff_00ffL})
    void liMakesEveryNumber(long value) {
        List<Insn> code = new ArrayList<>();
        new Assembler(e -> {
            if (e instanceof Instruction i) code.add(i.insn());
        }).li(XReg.A0, value);
        assertThat(run(code)).isEqualTo(value);
        assertThat(code).hasSizeLessThanOrEqualTo(8);
    }

    /** Words of CHERI LLVM's own tests and of binutils. */
    @Test
    void textIsReadWithLabelsConstantsAndRemarks() {
        ObjectFile.Section s = text("""
                loop:   addi    a0, a0, -FOUR + 3    # count down
                        bnez    a0, loop
                        cincoffset c1, c2, -173
                        csetbounds c1, c2, x3
                """);
        // addi a0, a0, -1; bnez a0, .-4 (the linker fills in the distance); the last two from CHERI LLVM's tests
        assertThat(HexFormat.of().formatHex(s.content())).isEqualTo("1305f5ff" + "63100500" + "db1031f5" + "db003110");
        assertThat(s.relocations()).singleElement().satisfies(r -> assertThat(r.kind()).isEqualTo(Reloc.R_RISCV_BRANCH));
        assertThat(s.remarks()).extracting(ObjectFile.Remark::element)
                .contains(new CodeElement.Comment("count down"), new CodeElement.Line("Test.java", 4, 0));
    }

    @Test
    void everyWrongLineIsNamedAtOnce() {
        assertThatThrownBy(() -> text("""
                addi a0, a0, 4096
                addi a0, a0, FIVE
                nonsense a0
                .strange
                li a0
                ret
                """)).message().satisfies(m -> assertThat(m.lines()).hasSize(5)
                .anySatisfy(l -> assertThat(l).startsWith("Test.java:1: addi a0, a0, 4096").contains("-2048..2047"))
                .anySatisfy(l -> assertThat(l).startsWith("Test.java:2:").contains("FIVE"))
                .anySatisfy(l -> assertThat(l).startsWith("Test.java:3:").contains("no instruction nonsense"))
                .anySatisfy(l -> assertThat(l).startsWith("Test.java:4:").contains("no directive .strange"))
                .anySatisfy(l -> assertThat(l).startsWith("Test.java:5:").contains("operand 2 is missing")));
    }

    @Test
    void dataDirectives() {
        CodeWriter out = new CodeWriter("data");
        new Assembler(out).section(SectionId.DATA).text("""
                .byte 1, 2, 'a'
                .balign 8
                .quad 0x0102030405060708
                .asciz "a#b\\n"
                """, "Test.java", 1);
        assertThat(HexFormat.of().formatHex(out.finish().section(".data").orElseThrow().content()))
                .isEqualTo("010261" + "0000000000" + "0807060504030201" + "6123620a00");
    }

    @Test
    void expressionsHaveCsPrecedence() {
        assertThat(Expression.value("1 + 2 * 3 << 1 | 0b1 & ~0", java.util.Map.of())).isEqualTo(15);
        assertThat(Expression.value("-(4 - 6)", java.util.Map.of())).isEqualTo(2);
        assertThat(Expression.value("'\\n' + 'a'", java.util.Map.of())).isEqualTo(107);
        assertThatThrownBy(() -> Expression.value("1 +", java.util.Map.of())).hasMessageContaining("column");
    }

    /** Bytes read back and printed are the text that was assembled; what is no instruction stays data. */
    @Test
    void readerAndPrinterAreTheWritersInverse() {
        byte[] code = text("""
                cincoffset csp, csp, -64
                csc cra, 16(csp)
                cld a0, 0(ca1)
                cret
                """).content();
        List<CodeElement> elements = new ArrayList<>();
        CodePrinter printer = new CodePrinter(new RiscvCode());
        new CodeReader(new RiscvCode()).read(code, RiscvCode.dialect(Mode.CAPABILITY), printer.and(elements::add));
        assertThat(printer.toString()).isEqualTo("""
                    # capability
                    cincoffset csp, csp, -64
                    csc cra, 16(csp)
                    cld a0, 0(ca1)
                    cret
                """);
        CodeWriter again = new CodeWriter("again");
        elements.forEach(again::accept);
        assertThat(again.finish().section(".text").orElseThrow().content()).isEqualTo(code);

        elements.clear();
        new CodeReader(new RiscvCode()).read(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1}, "capability", elements::add);
        assertThat(elements).contains(new CodeElement.Data(new byte[] {1}));
    }
}
