package dev.ufork.target.riscv;

import static dev.ufork.isa.riscv.XReg.RA;
import static dev.ufork.isa.riscv.XReg.T1;
import static dev.ufork.isa.riscv.XReg.ZERO;

import dev.ufork.asm.CodeConsumer;
import dev.ufork.asm.CodeElement;
import dev.ufork.asm.CodeElement.Align;
import dev.ufork.asm.CodeElement.Choice;
import dev.ufork.asm.CodeElement.Data;
import dev.ufork.asm.CodeElement.Dialect;
import dev.ufork.asm.CodeElement.Instruction;
import dev.ufork.asm.CodeElement.Space;
import dev.ufork.asm.CodeElement.Word;
import dev.ufork.asm.CommonAssembler;
import dev.ufork.asm.Label;
import dev.ufork.asm.Place;
import dev.ufork.asm.Reference;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.Symbol;
import dev.ufork.elf.ByteSink;
import dev.ufork.isa.Insn;
import dev.ufork.isa.riscv.Admission;
import dev.ufork.isa.riscv.Base;
import dev.ufork.isa.riscv.Compressed;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.isa.riscv.XReg;
import dev.ufork.isa.riscv.xcheri.Cheri;
import dev.ufork.isa.riscv.xcheri.CheriMemory;
import dev.ufork.isa.riscv.xcheri.Shorter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The RISC-V face of the assembler: instructions, pseudo-instructions and assembly text become code elements.
 *
 * <p>It starts in capability mode, and writes compressed instructions once told to. Pseudo-instructions have the names of the RISC-V and CHERI-RISC-V psABIs. Those that
 * may have to go far take one instruction when the place is near; {@link #call} and {@link #tail} then need a register
 * (ra, t1) for the long way, a {@link #branch} goes at most ±1 MiB.
 */
public final class Assembler extends CommonAssembler<Assembler> {
    private static final Insn NOP = Base.ADDI.insn(0, 0, 0);
    private static final Insn HALF_NOP = Compressed.C_NOP.insn();
    private static final List<RvOp> BRANCHES = List.of(Base.BEQ, Base.BNE, Base.BLT, Base.BGE, Base.BLTU, Base.BGEU);

    private Mode mode = Mode.CAPABILITY;
    private boolean compressing;
    /** The upper half of the word that stands before, if it is known, else 0. */
    private int before;

    public Assembler(CodeConsumer out) {
        super(out);
    }

    @Override protected Assembler self() {
        return this;
    }

    @Override protected String dialect(SectionId.Kind kind) {
        return kind.executed() ? RiscvCode.dialect(mode) : RiscvCode.DATA;
    }

    @Override protected void read(String file, String lines, int firstLine) {
        new AssemblyText(this, file).read(lines, firstLine);
    }

    @Override public Assembler element(CodeElement element) {
        if (element instanceof Instruction || element instanceof Choice || element instanceof Data) before = 0;
        return super.element(element);
    }

    /** From here on, instructions of capability mode are compressed where that is possible. */
    public Assembler compressing() {
        compressing = true;
        return this;
    }

    /** From here on, code runs in this mode. It does not switch the hart. */
    public Assembler mode(Mode now) {
        mode = now;
        return element(new Dialect(RiscvCode.dialect(now)));
    }

    public Mode mode() {
        return mode;
    }

    @Override public Assembler align(int bytes) {
        return element(new Align(bytes, section().kind().executed() ? Optional.of(compressing ? HALF_NOP : NOP) : Optional.empty()));
    }

    /** The low {@code width} bytes of {@code value}. */
    public Assembler word(long value, int width) {
        return bytes(new ByteSink().little(value, width).toByteArray());
    }

    public Assembler space(long bytes) {
        return element(new Space(bytes));
    }

    /** 64 bits: the place's address. */
    public Assembler address(Place place, long addend) {
        return element(new Word(new Reference(Reloc.R_RISCV_64, place, addend)));
    }

    /** A capability for the place, made at start. */
    public Assembler capability(Place place, long addend) {
        return element(new Word(new Reference(Reloc.R_RISCV_CHERI_CAPABILITY, place, addend)));
    }

    /** An instruction; operands in the assembler's order, registers as numbers. */
    public Assembler insn(RvOp op, long... operands) {
        return insn(op.insn(operands));
    }

    public Assembler insn(Insn insn) {
        if (!compressing || mode != Mode.CAPABILITY) return element(Instruction.of(insn));
        Insn shortest = Shorter.of(insn).orElse(insn);
        int word = shortest.encode();
        // What lies across two instructions is text too, and could be refused for what it reads as.
        if (Admission.refusal(before | word << 16).isPresent()) element(Instruction.of(HALF_NOP));
        element(Instruction.of(shortest));
        before = shortest == insn ? word >>> 16 : 0;
        return this;
    }

    /** An instruction whose operand {@code imm}, given as 0, depends on a place. */
    public Assembler insn(Insn insn, Reference reference) {
        return element(Instruction.of(insn, reference));
    }

    // ---- pseudo-instructions ------------------------------------------------------------------------------------

    /** {@code rd = value}, in as few instructions as lui, addi and slli allow. */
    public Assembler li(XReg rd, long value) {
        if (Base.ADDI.pattern().field("imm").fits(value)) return insn(Base.ADDI, rd.number(), 0, value);
        long low = value << 52 >> 52;
        if (value == (int) value) {
            insn(Base.LUI, rd.number(), (int) (value - low));
            return low == 0 ? this : insn(Base.ADDIW, rd.number(), rd.number(), low);
        }
        long high = value - low >> 12;
        int zeros = Long.numberOfTrailingZeros(high);
        li(rd, high >> zeros);
        insn(Base.SLLI, rd.number(), rd.number(), 12 + zeros);
        return low == 0 ? this : insn(Base.ADDI, rd.number(), rd.number(), low);
    }

    /** {@code rd} = the place, as PCC moved there; in integer mode its address. (cllc, lla) */
    public Assembler lla(XReg rd, Place place) {
        return pair(rd, new Reference(Reloc.R_RISCV_PCREL_HI20, place),
                mode == Mode.CAPABILITY ? Cheri.CIncOffsetImmediate : Base.ADDI);
    }

    /** {@code rd} = the capability for the symbol, loaded from the capability table. (clgc) */
    public Assembler lgc(XReg rd, Symbol symbol) {
        Label here = new Label("captab_" + symbol);
        bind(here);
        insn(Base.AUIPC.insn(rd.number(), 0), new Reference(Reloc.R_RISCV_CHERI_CAPTAB_PCREL_HI20, symbol));
        return insn(CheriMemory.LC.insn(rd.number(), 0, rd.number()), new Reference(Reloc.R_RISCV_PCREL_LO12_I, here));
    }

    private Assembler pair(XReg rd, Reference first, RvOp second) {
        Label here = new Label("pcrel_" + first.place());
        bind(here);
        insn(Base.AUIPC.insn(rd.number(), 0), first);
        return insn(second.insn(rd.number(), rd.number(), 0), new Reference(Reloc.R_RISCV_PCREL_LO12_I, here));
    }

    /** Calls the place, linking in ra. */
    public Assembler call(Place place) {
        return go(RA, RA, place);
    }

    /** Jumps to the place without linking; a long way goes through t1. */
    public Assembler tail(Place place) {
        return go(ZERO, T1, place);
    }

    private Assembler go(XReg link, XReg through, Place place) {
        boolean capability = mode == Mode.CAPABILITY;
        Reference near = new Reference(capability ? Reloc.R_RISCV_CHERI_CJAL : Reloc.R_RISCV_JAL, place);
        Reference far = new Reference(capability ? Reloc.R_RISCV_CHERI_CCALL : Reloc.R_RISCV_CALL_PLT, place);
        return element(new Choice(List.of(
                List.of(Instruction.of(Base.JAL.insn(link.number(), 0), near)),
                List.of(Instruction.of(Base.AUIPC.insn(through.number(), 0), far),
                        Instruction.of(Base.JALR.insn(link.number(), 0, through.number()))))));
    }

    /** Jumps at most ±1 MiB. */
    public Assembler jump(Place place) {
        Instruction full = jal(ZERO, place);
        return compressing ? element(new Choice(List.of(List.of(compressed(full, Reloc.R_RISCV_RVC_JUMP)), List.of(full)))) : element(full);
    }

    /** Jumps at most ±1 MiB in four bytes, for tables. */
    public Assembler fullJump(Place place) {
        return element(jal(ZERO, place));
    }

    /** The instruction of half the length; its reach is less. */
    private static Instruction compressed(Instruction full, Reloc kind) {
        Reference to = full.reference().orElseThrow();
        return Instruction.of(Shorter.of(full.insn()).orElseThrow(), new Reference(kind, to.place(), to.addend()));
    }

    private Instruction jal(XReg link, Place place) {
        return Instruction.of(Base.JAL.insn(link.number(), 0), new Reference(Reloc.R_RISCV_JAL, place));
    }

    /**
     * Branches at most ±1 MiB: where ±4 KiB are not enough, the opposite branch skips a jump.
     *
     * @param op {@code BEQ} to {@code BGEU}
     */
    public Assembler branch(RvOp op, XReg rs1, XReg rs2, Place place) {
        RvOp opposite = BRANCHES.get(BRANCHES.indexOf(op) ^ 1);
        Instruction near = Instruction.of(op.insn(rs1.number(), rs2.number(), 0), new Reference(Reloc.R_RISCV_BRANCH, place));
        Instruction skip = Instruction.of(opposite.insn(rs1.number(), rs2.number(), 8));
        List<List<Instruction>> forms = new ArrayList<>();
        if (compressing && Shorter.of(near.insn()).isPresent()) forms.add(List.of(compressed(near, Reloc.R_RISCV_RVC_BRANCH)));
        forms.add(List.of(near));
        forms.add(List.of(skip, jal(ZERO, place)));
        return element(new Choice(forms));
    }

    /** Returns through ra. */
    public Assembler ret() {
        return insn(Base.JALR, 0, 0, RA.number());
    }
}
