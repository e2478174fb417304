package dev.ufork.target.riscv;

import static dev.ufork.isa.riscv.Base.ADD;
import static dev.ufork.isa.riscv.Base.ADDI;
import static dev.ufork.isa.riscv.Base.ADDIW;
import static dev.ufork.isa.riscv.Base.ADDW;
import static dev.ufork.isa.riscv.Base.AND;
import static dev.ufork.isa.riscv.Base.ANDI;
import static dev.ufork.isa.riscv.Base.MULH;
import static dev.ufork.isa.riscv.Base.MULHU;
import static dev.ufork.isa.riscv.Base.OR;
import static dev.ufork.isa.riscv.Base.ORI;
import static dev.ufork.isa.riscv.Base.SLLI;
import static dev.ufork.isa.riscv.Base.SRLI;
import static dev.ufork.isa.riscv.Base.SUB;
import static dev.ufork.isa.riscv.Base.SUBW;
import static dev.ufork.isa.riscv.Base.XOR;
import static dev.ufork.isa.riscv.Base.XORI;
import static dev.ufork.isa.riscv.xcheri.Cheri.*;

import dev.ufork.ir.Attribute;
import dev.ufork.ir.Function;
import dev.ufork.ir.Global;
import dev.ufork.ir.Insn;
import dev.ufork.ir.IrException;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.StackSlot;
import dev.ufork.ir.Value;
import dev.ufork.isa.riscv.Base;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.mir.MInsn;
import dev.ufork.mir.MOperand;
import dev.ufork.regalloc.RegKind;
import dev.ufork.target.Macro;
import dev.ufork.target.SwitchTree;
import java.util.List;
import java.util.function.ToLongFunction;

/** The rules by which IR becomes CHERI-RISC-V instructions, special cases above general ones. */
final class Lower extends RvMemoryRules {
    private final ToLongFunction<Global> perCpuOffset;

    Lower(Function function, ToLongFunction<Global> perCpuOffset) {
        super(function);
        this.perCpuOffset = perCpuOffset;
    }

