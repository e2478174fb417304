package dev.ufork.target.morello;

import static dev.ufork.isa.morello.A64.LDR_IMM_GEN_UNSIGNED_64;
import static dev.ufork.isa.morello.A64.ORR_LOG_SHIFT_32;
import static dev.ufork.isa.morello.A64.ORR_LOG_SHIFT_64;
import static dev.ufork.isa.morello.A64.STR_IMM_GEN_UNSIGNED_64;
import static dev.ufork.isa.morello.Cheri.LDR_C_RIB_C;
import static dev.ufork.isa.morello.Cheri.STR_C_RIB_C;

import dev.ufork.ir.Attribute;
import dev.ufork.ir.Const;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Mem;
import dev.ufork.ir.MemoryOrder;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Param;
import dev.ufork.ir.StackSlot;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.isa.morello.Bitmask;
import dev.ufork.mir.MOperand;
import dev.ufork.mir.MOperand.Area;
import dev.ufork.mir.MOperand.FrameOffset;
import dev.ufork.mir.MOperand.Imm;
import dev.ufork.mir.MOperand.Real;
import dev.ufork.mir.MacroOp;
import dev.ufork.target.Macro;
import dev.ufork.target.Rules;
import java.util.OptionalInt;

/**
 * What all Morello rules share.
 *
 * <p>The upper half of a register that holds an i32 means nothing. So {@code trunc} is nothing, operations on i32 are those of
 * W registers, and what reads 64 bits of an i32 extends it first, often within the instruction that uses it. An operation on
 * a W register clears the upper half, and then {@code zext} is nothing too.
 *
 * <p>Register 31 is zero in some operands and the stack pointer in others: {@link #in} is for the former only, {@link #reg}
 * for both.
 */
abstract class MoRules extends Rules {
    static final Real ZERO = new Real(MoConvention.R31);
    static final Real STACK = new Real(MoConvention.R31);

    MoRules(Function function) {
        super(function, MoConvention.PURE_CAPABILITY);
    }

    /** Is this an immediate of add and sub: twelve bits, or twelve bits above twelve zeroes? */
    static boolean fitsAdd(long v) {
        return v >= 0 && (v < 0x1000 || v < 0x100_0000 && (v & 0xfff) == 0);
    }

    /** The two operands that say an immediate of add and sub. */
    static Imm[] addend(long v) {
        return v < 0x1000 ? new Imm[] {imm(v), imm(0)} : new Imm[] {imm(v >> 12), imm(1)};
    }

    /** The fields of a logical immediate, if there are any for the value. */
    static OptionalInt bitmask(long v, boolean word) {
        return Bitmask.encode(v, word ? 32 : 64);
    }

    final MOperand lowReg(Value v) {
        return reg(lowValue(v));
    }

    /** The instruction that makes {@code v} if it is one of this kind and has no other use. */
    final Insn alone(Value v, Opcode op) {
        return maker(v) instanceof Insn i && i.op() == op && uses.count(i) == 1 ? i : null;
    }

    @Override
    protected final Value sameRegister(Value v) {
        if (!(v instanceof Insn i)) return v;
        return switch (i.op()) {
            case TRUNC, CAP_ADDR -> behind(i.arg(0));
            case ZEXT -> clearsUpper(behind(i.arg(0))) ? behind(i.arg(0)) : v;
            case SEXT -> signExtended(behind(i.arg(0))) == i ? behind(i.arg(0)) : v;
            default -> v;
        };
    }

    /** Is this i32 made by an instruction that leaves zeroes in the upper half? */
    private boolean clearsUpper(Value v) {
        if (!(v instanceof Insn i)) return false;
        return switch (i.op()) {
            case ADD, SUB, MUL, DIVS, DIVU, REMS, REMU, AND, OR, XOR, SHL, SHRU, SHRS, CLZ, CTZ, BSWAP, SEXT8, SEXT16,
                 EQ, NE, LTS, LES, LTU, LEU, SELECT, CAP_TAG, CAP_SEALED, CAP_SUBSET, CAP_SAME,
                 SWAP, ATOMIC_ADD, ATOMIC_AND, ATOMIC_OR, ATOMIC_XOR, CAS -> true;
            case LOAD -> signExtended(i) == null;
            default -> false;
        };
    }

    /** The sign extension to 64 bits that is this load's only use, so that the load can do it; else {@code null}. */
    final Insn signExtended(Value v) {
        if (!(v instanceof Insn load) || load.op() != Opcode.LOAD || load.access().order() != MemoryOrder.PLAIN) return null;
        Mem mem = load.access().mem();
        if (mem != Mem.I32 && mem != Mem.S8 && mem != Mem.S16) return null;
        return uses.onlyUser(load) instanceof Insn user && user.op() == Opcode.SEXT ? user : null;
    }

    @Override
    protected final MacroOp constant(Const c) {
        if (c.type() == Type.CAP) return Macro.Null.NULL;
        return new Macro.Number(c.type() == Type.I32 ? c.value() & 0xffff_ffffL : c.value());
    }

    @Override
    protected final MacroOp address(Insn i) {
        return switch (i.op()) {
            case STACK -> {
                StackSlot slot = ((Attribute.Slot) i.attribute()).slot();
                yield new Macro.SlotAddress(slot.index(), slot.size());
            }
            case GLOBAL, FUNCTION -> new Macro.SymbolAddress(((Attribute.Symbol) i.attribute()).name());
            default -> null;
        };
    }

    @Override
    protected final int zeroRegister() {
        return MoConvention.R31;
    }

    @Override
    protected final void storeArgument(Value v, long offset) {
        boolean cap = v.type() == Type.CAP;
        emit(cap ? STR_C_RIB_C : STR_IMM_GEN_UNSIGNED_64, in(v), STACK, new FrameOffset(Area.Outgoing.OUTGOING, offset));
    }

    @Override
    protected final void loadArgument(Param p, int vreg, long offset) {
        boolean cap = p.type() == Type.CAP;
        emit(cap ? LDR_C_RIB_C : LDR_IMM_GEN_UNSIGNED_64, MOperand.def(vreg), STACK, new FrameOffset(Area.Incoming.INCOMING, offset));
    }

    @Override
    protected final void copyAddress(int from, int to) {
        emit(ORR_LOG_SHIFT_64, MOperand.def(to), ZERO, MOperand.use(from), imm(0), imm(0));
    }

    /** Copies the lower half of a register and clears the upper. */
    final void copyLow(MOperand to, MOperand from) {
        emit(ORR_LOG_SHIFT_32, to, ZERO, from, imm(0), imm(0));
    }

    /** A register of the value's own kind. */
    final int sameKind(Value v) {
        int vreg = use(v);
        if (out.kind(vreg) == kind(v.type())) return vreg;
        int own = temp(kind(v.type()));
        copyAddress(vreg, own);
        return own;
    }
}
