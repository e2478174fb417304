package dev.ufork.target.riscv;

import static dev.ufork.isa.riscv.Base.FENCE;
import static dev.ufork.isa.riscv.xcheri.Cheri.CIncOffset;
import static dev.ufork.isa.riscv.xcheri.Cheri.CIncOffsetImmediate;
import static dev.ufork.isa.riscv.xcheri.Cheri.CLoadTags;

import dev.ufork.ir.Attribute;
import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.IrException;
import dev.ufork.ir.Mem;
import dev.ufork.ir.MemoryOrder;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.StackSlot;
import dev.ufork.ir.Value;
import dev.ufork.isa.riscv.Atomic;
import dev.ufork.isa.riscv.Base;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.isa.riscv.xcheri.CheriMemory;
import dev.ufork.mir.MOperand;
import dev.ufork.mir.MOperand.Area;
import dev.ufork.mir.MOperand.FrameOffset;
import dev.ufork.regalloc.RegKind;
import dev.ufork.regalloc.RegView;

/** Loads, stores, atomics and fences, by the table of mappings from memory orders in the RISC-V manual, appendix A.5. */
abstract class RvMemoryRules extends RvCompareRules {
    private static final int READS = 2;
    private static final int WRITES = 1;
    private static final int BOTH = READS | WRITES;
    /** Accesses to devices are ordered too. */
    private static final int ALL = 15;

    /** Frames with more bytes of slots than this may be too large for direct accesses. */
    private static final long DIRECT_SLOTS = 1024;

    private static final long HALF_WAY = 2032;

    private record Address(MOperand base, MOperand offset) {}

    RvMemoryRules(Function function) {
        super(function);
    }

    private Address address(Value cap, Access access) {
        long offset = access.offset();
        Insn maker = maker(cap);
        // One's own slot, within its bounds, is as well reached from the stack pointer.
        if (maker != null && maker.op() == Opcode.STACK && slotBytes() <= DIRECT_SLOTS) {
            StackSlot slot = ((Attribute.Slot) maker.attribute()).slot();
            if (0 <= offset && offset + access.mem().bytes() <= slot.size())
                return new Address(STACK, new FrameOffset(new Area.Slot(slot.index()), offset));
        }
        // An address so near to one in bounds is representable, so nothing is permitted that was not.
        if (maker != null && maker.op() == Opcode.CAP_ADD && number(maker.arg(1)).isPresent() && fits12(offset)) {
            long sum = offset + valueOf(maker.arg(1));
            if (fits12(sum)) return new Address(MOperand.use(use(maker.arg(0))), imm(sum));
        }
        if (fits12(offset)) return new Address(MOperand.use(use(cap)), imm(offset));
        // Two immediates reach twice as far as one; the second keeps the alignment.
        long half = offset > 0 ? HALF_WAY : -HALF_WAY;
        if (fits12(offset - half)) return new Address(moved(cap, half), imm(offset - half));
        return new Address(moved(cap, offset), imm(0));
    }

    private long slotBytes() {
        long bytes = 0;
        for (StackSlot s : function.slots()) bytes += s.size();
        return bytes;
    }

    /** A capability moved by an offset that no immediate of an access reaches. */
    private MOperand moved(Value cap, long offset) {
        if (offset == 0) return MOperand.use(use(cap));
        return fits12(offset)
            ? intermediate(RegKind.CAP, CIncOffsetImmediate, in(cap), imm(offset))
            : intermediate(RegKind.CAP, CIncOffset, in(cap), MOperand.use(constantRegister(offset)));
    }

    final void load(Insn i) {
        Access access = i.access();
        if (access.order() == MemoryOrder.SEQ_CST) fence(BOTH, BOTH);
        Address at = address(i.arg(0), access);
        RvOp op = switch (access.mem()) {
            case U8 -> Base.LBU;
            case S8 -> Base.LB;
            case U16 -> Base.LHU;
            case S16 -> Base.LH;
            case I32 -> isZeroExtended(i) ? Base.LWU : Base.LW;
            case I64 -> Base.LD;
            case CAP -> CheriMemory.LC;
        };
        emit(op, def(i), at.offset(), at.base());
        if (access.order().acquires()) fence(READS, BOTH);
    }