    @Override
    protected void lower(Insn i) {
        switch (i.op()) {
            case ADD                    -> add(i, i.arg(0), i.arg(1));
            case SUB                    -> sub(i);
            case MUL                    -> mul(i);
            case MULHU                  -> binary(i, MULHU);
            case MULHS                  -> binary(i, MULH);
            case DIVS                   -> binary(i, isInt(i) ? Base.DIVW : Base.DIV);
            case DIVU                   -> binary(i, isInt(i) ? Base.DIVUW : Base.DIVU);
            case REMS                   -> binary(i, isInt(i) ? Base.REMW : Base.REM);
            case REMU                   -> binary(i, isInt(i) ? Base.REMUW : Base.REMU);
            case AND                    -> and(i);
            case OR                     -> logic(i, ORI, OR);
            case XOR                    -> logic(i, XORI, XOR);
            case SHL                    -> shiftLeft(i);
            case SHRU                   -> shift(i, isInt(i) ? Base.SRLIW : SRLI, isInt(i) ? Base.SRLW : Base.SRL);
            case SHRS                   -> shift(i, isInt(i) ? Base.SRAIW : Base.SRAI, isInt(i) ? Base.SRAW : Base.SRA);
            case SEXT8                  -> signExtend(i, low(i.arg(0)), 8);
            case SEXT16                 -> signExtend(i, low(i.arg(0)), 16);
            case ZEXT                   -> zeroExtend(i, low(i.arg(0)), 32);
            case TRUNC                  -> signExtend(i, low(i.arg(0)), 32);
            case EQ, NE, LTS, LES, LTU, LEU -> compare(i);
            case SELECT                 -> select(i);
            case CLZ, CTZ, POPCNT, BSWAP -> throw new IrException(
                "%s: %s reached the RISC-V back end, which has no such instruction: expand it first".formatted(i.pos(), i.op().text()));

            case CAP_ADD                -> capAdd(i);
            case CAP_SETADDR            -> emit(CSetAddr, def(i), in(i.arg(0)), in(i.arg(1)));
            // No length below 4096 needs rounding, so the immediate form is exact.
            case CAP_BOUND, CAP_BOUNDX  -> capBound(i);
            case CAP_ANDPERM            -> emit(CAndPerm, def(i), in(i.arg(0)), in(i.arg(1)));
            case CAP_CLEARTAG           -> emit(CClearTag, def(i), in(i.arg(0)));
            case CAP_SENTRY             -> emit(CSealEntry, def(i), in(i.arg(0)));
            case CAP_SEAL               -> emit(CSeal, def(i), in(i.arg(0)), in(i.arg(1)));
            case CAP_UNSEAL             -> emit(CUnseal, def(i), in(i.arg(0)), in(i.arg(1)));
            // As the first operand of these two, register 0 means the default data capability, not null.
            case CAP_BUILD              -> emit(CBuildCap, def(i), MOperand.use(use(i.arg(0))), in(i.arg(1)));
            case CAP_SUBSET             -> emit(CTestSubset, def(i), MOperand.use(use(i.arg(0))), in(i.arg(1)));
            case CAP_SAME               -> emit(CSetEqualExact, def(i), in(i.arg(0)), in(i.arg(1)));
            case CAP_ADDR               -> emit(ADDI, def(i), in(i.arg(0)), imm(0));
            case CAP_BASE               -> emit(CGetBase, def(i), in(i.arg(0)));
            case CAP_LENGTH             -> emit(CGetLen, def(i), in(i.arg(0)));
            case CAP_OFFSET             -> emit(CGetOffset, def(i), in(i.arg(0)));
            case CAP_TAG                -> emit(CGetTag, def(i), in(i.arg(0)));
            case CAP_SEALED             -> emit(CGetSealed, def(i), in(i.arg(0)));
            case CAP_PERMS              -> emit(CGetPerm, def(i), in(i.arg(0)));
            case CAP_TYPE               -> emit(CGetType, def(i), in(i.arg(0)));
            case CAP_HIGH               -> emit(CGetHigh, def(i), in(i.arg(0)));
            case CAP_ROUND              -> emit(CRRL, def(i), in(i.arg(0)));
            case CAP_MASK               -> emit(CRAM, def(i), in(i.arg(0)));
            case STACK                  -> largeSlot(i);
            case PER_CPU                -> perCpu(i);
            case GLOBAL, FUNCTION       -> throw new IllegalStateException("addresses are constants");

            case LOAD                   -> load(i);
            case STORE                  -> store(i);
            case SWAP, ATOMIC_ADD, ATOMIC_AND, ATOMIC_OR, ATOMIC_XOR -> atomic(i);
            case CAS                    -> compareAndSwap(i);
            case LOAD_TAGS              -> loadTags(i);
            case FENCE                  -> fence(i);
            case CALL                   -> call(i);
            case CALL_CAP               -> callCapability(i);
            case INTRINSIC              -> Intrinsics.lower(i, this);
            case JUMP, BRANCH, SWITCH, RETURN, TAIL_CALL, TAIL_CALL_CAP, PANIC, UNREACHABLE ->
                throw new IllegalStateException(i.op() + " ends a block");
        }
    }

    @Override
    protected MInsn.Branch branch(Value condition) {
        Test test = test(condition);
        return new MInsn.Branch(test.op(), List.of(test.x(), test.y()), pos());
    }

    @Override
    protected SwitchTree switches(Insn insn) {
        return new Switches(this, insn);
    }

    private void binary(Insn i, RvOp op) {
        emit(op, def(i), in(i.arg(0)), in(i.arg(1)));
    }

    /** An operand of an operation whose 32-bit form looks at no more. */
    private MOperand narrow(Insn i, Value v) {
        return isInt(i) ? low(v) : in(v);
    }

    private void add(Insn i, Value a, Value b) {
        if (isImm12(b)) emit(isInt(i) ? ADDIW : ADDI, def(i), narrow(i, a), imm(valueOf(b)));
        else emit(isInt(i) ? ADDW : ADD, def(i), narrow(i, a), narrow(i, b));
    }

    private void sub(Insn i) {
        Value b = i.arg(1);
        if (isImm12(b) && fits12(-valueOf(b))) emit(isInt(i) ? ADDIW : ADDI, def(i), narrow(i, i.arg(0)), imm(-valueOf(b)));
        else emit(isInt(i) ? SUBW : SUB, def(i), narrow(i, i.arg(0)), narrow(i, b));
    }

