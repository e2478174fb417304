package dev.ufork.target.morello;

import static dev.ufork.asm.RelocKind.Formula.ABSOLUTE;
import static dev.ufork.asm.RelocKind.Formula.RELATIVE;

import dev.ufork.asm.RelocKind;
import dev.ufork.isa.Field;
import dev.ufork.isa.morello.A64;
import dev.ufork.isa.morello.Cheri;
import dev.ufork.isa.morello.MorelloOp;

/**
 * The relocations of the AArch64 ELF psABI and of its Morello extension that our code uses, by their names and numbers.
 *
 * <p>Where the value goes is the hole {@code label} or {@code imm12} of the row named here; any row of the same format has
 * it in the same bits. Relocations of pages (ADRP) are not here: the linker's formulas do not have them.
 */
public enum Reloc implements RelocKind {
    //                          number  bytes  formula     where the value goes
    R_AARCH64_ABS64            (257,   8,  ABSOLUTE),
    R_AARCH64_ABS32            (258,   4,  ABSOLUTE),
    R_AARCH64_PREL32           (261,   4,  RELATIVE),
    R_AARCH64_LD_PREL_LO19     (273,   4,  RELATIVE, A64.LDR_LIT_GEN_64),
    R_AARCH64_ADR_PREL_LO21    (274,   4,  RELATIVE, A64.ADR_C_I_C),
    R_AARCH64_TSTBR14          (279,   4,  RELATIVE, A64.TBZ),
    R_AARCH64_CONDBR19         (280,   4,  RELATIVE, A64.B_COND),
    R_AARCH64_JUMP26           (282,   4,  RELATIVE, A64.B_UNCOND),
    R_AARCH64_CALL26           (283,   4,  RELATIVE, A64.BL),
    R_MORELLO_TSTBR14          (57344, 4,  RELATIVE, A64.TBZ),
    R_MORELLO_CONDBR19         (57345, 4,  RELATIVE, A64.B_COND),
    R_MORELLO_JUMP26           (57346, 4,  RELATIVE, A64.B_UNCOND),
    R_MORELLO_CALL26           (57347, 4,  RELATIVE, A64.BL),
    R_MORELLO_LD_PREL_LO17     (57348, 4,  RELATIVE, Cheri.LDR_C_I_C),
    R_MORELLO_CAPINIT          (59392, 16, Formula.CAPABILITY);

    /** Number of the dynamic relocation that adds the load address to 64 bits; it never stands in code. */
    static final int R_AARCH64_RELATIVE = 1027;

    private final int number;
    private final int bytes;
    private final Formula formula;
    private final Field hole;

    Reloc(int number, int bytes, Formula formula) {
        this(number, bytes, formula, null);
    }

    Reloc(int number, int bytes, Formula formula, MorelloOp format) {
        this.number = number;
        this.bytes = bytes;
        this.formula = formula;
        hole = format == null ? null : format.pattern().field("label");
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

    @Override
    public boolean fits(long value) {
        if (hole != null) return hole.fits(value);
        return bytes != 4 || value == (int) value || value >>> 32 == 0;
    }

    @Override
    public String reach() {
        return hole == null ? "32 bits" : hole.min() + ".." + hole.max() + ", a multiple of " + hole.step();
    }

    @Override
    public long insert(long bits, long value) {
        return hole == null ? value : Integer.toUnsignedLong(hole.insert((int) bits, value));
    }
}
