package dev.ufork.target;

import dev.ufork.ir.Attribute;
import dev.ufork.ir.Const;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.IrException;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.isa.Op;
import dev.ufork.mir.MInsn;
import dev.ufork.mir.MOperand;
import dev.ufork.mir.MacroOp;
import dev.ufork.regalloc.RegKind;
import dev.ufork.regalloc.RegView;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What the rules of all targets share: how they look at values, the ends of blocks, calls. */
public abstract class Rules extends Selector {
    protected Rules(Function function, CallConv convention) {
        super(function, convention);
    }

    /** The branch that is taken if the condition holds. */
    protected abstract MInsn.Branch branch(Value condition);

    protected abstract SwitchTree switches(Insn insn);

    // Values and operands.

    public static MOperand.Imm imm(long v) {
        return new MOperand.Imm(v);
    }

    public static boolean isInt(Value v) {
        return v.type() == Type.I32;
    }

    /** The value of a constant. */
    public final OptionalLong number(Value v) {
        return behind(v) instanceof Const c && c.type() != Type.CAP ? OptionalLong.of(c.value()) : OptionalLong.empty();
    }

    public final boolean isNumber(Value v, long n) {
        OptionalLong c = number(v);
        return c.isPresent() && c.getAsLong() == n;
    }

    public final long valueOf(Value v) {
        return number(v).orElseThrow();
    }

    /** The register to read: as {@link #in}, but that zero has one of its own too. */
    public final MOperand reg(Value v) {
        return MOperand.use(use(v));
    }

    /** The value in whose register the low 32 bits of {@code v} are. */
    public final Value lowValue(Value v) {
        Value at = peel(v);
        while (at instanceof Insn i && (i.op() == Opcode.TRUNC || i.op() == Opcode.ZEXT || i.op() == Opcode.SEXT)) at = peel(i.arg(0));
        return at;
    }

    /** The operand for an instruction that looks at the lower 32 bits only. */
    public final MOperand low(Value v) {
        return in(lowValue(v));
    }

    /** What {@code op} makes of the operands, in a fresh register, which is returned as an operand to read. */
    public final MOperand intermediate(Op op, MOperand... read) {
        return intermediate(RegKind.INT, op, read);
    }

    public final MOperand intermediate(RegKind kind, Op op, MOperand... read) {
        int t = temp(kind);
        MOperand[] all = new MOperand[read.length + 1];
        all[0] = MOperand.def(t);
        System.arraycopy(read, 0, all, 1, read.length);
        emit(op, all);
        return MOperand.use(t);
    }

    // Ends of blocks.

    @Override
    protected final void lowerExit(Insn i) {
        switch (i.op()) {
            case JUMP -> {
                currentBlock().edges().add(pass(i.edges().getFirst()));
                emit(new MInsn.Jump(pos()));
            }
            case BRANCH -> {
                emit(branch(i.arg(0)));
                currentBlock().edges().add(split(i.edges().get(0), 0.5));
                currentBlock().edges().add(split(i.edges().get(1), 0.5));
            }
            case SWITCH -> switches(i).lower();
            case RETURN -> emit(new MInsn.Leave(Macro.Return.RETURN, i.argCount() == 0 ? List.of() : returnValue(i.arg(0)), pos()));
            case TAIL_CALL -> tailCall(i);
            case TAIL_CALL_CAP -> tailCallCapability(i);
            case UNREACHABLE -> emit(new MInsn.Stop(pos()));
            case PANIC -> throw new IrException(i.pos() + ": panic reached the back end; it must become a call first");
            default -> throw new IllegalStateException(i.op() + " does not end a block");
        }
    }

    // Calls.

    /** A call with nothing reachable behind it need not save what it clobbers. */
    private static boolean returns(Insn call) {
        return call.next().op() != Opcode.UNREACHABLE;
    }

    protected final void call(Insn i) {
        call(new Macro.Call(i.callee().name(), returns(i), returns(i) ? convention.clobbered() : 0), null, i.signature(), i.args(), i);
    }

    protected final void callCapability(Insn i) {
        call(new Macro.CallRegister(returns(i), returns(i) ? convention.clobbered() : 0), reg(i.arg(0)), i.signature(), i.args().subList(1, i.argCount()), i);
    }

    private void tailCall(Insn i) {
        if (fitRegisters(i.signature().params()))
            emit(new MInsn.Leave(new Macro.TailCall(i.callee().name()), passArguments(i.signature().params(), i.args()), pos()));
        else callAndReturn(new Macro.Call(i.callee().name(), true, convention.clobbered()), null, i.signature(), i.args());
    }

    private void tailCallCapability(Insn i) {
        List<Value> values = i.args().subList(1, i.argCount());
        if (!fitRegisters(i.signature().params())) {
            callAndReturn(new Macro.CallRegister(true, convention.clobbered()), reg(i.arg(0)), i.signature(), values);
            return;
        }
        // The epilogue restores callee-saved registers, so the target must not be in one.
        int target = out.newPinned(RegKind.CAP, convention.target());
        int from = use(i.arg(0));
        List<MOperand> operands = new ArrayList<>(passArguments(i.signature().params(), values));
        emit(new MInsn.Copies(List.of(new RegView.Copy(target, from)), pos()));
        operands.addFirst(MOperand.use(target));
        emit(new MInsn.Leave(Macro.TailCallRegister.TAIL_CALL_REGISTER, operands, pos()));
    }

    /** For arguments on the stack, which lie where the frame of a tail call would be. */
    private void callAndReturn(MacroOp op, MOperand target, Attribute.Signature signature, List<Value> values) {
        List<MOperand> operands = new ArrayList<>();
        if (target != null) operands.add(target);
        operands.addAll(passArguments(signature.params(), values));
        List<MOperand> result = new ArrayList<>();
        if (signature.result() != Type.NONE) {
            RegKind kind = kind(signature.result());
            int arrived = out.newPinned(kind, convention.result());
            int returned = out.newPinned(kind, convention.result());
            operands.add(MOperand.def(arrived));
            emit(op, operands.toArray(MOperand[]::new));
            emit(new MInsn.Copies(List.of(new RegView.Copy(returned, arrived)), pos()));
            result.add(MOperand.use(returned));
        } else {
            emit(op, operands.toArray(MOperand[]::new));
        }
        emit(new MInsn.Leave(Macro.Return.RETURN, result, pos()));
    }
}
