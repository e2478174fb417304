package dev.ufork.target.morello;

import dev.ufork.asm.AsmException;
import dev.ufork.asm.CodeConsumer;
import dev.ufork.asm.CodeElement.Align;
import dev.ufork.asm.CodeElement.Choice;
import dev.ufork.asm.CodeElement.Dialect;
import dev.ufork.asm.CodeElement.Instruction;
import dev.ufork.asm.CodeElement.Word;
import dev.ufork.asm.CommonAssembler;
import dev.ufork.asm.Place;
import dev.ufork.asm.Reference;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.Symbol;
import dev.ufork.isa.Insn;
import dev.ufork.isa.morello.A64;
import dev.ufork.isa.morello.Bitmask;
import dev.ufork.isa.morello.Cheri;
import dev.ufork.isa.morello.Mode;
import dev.ufork.isa.morello.Morello;
import dev.ufork.isa.morello.MorelloOp;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The Morello face of the assembler: assembly text becomes code elements. It starts in A64.
 *
 * <p>Instructions are written as {@link Morello#parse} reads them, and a label may stand where a distance does. A far place
 * is {@code adrp c0, name} with {@code :lo12:name} as the number of an add, load or store behind it, or a capability for it
 * from the table: {@code adrp c0, :got:name} and {@code ldr c0, [c0, :got_lo12:name]}, or both as {@code got c0, name}; {@code li x0, number} takes
 * as many instructions as the number needs. The directives are
 * {@code .function .local .object .end .mode .text .rodata .relro .data .bss .balign .space .quad .word .asciz .address .capability}; {@code //} begins
 * a comment. {@code adr c0, name+1} gives a C64 code pointer, whose lowest bit says the mode.
 */
public final class Assembler extends CommonAssembler<Assembler> {
    private static final int ZERO = 31;
    private static final Insn NOP = Morello.parse("hint #0x0", Mode.A64, 0);

    private Mode mode;

    public Assembler(CodeConsumer out) {
        this(out, Mode.A64);
    }

    /** @param mode in which it starts */
    public Assembler(CodeConsumer out, Mode mode) {
        super(out);
        this.mode = mode;
    }

    @Override protected Assembler self() {
        return this;
    }

    @Override protected String dialect(SectionId.Kind kind) {
        return kind.executed() ? MorelloCode.dialect(mode) : MorelloCode.DATA;
    }

    @Override protected void read(String file, String lines, int firstLine) {
        new AssemblyText(this, file).read(lines, firstLine);
    }

    /** From here on, code runs in this mode. It does not switch the core. */
    public Assembler mode(Mode now) {
        mode = now;
        return element(new Dialect(MorelloCode.dialect(now)));
    }

    public Mode mode() {
        return mode;
    }

    /** A capability for the place, made at start. */
    public Assembler capability(Place place) {
        return element(new Word(new Reference(Reloc.R_MORELLO_CAPINIT, place)));
    }

    @Override public Assembler align(int bytes) {
        return element(new Align(bytes, section().kind().executed() ? Optional.of(NOP) : Optional.empty()));
    }

    /** An instruction; operands in the order in which they are written, registers as numbers. */
    public Assembler insn(MorelloOp op, long... operands) {
        return element(Instruction.of(op.insn(operands)));
    }

    // ---- several instructions, or one with a place --------------------------------------------------------------

    /** {@code xd = value}, in as few instructions as moves of halves and bitmask immediates allow. */
    public Assembler li(long d, long value) {
        int zeros = halves(value, 0);
        int ones = halves(value, 0xffff);
        OptionalInt bits = Bitmask.encode(value, 64);
        if (zeros < 3 && ones < 3 && bits.isPresent()) {
            int n = bits.getAsInt();
            return insn(A64.ORR_LOG_IMM_64, d, ZERO, n >>> 12, n >>> 6 & 63, n & 63);
        }
        if (value >>> 32 == 0 && zeros < 3) {
            OptionalInt word = Bitmask.encode(value, 32);
            if (halves(~value & 0xffff_ffffL, 0) >= 3) return move(d, value | -1L << 32, true, A64.MOVN_32);
            if (word.isPresent()) return insn(A64.ORR_LOG_IMM_32, d, ZERO, word.getAsInt() >>> 6 & 63, word.getAsInt() & 63);
        }
        return move(d, value, ones > zeros, ones > zeros ? A64.MOVN_64 : A64.MOVZ_64);
    }

    private static int halves(long value, int equal) {
        int count = 0;
        for (int at = 0; at < 64; at += 16) if ((value >>> at & 0xffff) == equal) count++;
        return count;
    }

    /** The first half that is not the filling by {@code first}, the others by MOVK. */
    private Assembler move(long d, long value, boolean negative, MorelloOp first) {
        int filling = negative ? 0xffff : 0;
        boolean begun = false;
        for (int hw = 0; hw < 4; hw++) {
            long half = value >>> 16 * hw & 0xffff;
            if (half == filling) continue;
            insn(begun ? A64.MOVK_64 : first, d, begun ? half : half ^ filling, hw);
            begun = true;
        }
        return begun ? this : insn(first, d, 0, 0);
    }

    /** {@code cd} = the place, as PCC moved there, at most ±1 MiB away. */
    public Assembler adr(long d, Place place, long addend) {
        return element(Instruction.of(A64.ADR_C_I_C.insn(d, 0), new Reference(Reloc.R_AARCH64_ADR_PREL_LO21, place, addend)));
    }

    /** {@code cd} = the capability for the symbol, loaded from the capability table. */
    public Assembler got(long d, Symbol symbol) {
        element(Instruction.of(Cheri.ADRP_C_IP_C.insn(d, 0), new Reference(Reloc.R_MORELLO_ADR_GOT_PAGE, symbol)));
        return element(Instruction.of(Cheri.LDR_C_RIB_C.insn(d, d, 0), new Reference(Reloc.R_MORELLO_LD128_GOT_LO12_NC, symbol)));
    }

    /** Calls the place, linking in c30. */
    public Assembler call(Place place) {
        return element(Instruction.of(A64.BL.insn(0), new Reference(Reloc.R_MORELLO_CALL26, place)));
    }

    public Assembler jump(Place place) {
        return element(jumpTo(place));
    }

    private static Instruction jumpTo(Place place) {
        return Instruction.of(A64.B_UNCOND.insn(0), new Reference(Reloc.R_MORELLO_JUMP26, place));
    }

    /**
     * Branches at most ±128 MiB: where the row's own reach is not enough, the opposite branch skips a jump.
     *
     * @param op       B_COND, CBZ, CBNZ, TBZ or TBNZ
     * @param operands those before the label
     */
    public Assembler branch(MorelloOp op, long[] operands, Place place) {
        long[] all = java.util.Arrays.copyOf(operands, operands.length + 1);
        boolean tests = op == A64.TBZ || op == A64.TBNZ;
        Instruction near = Instruction.of(op.insn(all), new Reference(tests ? Reloc.R_MORELLO_TSTBR14 : Reloc.R_MORELLO_CONDBR19, place));
        long[] skip = all.clone();
        skip[operands.length] = 8;
        if (op == A64.B_COND) skip[0] ^= 1;
        return element(new Choice(List.of(List.of(near), List.of(Instruction.of(opposite(op).insn(skip)), jumpTo(place)))));
    }

    /** The row that branches where {@code op} does not; of B_COND, the condition's lowest bit does that. */
    static MorelloOp opposite(MorelloOp op) {
        return switch ((A64) op) {
            case B_COND -> A64.B_COND;
            case CBZ_32 -> A64.CBNZ_32;
            case CBZ_64 -> A64.CBNZ_64;
            case CBNZ_32 -> A64.CBZ_32;
            case CBNZ_64 -> A64.CBZ_64;
            case TBZ -> A64.TBNZ;
            case TBNZ -> A64.TBZ;
            default -> throw new IllegalArgumentException(op + " is no conditional branch");
        };
    }

    /**
     * Reads lines of assembly text, whose labels hold in all of it.
     *
     * @throws AsmException with everything that is wrong, line by line
     */
    public Assembler text(String file, String text) {
        new AssemblyText(this, file).read(text);
        return this;
    }
}