    private void mul(Insn i) {
        long k = number(i.arg(1)).orElse(0);
        if (k > 0 && Long.bitCount(k) == 1)
            emit(isInt(i) ? Base.SLLIW : SLLI, def(i), narrow(i, i.arg(0)), imm(Long.numberOfTrailingZeros(k)));
        else emit(isInt(i) ? Base.MULW : Base.MUL, def(i), narrow(i, i.arg(0)), narrow(i, i.arg(1)));
    }

    private void and(Insn i) {
        Value b = i.arg(1);
        long mask = number(b).orElse(0);
        if (isImm12(b)) {
            // A mask that is not negative clears what a truncation would have changed.
            emit(ANDI, def(i), mask >= 0 ? narrow(i, i.arg(0)) : in(i.arg(0)), imm(mask));
        } else if (mask > 0 && (mask & mask + 1) == 0 && !inLoop()) {
            zeroExtend(i, narrow(i, i.arg(0)), Long.bitCount(mask));
        } else {
            emit(AND, def(i), mask > 0 ? narrow(i, i.arg(0)) : in(i.arg(0)), in(b));
        }
    }

    private void logic(Insn i, RvOp immediate, RvOp register) {
        Value b = i.arg(1);
        if (isImm12(b)) emit(immediate, def(i), in(i.arg(0)), imm(valueOf(b)));
        else emit(register, def(i), in(i.arg(0)), in(b));
    }

    private void shiftLeft(Insn i) {
        // An unsigned index that is scaled: both shifts in one.
        if (!isInt(i) && number(i.arg(1)).isPresent() && maker(i.arg(0)) instanceof Insn zext && zext.op() == Opcode.ZEXT
                && sameRegister(zext) == zext && uses.onlyUser(zext) == i) {
            long k = valueOf(i.arg(1)) & 63;
            if (k < 32) {
                emit(SRLI, def(i), intermediate(SLLI, low(zext.arg(0)), imm(32)), imm(32 - k));
                return;
            }
        }
        shift(i, isInt(i) ? Base.SLLIW : SLLI, isInt(i) ? Base.SLLW : Base.SLL);
    }

    private void shift(Insn i, RvOp immediate, RvOp register) {
        Value n = i.arg(1);
        int width = isInt(i) ? 31 : 63;
        if (number(n).isPresent()) emit(immediate, def(i), narrow(i, i.arg(0)), imm(valueOf(n) & width));
        else emit(register, def(i), narrow(i, i.arg(0)), low(n));
    }

    private void capAdd(Insn i) {
        if (isImm12(i.arg(1))) emit(CIncOffsetImmediate, def(i), in(i.arg(0)), imm(valueOf(i.arg(1))));
        else emit(CIncOffset, def(i), in(i.arg(0)), in(i.arg(1)));
    }

    private void capBound(Insn i) {
        Value length = i.arg(1);
        if (number(length).isPresent() && 0 <= valueOf(length) && valueOf(length) <= 4095)
            emit(CSetBoundsImmediate, def(i), in(i.arg(0)), imm(valueOf(length)));
        else emit(i.op() == Opcode.CAP_BOUNDX ? CSetBoundsExact : CSetBounds, def(i), in(i.arg(0)), in(length));
    }

    private void largeSlot(Insn i) {
        StackSlot slot = ((Attribute.Slot) i.attribute()).slot();
        int all = temp(RegKind.CAP);
        emit(new Macro.SlotAddress(slot.index(), 0), MOperand.def(all));
        emit(CSetBoundsExact, def(i), MOperand.use(all), MOperand.use(constantRegister(slot.size())));
    }

    private void perCpu(Insn i) {
        Global global = (Global) i.attribute();
        if (global.size() <= 4095) {
            emit(new Macro.PerCpuAddress(perCpuOffset.applyAsLong(global), global.size()), def(i));
            return;
        }
        int all = temp(RegKind.CAP);
        emit(new Macro.PerCpuAddress(perCpuOffset.applyAsLong(global), 0), MOperand.def(all));
        emit(CSetBoundsExact, def(i), MOperand.use(all), MOperand.use(constantRegister(global.size())));
    }
}
