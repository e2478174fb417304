package dev.ufork.isa.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ufork.isa.EncodingException;
import dev.ufork.isa.Field;
import dev.ufork.isa.Insn;
import dev.ufork.isa.riscv.xcheri.Cheri;
import dev.ufork.isa.riscv.xcheri.CheriMemory;
import dev.ufork.isa.riscv.xcheri.Xcheri;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RiscvTest {
    private static final Riscv ISA = Xcheri.ISA;

    static Stream<RvOp> rows() {
        return ISA.rows().stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void wordsAndTextsLeadBackToTheInstruction(RvOp op) {
        for (Mode mode : op.row().modes())
            for (Insn insn : Samples.boundaries(op)) {
                int word = insn.encode();
                Insn decoded = ISA.decode(word, mode).orElseThrow(() -> new AssertionError("no row for " + insn));
                // A special case of the row may have its own row.
                if (decoded.op() == op) assertThat(decoded).isEqualTo(insn);
                assertThat(decoded.encode()).as("%s", insn).isEqualTo(word);

                for (String text : List.of(ISA.print(decoded, mode), ISA.printPlain(decoded, mode)))
                    assertThat(ISA.parse(text, mode)).as(text).isEqualTo(decoded);
            }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyHoleRefusesWhatItCannotHold(RvOp op) {
        List<Field> fields = op.pattern().fields();
        for (int i = 0; i < fields.size(); i++) {
            Field f = fields.get(i);
            TreeSet<Long> illegal = new TreeSet<>(List.of(f.max() + f.step(), f.min() - f.step() - 1));
            if (f.step() > 1) illegal.add(f.max() - 1);
            f.excluded().ifPresent(illegal::add);
            for (long value : illegal) {
                long[] values = Samples.boundaries(op).getFirst().values();
                values[i] = value;
                if (f.fixed()) continue;
                assertThatThrownBy(() -> new Insn(op, values).encode()).isInstanceOf(EncodingException.class)
                        .hasMessageContaining(f.name() + " = " + value);
            }
        }
    }

    @Test
    void rowsThatMeanTheSameWordsAreRefused() {
        record Twin(String name, RvRow row) implements RvOp {}
        Twin twin = new Twin("TWIN", RvRow.of(Extension.I, "twin", "0000000 rs2:5 rs1:5 000 rd:5 0110011", Kind.COMPUTE, 0));
        assertThatThrownBy(() -> new Riscv(List.of(twin), List.of(), List.of()))
                .hasMessageMatching("rows (ADD and TWIN|TWIN and ADD) match the same words");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "LD            | INTEGER    | ld a0, 8(a1)               | 0085b503",
            "LD            | CAPABILITY | cld a0, 8(ca1)             | 0085b503",
            "AUIPC         | CAPABILITY | auipcc ca0, 0x12345        | 12345517",
            "C_FLD         | INTEGER    | c.fld fa0, 16(a1)          | 2988",
            "C_CLC         | CAPABILITY | c.clc ca0, 16(ca1)         | 2988",
            "C_ADDI4SPN    | INTEGER    | c.addi4spn a0, sp, 16      | 0808",
            "C_ADDI4SPN    | CAPABILITY | c.cincoffset4cspn ca0, csp, 16 | 0808",
            "C_ADDI16SP    | CAPABILITY | c.cincoffset16csp csp, -64 | 7139",
            "C_JR          | CAPABILITY | c.cjr cra                  | 8082",
            "C_JALR        | CAPABILITY | c.cjalr ca0                | 9502",
            "C_J           | CAPABILITY | c.j .-2                    | bffd",
            "LR_D          | INTEGER    | lr.d.aq a0, (a1)           | 1405b52f",
            "LR_D          | CAPABILITY | clr.d.aq a0, (ca1)         | 1405b52f"})
    void oneRowHasTheSpellingOfEachMode(String row, Mode mode, String text, String word) {
        int bits = Integer.parseUnsignedInt(word, 16);
        Insn insn = ISA.decode(bits, mode).orElseThrow();
        assertThat(insn.op().name()).isEqualTo(row);
        assertThat(ISA.print(insn, mode)).isEqualTo(text);
        assertThat(ISA.parse(text, mode).encode()).isEqualTo(bits);
    }

    @Test
    void reservedWordsBelongToNoRow() {
        for (int word : new int[] {0x0000, 0x2001 /* c.addiw x0 */, 0x4002 /* c.lwsp x0 */, 0x6101 /* c.addi16sp 0 */,
                0x6501 /* c.lui 0 */, 0x8002 /* c.jr x0 */, 0x00200073 /* uret */, 0xffffffff})
            assertThat(ISA.decode(word, Mode.CAPABILITY)).as("%08x", word).isEmpty();
        assertThat(ISA.decode(0x2002 /* c.clccsp c0 */, Mode.CAPABILITY)).isEmpty();
        assertThat(ISA.decode(0x2002 /* c.fldsp ft0 */, Mode.INTEGER)).isPresent();
    }

    @Test
    void holesSayWhatTheInstructionDoesWithRegisters() {
        assertThat(roles(Base.JALR, Mode.CAPABILITY)).containsExactly("ab BASE C", "ad WRITE C");
        assertThat(roles(Base.JALR, Mode.INTEGER)).containsExactly("ab BASE X", "ad WRITE X");
        assertThat(roles(Compressed.C_ADDI16SP, Mode.CAPABILITY)).containsExactly("asd READ_WRITE C");
        assertThat(roles(Compressed.C_JALR, Mode.CAPABILITY)).containsExactly("as1 READ C", "ad WRITE C");
        assertThat(roles(Cheri.CToPtr, Mode.INTEGER)).containsExactly("ds2 READ C_OR_DDC", "cs1 READ C", "rd WRITE X");
        assertThat(roles(CheriMemory.SC_D_CAP, Mode.INTEGER)).containsExactly("rsd READ_WRITE X", "cb BASE C");
    }

    private static List<String> roles(RvOp op, Mode mode) {
        return op.operands().stream().filter(Operand::isRegister)
                .map(o -> o.name() + " " + o.role() + " " + o.regClass().in(mode)).toList();
    }

    @Test
    void operandsAreGivenInTheAssemblersOrder() {
        assertThat(Base.LD.insn(10, 8, 11).encode()).isEqualTo(0x0085b503);     // binutils: ld a0, 8(a1)
        assertThat(Base.BEQ.insn(10, 11, -4).encode()).isEqualTo(0xfeb50ee3);   // binutils: beq a0, a1, . - 4
        assertThat(Atomic.SC_W.insn(10, 11, 12).encode()).isEqualTo(0x18b6252f); // binutils: sc.w a0, a1, (a2)
        assertThatThrownBy(() -> Base.LD.insn(10, 8)).hasMessage("LD takes more operands than 2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "frobnicate a0      | INTEGER    | no instruction frobnicate",
            "cld a0, 0(ca0)     | INTEGER    | no instruction cld; it is an instruction of capability mode",
            "ld a0, 8(ca1)      | INTEGER    | ld a0, 8(ca1): ab must be an integer register, found ca1",
            "cld a0, 8(a1)      | CAPABILITY | cld a0, 8(a1): ab must be a capability register, found a1",
            "addi a0, a1        | INTEGER    | addi a0, a1: addi takes 3 operands (rd, rs1, imm), not 2",
            "addi a0, a1, 2048  | INTEGER    | addi a0, a1, 2048: imm = 2048 cannot be encoded; it takes -2048..2047",
            "csetbounds ca0, ca1, 4096 | CAPABILITY | csetbounds ca0, ca1, 4096: uimm = 4096 cannot be encoded; it takes 0..4095",
            "c.lw a0, 4(t0)     | INTEGER    | c.lw a0, 4(t0): ab = 5 cannot be encoded; it takes 8..15",
            "lui a0, 0x100000   | INTEGER    | lui a0, 0x100000: imm = 1048576 cannot be encoded; it takes 20 bits, -524288..1048575",
            "lr.w a0, 4(a1)     | INTEGER    | lr.w a0, 4(a1): lr.w takes no offset, found 4(a1)",
            "jal a0, somewhere  | INTEGER    | jal a0, somewhere: imm must be a number, found somewhere"})
    void refusalsSayWhatIsWrong(String text, Mode mode, String message) {
        assertThatThrownBy(() -> ISA.parse(text, mode)).isInstanceOf(EncodingException.class).hasMessage(message);
    }

    @Test
    void symbolsStandForNumbers() {
        Insn insn = ISA.parse("cjal cra, there", Mode.CAPABILITY, s -> java.util.OptionalLong.of(s.equals("there") ? 64 : 0));
        assertThat(insn.encode()).isEqualTo(0x040000ef); // binutils: jal ra, . + 64
        assertThat(ISA.print(insn, Mode.CAPABILITY, 0x80000000L)).isEqualTo("cjal 0x80000040");
    }

    @Test
    void admissionRefusesWhatPermissionsDoNotGuard() {
        // ecall, sret, mret, wfi, sfence.vma a0, a1 and the first word of a semihosting call, as binutils writes them
        for (int word : new int[] {0x00000073, 0x10200073, 0x30200073, 0x10500073, 0x12b50073, 0x01f01013})
            assertThat(Admission.refusal(word)).as("%08x", word).isPresent();
        for (int word : new int[] {0x00100073 /* ebreak */, 0x00008067 /* ret */, 0x30002573 /* csrr: guarded by ASR */})
            assertThat(Admission.refusal(word)).as("%08x", word).isEmpty();
    }
}