    final void store(Insn i) {
        Access access = i.access();
        if (access.order().releases()) fence(BOTH, WRITES);
        Address at = address(i.arg(0), access);
        Value v = i.arg(1);
        switch (access.mem()) {
            case U8, S8 -> emit(Base.SB, low(v), at.offset(), at.base());
            case U16, S16 -> emit(Base.SH, low(v), at.offset(), at.base());
            case I32 -> emit(Base.SW, low(v), at.offset(), at.base());
            case I64 -> emit(Base.SD, in(v), at.offset(), at.base());
            case CAP -> emit(CheriMemory.SC, in(v), at.offset(), at.base());
        }
        if (access.order() == MemoryOrder.SEQ_CST) fence(BOTH, BOTH);
    }

    final void loadTags(Insn i) {
        emit(CLoadTags, def(i), moved(i.arg(0), i.access().offset()));
    }

    final void fence(Insn i) {
        switch (((Attribute.Order) i.attribute()).order()) {
            case PLAIN, RELAXED -> { }
            case ACQUIRE -> fence(READS, BOTH);
            case RELEASE -> fence(BOTH, WRITES);
            case ACQ_REL -> fence(BOTH, BOTH);
            case SEQ_CST -> fence(ALL, ALL);
        }
    }

    private void fence(int before, int after) {
        emit(FENCE, imm(before), imm(after));
    }

    /** Swap, add, and, or, xor: one instruction, at an address without offset. */
    final void atomic(Insn i) {
        Access access = i.access();
        boolean wide = access.mem() == Mem.I64;
        RvOp op = switch (i.op()) {
            case SWAP -> access.mem() == Mem.CAP ? CheriMemory.AMOSWAP_C : wide ? Atomic.AMOSWAP_D : Atomic.AMOSWAP_W;
            case ATOMIC_ADD -> wide ? Atomic.AMOADD_D : Atomic.AMOADD_W;
            case ATOMIC_AND -> wide ? Atomic.AMOAND_D : Atomic.AMOAND_W;
            case ATOMIC_OR -> wide ? Atomic.AMOOR_D : Atomic.AMOOR_W;
            case ATOMIC_XOR -> wide ? Atomic.AMOXOR_D : Atomic.AMOXOR_W;
            default -> throw new IllegalArgumentException(i.op() + " is no atomic operation");
        };
        requireWord(i);
        MOperand base = moved(i.arg(0), access.offset());
        emit(new RvMacro.Amo(op, access.order().acquires(), access.order().releases()), def(i), in(i.arg(1)), base);
    }

    final void compareAndSwap(Insn i) {
        requireWord(i);
        Access access = i.access();
        boolean cap = access.mem() == Mem.CAP;
        boolean wide = access.mem() == Mem.I64;
        RvOp load = cap ? CheriMemory.LR_C : wide ? Atomic.LR_D : Atomic.LR_W;
        RvOp store = cap ? CheriMemory.SC_C : wide ? Atomic.SC_D : Atomic.SC_W;
        MOperand base = moved(i.arg(0), access.offset());
        MOperand expected = in(i.arg(1));
        MOperand replacement = in(i.arg(2));
        emit(new RvMacro.CompareAndSwap(load, store, cap, access.order()),
            early(result(i)), early(temp(RegKind.INT)), base, expected, replacement);
    }

    private static MOperand early(int vreg) {
        return new MOperand.Virtual(vreg, RegView.Access.EARLY_DEF);
    }

    private void requireWord(Insn i) {
        Mem mem = i.access().mem();
        if (mem.bytes() < 4)
            throw new IrException("%s: %s on %s memory; RISC-V has atomics of 4, 8 and 16 bytes only: widen the field"
                .formatted(i.pos(), i.op().text(), mem.text()));
    }
}
