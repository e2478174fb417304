package dev.ufork.target.morello;

import static dev.ufork.isa.morello.A64.*;
import static dev.ufork.isa.morello.Cheri.*;

import dev.ufork.ir.Attribute;
import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.IrException;
import dev.ufork.ir.Mem;
import dev.ufork.ir.MemoryOrder;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.StackSlot;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.isa.morello.MorelloOp;
import dev.ufork.mir.MInsn;
import dev.ufork.mir.MOperand;
import dev.ufork.mir.MOperand.Area;
import dev.ufork.mir.MOperand.FrameOffset;
import dev.ufork.regalloc.RegKind;
import dev.ufork.regalloc.RegView;
import java.util.List;

/** Loads, stores, atomics and fences. */
abstract class MoMemoryRules extends MoCompareRules {
    private static final int DMB_ISHLD = 9;
    private static final int DMB_ISH = 11;
    private static final int DMB_SY = 15;

    /** An offset so small keeps an address near one in bounds representable. */
    private static final long NEAR = 4096;

    /** The rows of one kind of access: scaled offset, any small offset, register as offset. */
    private record Forms(MorelloOp scaled, MorelloOp unscaled, MorelloOp indexed) {}

    private record Address(Shape shape, MOperand... operands) {}

    private enum Shape { SCALED, UNSCALED, INDEXED }

    /** The operands of a register offset: register, signed, 64 bits wide, scaled. */
    private record Index(Value register, boolean word, int signed, int wide, int scaled) {}

    MoMemoryRules(Function function) {
        super(function);
    }

    private Address address(Value cap, Access access) {
        long offset = access.offset();
        int bytes = access.mem().bytes();
        Insn maker = maker(cap);
        // One's own slot, within its bounds, is as well reached from the stack pointer.
        if (maker != null && maker.op() == Opcode.STACK) {
            StackSlot slot = ((Attribute.Slot) maker.attribute()).slot();
            if (0 <= offset && offset + bytes <= slot.size() && offset % bytes == 0 && slot.align() >= bytes)
                return new Address(Shape.SCALED, STACK, new FrameOffset(new Area.Slot(slot.index()), offset));
        }
        if (maker != null && maker.op() == Opcode.CAP_ADD) {
            Value added = maker.arg(1);
            // An address so near to one in bounds is representable, so nothing is permitted that was not.
            if (number(added).isPresent() && -NEAR <= offset && offset < NEAR) {
                Address sum = immediate(maker.arg(0), offset + valueOf(added), bytes);
                if (sum != null) return sum;
            } else if (offset == 0 && number(added).isEmpty()) {
                return indexed(maker.arg(0), index(added, bytes));
            }
        }
        Address plain = immediate(cap, offset, bytes);
        return plain != null ? plain : new Address(Shape.INDEXED, reg(cap), MOperand.use(constantRegister(offset)), imm(0), imm(1), imm(0));
    }

    private Address immediate(Value cap, long offset, int bytes) {
        if (offset >= 0 && offset % bytes == 0 && offset / bytes < 4096) return new Address(Shape.SCALED, reg(cap), imm(offset));
        return -256 <= offset && offset < 256 ? new Address(Shape.UNSCALED, reg(cap), imm(offset)) : null;
    }

    private Address indexed(Value base, Index i) {
        return new Address(Shape.INDEXED, reg(base), i.word() ? low(i.register()) : in(i.register()), imm(i.signed()), imm(i.wide()), imm(i.scaled()));
    }

    private Index index(Value v, int bytes) {
        if (maker(v) instanceof Insn shl && shl.op() == Opcode.SHL && number(shl.arg(1)).isPresent()
                && (valueOf(shl.arg(1)) & 63) == Integer.numberOfTrailingZeros(bytes)) return extended(shl.arg(0), bytes == 1 ? 0 : 1);
        return extended(v, 0);
    }

    /** The extension is the access's work, unless it is none. */
    private Index extended(Value v, int scaled) {
        if (maker(v) instanceof Insn i && sameRegister(i) == i) {
            if (i.op() == Opcode.SEXT) return new Index(i.arg(0), true, 1, 0, scaled);
            if (i.op() == Opcode.ZEXT) return new Index(i.arg(0), true, 0, 0, scaled);
        }
        return new Index(v, false, 0, 1, scaled);
    }

