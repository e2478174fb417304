package dev.ufork.target.riscv;

import static dev.ufork.asm.RelocKind.Formula.ABSOLUTE;
import static dev.ufork.asm.RelocKind.Formula.PAIRED;
import static dev.ufork.asm.RelocKind.Formula.RELATIVE;
import static dev.ufork.asm.RelocKind.Formula.SIZE;
import static dev.ufork.asm.RelocKind.Formula.TABLE;

import dev.ufork.asm.RelocKind;
import dev.ufork.isa.Field;
import dev.ufork.isa.riscv.Base;
import dev.ufork.isa.riscv.Compressed;
import dev.ufork.isa.riscv.RvOp;

/**
 * The relocations of the RISC-V ELF psABI and of its CHERI extension that our code uses, by their names and numbers.
 *
 * <p>Where the value goes is the hole {@code imm} of the row named here; any row of the same format has it in the same
 * bits.
 */
public enum Reloc implements RelocKind {
    //                                  number  bytes  formula    where the value goes
    R_RISCV_32                             (1,   4, ABSOLUTE, Part.WORD),
    R_RISCV_64                             (2,   8, ABSOLUTE, Part.WORD),
    R_RISCV_BRANCH                         (16,  4, RELATIVE, Part.WHOLE, Base.BEQ),
    R_RISCV_JAL                            (17,  4, RELATIVE, Part.WHOLE, Base.JAL),
    R_RISCV_CALL_PLT                       (19,  8, RELATIVE, Part.BOTH, Base.AUIPC),
    R_RISCV_PCREL_HI20                     (23,  4, RELATIVE, Part.HIGH, Base.AUIPC),
    R_RISCV_PCREL_LO12_I                   (24,  4, PAIRED,   Part.LOW, Base.ADDI),
    R_RISCV_PCREL_LO12_S                   (25,  4, PAIRED,   Part.LOW, Base.SD),
    R_RISCV_HI20                           (26,  4, ABSOLUTE, Part.HIGH, Base.LUI),
    R_RISCV_LO12_I                         (27,  4, ABSOLUTE, Part.LOW, Base.ADDI),
    R_RISCV_LO12_S                         (28,  4, ABSOLUTE, Part.LOW, Base.SD),
    R_RISCV_RVC_BRANCH                     (44,  2, RELATIVE, Part.WHOLE, Compressed.C_BEQZ),
    R_RISCV_RVC_JUMP                       (45,  2, RELATIVE, Part.WHOLE, Compressed.C_J),
    R_RISCV_32_PCREL                       (57,  4, RELATIVE, Part.WORD),
    R_RISCV_CHERI_CAPTAB_PCREL_HI20        (192, 4, TABLE,    Part.HIGH, Base.AUIPC),
    R_RISCV_CHERI_CAPABILITY               (193, 16, Formula.CAPABILITY, Part.WORD),
    R_RISCV_CHERI_SIZE                     (195, 8, SIZE,     Part.WORD),
    R_RISCV_CHERI_CJAL                     (199, 4, RELATIVE, Part.WHOLE, Base.JAL),
    R_RISCV_CHERI_CCALL                    (200, 8, RELATIVE, Part.BOTH, Base.AUIPC);

    /** Number of the dynamic relocation that adds the load address; it never stands in code. */
    static final int R_RISCV_RELATIVE = 3;

    private static final long LOW_SIGN = 0x800;
    private static final long LOW_MASK = 0xfff;

    private enum Part {
        /** The value is the word. */
        WORD,
        /** The hole takes the whole value. */
        WHOLE,
        /** The hole takes the upper 20 of 32 bits, rounded so that a signed low part completes them. */
        HIGH,
        /** The hole takes the lower 12 bits, signed. */
        LOW,
        /** HIGH in this word, and LOW in the next one, which is a jump through a register. */
        BOTH
    }

    private final int number;
    private final int bytes;
    private final Formula formula;
    private final Part part;
    private final Field hole;

    Reloc(int number, int bytes, Formula formula, Part part) {
        this(number, bytes, formula, part, null);
    }

    Reloc(int number, int bytes, Formula formula, Part part, RvOp format) {
        this.number = number;
        this.bytes = bytes;
        this.formula = formula;
        this.part = part;
        this.hole = format == null ? null : format.pattern().field("imm");
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
        return switch (part) {
            case WORD -> bytes != 4 || value == (int) value || value >>> 32 == 0;
            case WHOLE -> hole.fits(value);
            case HIGH, LOW, BOTH -> high(value) == (int) high(value);
        };
    }

    @Override
    public String reach() {
        return switch (part) {
            case WORD -> "32 bits";
            case WHOLE -> hole.min() + ".." + hole.max() + ", even";
            case HIGH, LOW, BOTH -> Integer.MIN_VALUE - LOW_SIGN + ".." + (Integer.MAX_VALUE - LOW_SIGN);
        };
    }

    @Override
    public long insert(long bits, long value) {
        return switch (part) {
            case WORD -> value;
            case WHOLE -> word(bits, value);
            case HIGH -> word(bits, high(value));
            case LOW -> word(bits, low(value));
            case BOTH -> word(bits, high(value))
                    | (long) Base.JALR.pattern().field("imm").insert((int) (bits >>> 32), low(value)) << 32;
        };
    }

    private long word(long bits, long value) {
        return Integer.toUnsignedLong(hole.insert((int) bits, value));
    }

    private static long high(long value) {
        return value + LOW_SIGN & ~LOW_MASK;
    }

    private static long low(long value) {
        return value - high(value);
    }
}
