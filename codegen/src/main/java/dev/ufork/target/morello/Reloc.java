package dev.ufork.target.morello;

import static dev.ufork.asm.RelocKind.Formula.ABSOLUTE;
import static dev.ufork.asm.RelocKind.Formula.PAGE;
import static dev.ufork.asm.RelocKind.Formula.RELATIVE;
import static dev.ufork.asm.RelocKind.Formula.TABLE_ABSOLUTE;
import static dev.ufork.asm.RelocKind.Formula.TABLE_PAGE;

import dev.ufork.asm.RelocKind;
import dev.ufork.isa.Field;
import dev.ufork.isa.morello.A64;
import dev.ufork.isa.morello.Cheri;
import dev.ufork.isa.morello.MorelloOp;

/**
 * The relocations of the AArch64 ELF psABI and of its Morello extension that our code uses, by their names and numbers.
 *
 * <p>Where the value goes is the hole of the row named here; any row of the same format has it in the same bits. LO12 and
 * NC in a name say that the hole takes the low twelve bits and that the others are not looked at.
 */
public enum Reloc implements RelocKind {
    //                             number  bytes  formula         where the value goes
    R_AARCH64_ABS64               (257,   8,  ABSOLUTE),
    R_AARCH64_ABS32               (258,   4,  ABSOLUTE),
    R_AARCH64_PREL32              (261,   4,  RELATIVE),
    R_AARCH64_LD_PREL_LO19        (273,   4,  RELATIVE,       A64.LDR_LIT_GEN_64, "label"),
    R_AARCH64_ADR_PREL_LO21       (274,   4,  RELATIVE,       A64.ADR_C_I_C, "label"),
    R_AARCH64_ADR_PREL_PG_HI21    (275,   4,  PAGE,           A64.ADRP_C_I_C, "label"),
    R_AARCH64_ADD_ABS_LO12_NC     (277,   4,  ABSOLUTE,       A64.ADD_ADDSUB_IMM_64, "imm12"),
    R_AARCH64_LDST8_ABS_LO12_NC   (278,   4,  ABSOLUTE,       A64.LDRB_IMM_UNSIGNED, "imm"),
    R_AARCH64_TSTBR14             (279,   4,  RELATIVE,       A64.TBZ, "label"),
    R_AARCH64_CONDBR19            (280,   4,  RELATIVE,       A64.B_COND, "label"),
    R_AARCH64_JUMP26              (282,   4,  RELATIVE,       A64.B_UNCOND, "label"),
    R_AARCH64_CALL26              (283,   4,  RELATIVE,       A64.BL, "label"),
    R_AARCH64_LDST16_ABS_LO12_NC  (284,   4,  ABSOLUTE,       A64.LDRH_IMM_UNSIGNED, "imm"),
    R_AARCH64_LDST32_ABS_LO12_NC  (285,   4,  ABSOLUTE,       A64.LDR_IMM_GEN_UNSIGNED_32, "imm"),
    R_AARCH64_LDST64_ABS_LO12_NC  (286,   4,  ABSOLUTE,       A64.LDR_IMM_GEN_UNSIGNED_64, "imm"),
    R_AARCH64_LDST128_ABS_LO12_NC (299,   4,  ABSOLUTE,       Cheri.LDR_C_RIB_C, "imm"),
    R_MORELLO_TSTBR14             (57344, 4,  RELATIVE,       A64.TBZ, "label"),
    R_MORELLO_CONDBR19            (57345, 4,  RELATIVE,       A64.B_COND, "label"),
    R_MORELLO_JUMP26              (57346, 4,  RELATIVE,       A64.B_UNCOND, "label"),
    R_MORELLO_CALL26              (57347, 4,  RELATIVE,       A64.BL, "label"),
    R_MORELLO_LD_PREL_LO17        (57348, 4,  RELATIVE,       Cheri.LDR_C_I_C, "label"),
    R_MORELLO_ADR_PREL_PG_HI20    (57349, 4,  PAGE,           Cheri.ADRP_C_IP_C, "label"),
    R_MORELLO_ADR_GOT_PAGE        (57351, 4,  TABLE_PAGE,     Cheri.ADRP_C_IP_C, "label"),
    R_MORELLO_LD128_GOT_LO12_NC   (57352, 4,  TABLE_ABSOLUTE, Cheri.LDR_C_RIB_C, "imm"),
    R_MORELLO_CAPINIT             (59392, 16, Formula.CAPABILITY);

    /** Number of the dynamic relocation that adds the load address to 64 bits; it never stands in code. */
    static final int R_AARCH64_RELATIVE = 1027;

    private static final long LOW = 0xfff;

    private final int number;
    private final int bytes;
    private final Formula formula;
    private final Field hole;
    private final boolean low;

    Reloc(int number, int bytes, Formula formula) {
        this(number, bytes, formula, null, null);
    }

    Reloc(int number, int bytes, Formula formula, MorelloOp format, String hole) {
        this.number = number;
        this.bytes = bytes;
        this.formula = formula;
        this.hole = format == null ? null : format.pattern().field(hole);
        low = name().contains("_LO12_NC");
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public int bytes() {
        return bytes;
    }

    @Override
    public Formula formula() {
        return formula;
    }

    private long part(long value) {
        return low ? value & LOW : value;
    }

    @Override
    public boolean fits(long value) {
        if (hole != null) return hole.fits(part(value));
        return bytes != 4 || value == (int) value || value >>> 32 == 0;
    }

    @Override
    public String reach() {
        if (hole == null) return "32 bits";
        String range = low ? "any address" : hole.min() + ".." + hole.max();
        return range + ", a multiple of " + hole.step();
    }

    @Override
    public long insert(long bits, long value) {
        return hole == null ? value : Integer.toUnsignedLong(hole.insert((int) bits, part(value)));
    }
}