    private void access(Forms forms, MOperand data, Address at) {
        MorelloOp op = switch (at.shape()) {
            case SCALED -> forms.scaled();
            case UNSCALED -> forms.unscaled();
            case INDEXED -> forms.indexed();
        };
        MOperand[] all = new MOperand[at.operands().length + 1];
        all[0] = data;
        System.arraycopy(at.operands(), 0, all, 1, at.operands().length);
        emit(op, all);
    }

    private static Forms loads(Mem mem, boolean wide) {
        return switch (mem) {
            case U8 -> new Forms(LDRB_IMM_UNSIGNED, LDURB, LDRB_REG);
            case S8 -> wide ? new Forms(LDRSB_IMM_UNSIGNED_64, LDURSB_64, LDRSB_REG_64) : new Forms(LDRSB_IMM_UNSIGNED_32, LDURSB_32, LDRSB_REG_32);
            case U16 -> new Forms(LDRH_IMM_UNSIGNED, LDURH, LDRH_REG);
            case S16 -> wide ? new Forms(LDRSH_IMM_UNSIGNED_64, LDURSH_64, LDRSH_REG_64) : new Forms(LDRSH_IMM_UNSIGNED_32, LDURSH_32, LDRSH_REG_32);
            case I32 -> wide ? new Forms(LDRSW_IMM_UNSIGNED, LDURSW, LDRSW_REG) : new Forms(LDR_IMM_GEN_UNSIGNED_32, LDUR_GEN_32, LDR_REG_GEN_32);
            case I64 -> new Forms(LDR_IMM_GEN_UNSIGNED_64, LDUR_GEN_64, LDR_REG_GEN_64);
            case CAP -> new Forms(LDR_C_RIB_C, LDUR_C_RI_C, LDR_C_RRB_C);
        };
    }

    private static Forms stores(Mem mem) {
        return switch (mem) {
            case U8, S8 -> new Forms(STRB_IMM_UNSIGNED, STURB, STRB_REG);
            case U16, S16 -> new Forms(STRH_IMM_UNSIGNED, STURH, STRH_REG);
            case I32 -> new Forms(STR_IMM_GEN_UNSIGNED_32, STUR_GEN_32, STR_REG_GEN_32);
            case I64 -> new Forms(STR_IMM_GEN_UNSIGNED_64, STUR_GEN_64, STR_REG_GEN_64);
            case CAP -> new Forms(STR_C_RIB_C, STUR_C_RI_C, STR_C_RRB_C);
        };
    }

    final void load(Insn i) {
        Access access = i.access();
        if (access.order().acquires() || access.order() == MemoryOrder.SEQ_CST) {
            acquire(i, access);
            return;
        }
        access(loads(access.mem(), signExtended(i) != null), def(i), address(i.arg(0), access));
    }

    private void acquire(Insn i, Access access) {
        MOperand base = moved(i.arg(0), access.offset());
        switch (access.mem()) {
            case U8 -> emit(LDARB, def(i), base);
            case S8 -> emit(SBFM_32, def(i), intermediate(LDARB, base), imm(0), imm(7));
            case U16 -> emit(LDARH, def(i), base);
            case S16 -> emit(SBFM_32, def(i), intermediate(LDARH, base), imm(0), imm(15));
            case I32 -> emit(LDAR_32, def(i), base);
            case I64 -> emit(LDAR_64, def(i), base);
            case CAP -> emit(LDAR_C_R_C, def(i), base);
        }
    }

    final void store(Insn i) {
        Access access = i.access();
        Value v = i.arg(1);
        MOperand data = v.type() == Type.I32 ? low(v) : in(v);
        if (access.order().releases() || access.order() == MemoryOrder.SEQ_CST) {
            MorelloOp op = switch (access.mem()) {
                case U8, S8 -> STLRB;
                case U16, S16 -> STLRH;
                case I32 -> STLR_32;
                case I64 -> STLR_64;
                case CAP -> STLR_C_R_C;
            };
            emit(op, data, moved(i.arg(0), access.offset()));
            return;
        }
        access(stores(access.mem()), data, address(i.arg(0), access));
    }

