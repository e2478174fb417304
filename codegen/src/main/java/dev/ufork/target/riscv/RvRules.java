package dev.ufork.target.riscv;

import static dev.ufork.isa.riscv.Base.ADDI;
import static dev.ufork.isa.riscv.Base.ADDIW;
import static dev.ufork.isa.riscv.Base.LD;
import static dev.ufork.isa.riscv.Base.SD;
import static dev.ufork.isa.riscv.Base.SLLI;
import static dev.ufork.isa.riscv.Base.SRAI;
import static dev.ufork.isa.riscv.Base.SRLI;
import static dev.ufork.isa.riscv.xcheri.CheriMemory.LC;
import static dev.ufork.isa.riscv.xcheri.CheriMemory.SC;

import dev.ufork.ir.Attribute;
import dev.ufork.ir.Const;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Mem;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Param;
import dev.ufork.ir.StackSlot;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.isa.riscv.XReg;
import dev.ufork.mir.MOperand;
import dev.ufork.mir.MOperand.Area;
import dev.ufork.mir.MOperand.FrameOffset;
import dev.ufork.mir.MOperand.Real;
import dev.ufork.mir.MacroOp;
import dev.ufork.target.Macro;
import dev.ufork.target.Rules;
import java.util.OptionalLong;

/**
 * What all RISC-V rules share.
 *
 * <p>An i32 is kept sign extended in its register. So {@code sext} is nothing, 32-bit instructions are used where the upper
 * half would come out wrong, and comparisons, also unsigned ones, are those of 64 bits.
 */
abstract class RvRules extends Rules {
    static final Real ZERO = new Real(XReg.ZERO.number());
    static final Real STACK = new Real(XReg.SP.number());

    RvRules(Function function) {
        super(function, RvConvention.PURE_CAPABILITY);
    }

    static boolean fits12(long v) {
        return -2048 <= v && v <= 2047;
    }

    /** Is this a constant for the immediate of 12 signed bits? */
    final boolean isImm12(Value v) {
        OptionalLong n = number(v);
        return n.isPresent() && fits12(n.getAsLong());
    }

    @Override
    protected final Value sameRegister(Value v) {
        if (!(v instanceof Insn i)) return v;
        return switch (i.op()) {
            case SEXT, CAP_ADDR -> behind(i.arg(0));
            case ZEXT -> loadsUnsigned(i) || Known.notNegative(behind(i.arg(0))) ? behind(i.arg(0)) : v;
            case TRUNC -> Known.fitsInt(behind(i.arg(0))) ? behind(i.arg(0)) : v;
            default -> v;
        };
    }

    /** Is this the zero extension of a word that is loaded for that alone, so that the load can do it? */
    private boolean loadsUnsigned(Insn zext) {
        return behind(zext.arg(0)) instanceof Insn load && isWordLoad(load) && uses.onlyUser(load) == zext;
    }

    /** Is this a load whose only use is a zero extension? */
    final boolean isZeroExtended(Insn load) {
        return isWordLoad(load) && uses.onlyUser(load) instanceof Insn user && user.op() == Opcode.ZEXT;
    }

    private static boolean isWordLoad(Insn i) {
        return i.op() == Opcode.LOAD && i.access().mem() == Mem.I32;
    }

    @Override
    protected final MacroOp constant(Const c) {
        return c.type() == Type.CAP ? Macro.Null.NULL : new Macro.Number(c.value());
    }

    @Override
    protected final MacroOp address(Insn i) {
        return switch (i.op()) {
            case STACK -> {
                StackSlot slot = ((Attribute.Slot) i.attribute()).slot();
                yield slot.size() <= 4095 ? new Macro.SlotAddress(slot.index(), slot.size()) : null;
            }
            case GLOBAL, FUNCTION -> new Macro.SymbolAddress(((Attribute.Symbol) i.attribute()).name());
            default -> null;
        };
    }

    @Override
    protected final int zeroRegister() {
        return XReg.ZERO.number();
    }

    @Override
    protected final void storeArgument(Value v, long offset) {
        boolean cap = v.type() == Type.CAP;
        emit(cap ? SC : SD, in(v), new FrameOffset(Area.Outgoing.OUTGOING, offset), STACK);
    }

    @Override
    protected final void loadArgument(Param p, int vreg, long offset) {
        boolean cap = p.type() == Type.CAP;
        emit(cap ? LC : LD, MOperand.def(vreg), new FrameOffset(Area.Incoming.INCOMING, offset), STACK);
    }

    @Override
    protected final void copyAddress(int from, int to) {
        emit(ADDI, MOperand.def(to), MOperand.use(from), imm(0));
    }

    /** The low {@code bits} of {@code v}, zero extended, by two shifts. */
    final void zeroExtend(Insn d, MOperand v, int bits) {
        emit(SRLI, def(d), intermediate(SLLI, v, imm(64 - bits)), imm(64 - bits));
    }

    final void signExtend(Insn d, MOperand v, int bits) {
        if (bits == 32) emit(ADDIW, def(d), v, imm(0));
        else emit(SRAI, def(d), intermediate(SLLI, v, imm(64 - bits)), imm(64 - bits));
    }
}
