package dev.ufork.target.morello;

import static dev.ufork.isa.morello.A64.*;
import static dev.ufork.isa.morello.Cheri.*;

import dev.ufork.ir.Function;
import dev.ufork.ir.Global;
import dev.ufork.ir.Insn;
import dev.ufork.ir.IrException;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Value;
import dev.ufork.mir.MInsn;
import dev.ufork.mir.MOperand;
import dev.ufork.regalloc.RegKind;
import dev.ufork.target.Macro;
import dev.ufork.target.SwitchTree;
import java.util.List;
import java.util.function.ToLongFunction;

/** The rules by which IR becomes Morello instructions, special cases above general ones. */
final class Lower extends MoIntegerRules {
    private static final int ALL_PERMISSIONS = 0x3ffff;
    private static final int SENTRY = 1;

    private final ToLongFunction<Global> perCpuOffset;

    Lower(Function function, ToLongFunction<Global> perCpuOffset) {
        super(function);
        this.perCpuOffset = perCpuOffset;
    }

    @Override
    protected void lower(Insn i) {
        switch (i.op()) {
            case ADD                    -> add(i);
            case SUB                    -> sub(i);
            case MUL                    -> mul(i);
            case MULHU                  -> emit(UMULH, def(i), in(i.arg(0)), in(i.arg(1)));
            case MULHS                  -> emit(SMULH, def(i), in(i.arg(0)), in(i.arg(1)));
            case DIVS                   -> binary(i, SDIV_32, SDIV_64);
            case DIVU                   -> binary(i, UDIV_32, UDIV_64);
            case REMS                   -> remainder(i, SDIV_32, SDIV_64);
            case REMU                   -> remainder(i, UDIV_32, UDIV_64);
            case AND                    -> and(i);
            case OR                     -> or(i);
            case XOR                    -> xor(i);
            case SHL, SHRU, SHRS        -> shift(i);
            case SEXT8                  -> emit(SBFM_32, def(i), low(i.arg(0)), imm(0), imm(7));
            case SEXT16                 -> emit(SBFM_32, def(i), low(i.arg(0)), imm(0), imm(15));
            case SEXT                   -> signExtend(i);
            case ZEXT                   -> copyLow(def(i), low(i.arg(0)));
            case EQ, NE, LTS, LES, LTU, LEU -> compare(i);
            case SELECT                 -> select(i);
            case CLZ                    -> unary(i, CLZ_INT_32, CLZ_INT_64);
            case CTZ                    -> trailingZeroes(i);
            case BSWAP                  -> unary(i, REV_32, REV_64);
            case POPCNT                 -> throw new IrException(
                "%s: %s reached the Morello back end, which has no such instruction: expand it first".formatted(i.pos(), i.op().text()));

            case CAP_ADD                -> capAdd(i);
            case CAP_SETADDR            -> emit(SCVALUE_C_CR_C, def(i), reg(i.arg(0)), in(i.arg(1)));
            case CAP_BOUND, CAP_BOUNDX  -> capBound(i);
            case CAP_ANDPERM            -> andPermissions(i);
            case CAP_CLEARTAG           -> emit(CLRTAG_C_C_C, def(i), reg(i.arg(0)));
            // Never register 31: the public QEMU takes it for the stack pointer here, and seals that.
            case CAP_SENTRY             -> emit(SEAL_C_CI_C, def(i), reg(i.arg(0)), imm(SENTRY));
            case CAP_SEAL               -> emit(SEAL_C_CC_C, def(i), in(i.arg(0)), in(i.arg(1)));
            case CAP_UNSEAL             -> emit(UNSEAL_C_CC_C, def(i), in(i.arg(0)), in(i.arg(1)));
            case CAP_BUILD              -> build(i);
            case CAP_SUBSET, CAP_SAME   -> setIf(i);
            case CAP_ADDR               -> emit(ORR_LOG_SHIFT_64, def(i), ZERO, in(i.arg(0)), imm(0), imm(0));
            case CAP_BASE               -> emit(GCBASE_R_C_C, def(i), reg(i.arg(0)));
            case CAP_LENGTH             -> emit(GCLEN_R_C_C, def(i), reg(i.arg(0)));
            case CAP_OFFSET             -> emit(GCOFF_R_C_C, def(i), reg(i.arg(0)));
            case CAP_TAG                -> emit(GCTAG_R_C_C, def(i), reg(i.arg(0)));
            case CAP_SEALED             -> emit(GCSEAL_R_C_C, def(i), reg(i.arg(0)));
            case CAP_PERMS              -> emit(GCPERM_R_C_C, def(i), reg(i.arg(0)));
            case CAP_TYPE               -> emit(GCTYPE_R_C_C, def(i), reg(i.arg(0)));
            case CAP_HIGH               -> emit(CFHI_R_C_C, def(i), reg(i.arg(0)));
            case CAP_ROUND              -> emit(RRLEN_R_R_C, def(i), in(i.arg(0)));
            case CAP_MASK               -> emit(RRMASK_R_R_C, def(i), in(i.arg(0)));
            case PER_CPU                -> perCpu(i);
            case TRUNC, STACK, GLOBAL, FUNCTION -> throw new IllegalStateException(i.op() + " has a register already");

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
        return new MInsn.Branch(test.op(), List.of(test.operands()), pos());
    }

    @Override
    protected SwitchTree switches(Insn insn) {
        return new Switches(this, insn);
    }

    // Capabilities.

    private void capAdd(Insn i) {
        Value n = i.arg(1);
        if (number(n).isPresent()) {
            move(def(i), i.arg(0), valueOf(n));
            return;
        }
        Extended e = extended(n);
        emit(ADD_C_CRI_C, def(i), reg(i.arg(0)), e.register(), imm(e.option()), imm(e.shift()));
    }

    private void capBound(Insn i) {
        Value length = i.arg(1);
        // The immediate form is exact, and so is every length that it has.
        if (number(length).isPresent() && valueOf(length) >= 0 && valueOf(length) < 64)
            emit(SCBNDS_C_CI_C, def(i), reg(i.arg(0)), imm(valueOf(length)));
        else if (number(length).isPresent() && valueOf(length) >= 0 && valueOf(length) < 1024 && valueOf(length) % 16 == 0)
            emit(SCBNDS_C_CI_S, def(i), reg(i.arg(0)), imm(valueOf(length) / 16));
        else emit(i.op() == Opcode.CAP_BOUNDX ? SCBNDSE_C_CR_C : SCBNDS_C_CR_C, def(i), reg(i.arg(0)), in(length));
    }

    /** The instruction names what is to go. */
    private void andPermissions(Insn i) {
        Value kept = i.arg(1);
        MOperand gone = number(kept).isPresent() ? MOperand.use(constantRegister(~valueOf(kept) & ALL_PERMISSIONS))
            : intermediate(ORN_LOG_SHIFT_64, ZERO, in(kept), imm(0), imm(0));
        emit(CLRPERM_C_CR_C, def(i), reg(i.arg(0)), gone);
    }

    /** BUILD keeps the tag of what has one, whatever the authority: so it is taken away first. */
    private void build(Insn i) {
        Value pattern = i.arg(1);
        boolean untagged = maker(pattern) instanceof Insn p && p.op() == Opcode.CAP_CLEARTAG;
        MOperand word = untagged ? reg(pattern) : intermediate(RegKind.CAP, CLRTAG_C_C_C, reg(pattern));
        emit(BUILD_C_C_C, def(i), word, reg(i.arg(0)));
    }

    private void perCpu(Insn i) {
        Global global = (Global) i.attribute();
        emit(new Macro.PerCpuAddress(perCpuOffset.applyAsLong(global), global.size()), def(i));
    }
}