    final void loadTags(Insn i) {
        emit(LDCT_R_R, def(i), moved(i.arg(0), i.access().offset()));
    }

    final void fence(Insn i) {
        switch (((Attribute.Order) i.attribute()).order()) {
            case PLAIN, RELAXED -> { }
            case ACQUIRE -> emit(DMB, imm(DMB_ISHLD));
            case RELEASE, ACQ_REL -> emit(DMB, imm(DMB_ISH));
            // Accesses to devices are ordered too.
            case SEQ_CST -> emit(DMB, imm(DMB_SY));
        }
    }

    /** A capability moved to where an access without offset finds it. */
    private MOperand moved(Value cap, long offset) {
        if (offset == 0) return reg(cap);
        int t = temp(RegKind.CAP);
        move(MOperand.def(t), cap, offset);
        return MOperand.use(t);
    }

    /** {@code d = cap + k} in one step: what lies between might not be representable. */
    final void move(MOperand d, Value cap, long k) {
        if (fitsAdd(k)) emit(ADD_C_CIS_C, d, reg(cap), addend(k)[0], addend(k)[1]);
        else if (fitsAdd(-k)) emit(SUB_C_CIS_C, d, reg(cap), addend(-k)[0], addend(-k)[1]);
        else emit(ADD_C_CRI_C, d, reg(cap), MOperand.use(constantRegister(k)), imm(3), imm(0));
    }

    /** Swap, add, and, or, xor: one instruction, at an address without offset. */
    final void atomic(Insn i) {
        requireWord(i);
        Access access = i.access();
        boolean wide = access.mem() == Mem.I64;
        MOperand base = moved(i.arg(0), access.offset());
        Value v = i.arg(1);
        MOperand source = wide || access.mem() == Mem.CAP ? in(v) : low(v);
        boolean acquire = access.order().acquires();
        boolean release = access.order().releases();
        if (access.mem() == Mem.CAP) {
            MorelloOp swap = acquire ? release ? SWPAL_CC_R_C : SWPA_CC_R_C : release ? SWPL_CC_R_C : SWP_CC_R_C;
            emit(swap, source, def(i), base);
            return;
        }
        // There is no AND: the bits that are not in the mask are cleared.
        if (i.op() == Opcode.ATOMIC_AND)
            source = intermediate(wide ? ORN_LOG_SHIFT_64 : ORN_LOG_SHIFT_32, ZERO, source, imm(0), imm(0));
        MorelloOp op = switch (i.op()) {
            case SWAP -> wide ? SWP_64 : SWP_32;
            case ATOMIC_ADD -> wide ? LDADD_64 : LDADD_32;
            case ATOMIC_AND -> wide ? LDCLR_64 : LDCLR_32;
            case ATOMIC_OR -> wide ? LDSET_64 : LDSET_32;
            case ATOMIC_XOR -> wide ? LDEOR_64 : LDEOR_32;
            default -> throw new IllegalArgumentException(i.op() + " is no atomic operation");
        };
        emit(op, imm(acquire ? 1 : 0), imm(release ? 1 : 0), source, def(i), base);
    }

    final void compareAndSwap(Insn i) {
        requireWord(i);
        Access access = i.access();
        boolean acquire = access.order().acquires();
        boolean release = access.order().releases();
        MorelloOp op = switch (access.mem()) {
            case CAP -> acquire ? release ? CASAL_C_R_C : CASA_C_R_C : release ? CASL_C_R_C : CAS_C_R_C;
            case I64 -> CAS_64;
            default -> CAS_32;
        };
        MOperand base = moved(i.arg(0), access.offset());
        int d = result(i);
        emit(new MInsn.Copies(List.of(new RegView.Copy(d, sameKind(i.arg(1)))), pos()));
        MOperand replacement = access.mem() == Mem.I32 ? low(i.arg(2)) : in(i.arg(2));
        emit(new CompareAndSwap(op, acquire, release), replacement, base, MOperand.use(d), MOperand.def(d));
    }

    private void requireWord(Insn i) {
        Mem mem = i.access().mem();
        if (mem.bytes() < 4)
            throw new IrException("%s: %s on %s memory; the language has atomics of 4, 8 and 16 bytes only: widen the field"
                .formatted(i.pos(), i.op().text(), mem.text()));
    }
}
