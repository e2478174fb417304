package dev.ufork.target.riscv;

import static dev.ufork.isa.riscv.Base.ADDI;
import static dev.ufork.isa.riscv.Base.ANDI;
import static dev.ufork.isa.riscv.Base.BEQ;
import static dev.ufork.isa.riscv.Base.BGE;
import static dev.ufork.isa.riscv.Base.BGEU;
import static dev.ufork.isa.riscv.Base.BLT;
import static dev.ufork.isa.riscv.Base.BLTU;
import static dev.ufork.isa.riscv.Base.BNE;
import static dev.ufork.isa.riscv.Base.SLLI;
import static dev.ufork.isa.riscv.Base.SLT;
import static dev.ufork.isa.riscv.Base.SLTI;
import static dev.ufork.isa.riscv.Base.SLTIU;
import static dev.ufork.isa.riscv.Base.SLTU;
import static dev.ufork.isa.riscv.Base.XOR;
import static dev.ufork.isa.riscv.Base.XORI;

import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Value;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.mir.MInsn;
import dev.ufork.mir.MOperand;
import dev.ufork.regalloc.RegView;
import dev.ufork.target.Macro;
import java.util.List;

/** Comparisons: as values, as branches, and as what selects between two values. */
abstract class RvCompareRules extends RvRules {
    /** A branch condition: the row, and what it compares. */
    record Test(RvOp op, MOperand x, MOperand y) {
        Test inverse() {
            return new Test(invert(op), x, y);
        }
    }

    RvCompareRules(Function function) {
        super(function);
    }

    static RvOp invert(RvOp branch) {
        return switch ((dev.ufork.isa.riscv.Base) branch) {
            case BEQ -> BNE;
            case BNE -> BEQ;
            case BLT -> BGE;
            case BGE -> BLT;
            case BLTU -> BGEU;
            case BGEU -> BLTU;
            default -> throw new IllegalArgumentException(branch + " is no conditional branch");
        };
    }

    /** {@code i} as 0 or 1. */
    final void compare(Insn i) {
        Value a = i.arg(0);
        Value b = i.arg(1);
        switch (i.op()) {
            case EQ -> emit(SLTIU, def(i), difference(a, b), imm(1));
            case NE -> emit(SLTU, def(i), ZERO, difference(a, b));
            case LTS -> less(i, SLTI, SLT, a, b, false);
            case LTU -> less(i, SLTIU, SLTU, a, b, false);
            // a <= n is a < n + 1, and n <= b is not b < n.
            case LES -> {
                if (isImm12(b) && fits12(valueOf(b) + 1)) emit(SLTI, def(i), in(a), imm(valueOf(b) + 1));
                else less(i, SLTI, SLT, b, a, true);
            }
            case LEU -> {
                if (isImm12(b) && fits12(valueOf(b) + 1) && valueOf(b) != -1) emit(SLTIU, def(i), in(a), imm(valueOf(b) + 1));
                else less(i, SLTIU, SLTU, b, a, true);
            }
            default -> throw new IllegalArgumentException(i.op() + " does not compare");
        }
    }

    private void less(Insn i, RvOp immediate, RvOp register, Value a, Value b, boolean not) {
        RvOp op = isImm12(b) && !isNumber(b, 0) ? immediate : register;
        MOperand right = op == immediate ? imm(valueOf(b)) : in(b);
        if (not) emit(XORI, def(i), intermediate(op, in(a), right), imm(1));
        else emit(op, def(i), in(a), right);
    }

    /** Something that is zero if {@code a} and {@code b} are equal, and only then. */
    private MOperand difference(Value a, Value b) {
        if (isNumber(b, 0)) return in(a);
        if (isNumber(a, 0)) return in(b);
        if (isImm12(b) && fits12(-valueOf(b))) return intermediate(ADDI, in(a), imm(-valueOf(b)));
        return intermediate(XOR, in(a), in(b));
    }

    /** What to branch on to go where {@code condition} is not zero. */
    final Test test(Value condition) {
        boolean negated = false;
        Insn i = maker(condition);
        while (i != null && (i.op() == Opcode.EQ || i.op() == Opcode.NE) && isNumber(i.arg(1), 0) && isTruth(i.arg(0))) {
            negated ^= i.op() == Opcode.EQ;
            condition = i.arg(0);
            i = maker(condition);
        }
        if (i != null && i.op() == Opcode.XOR && isNumber(i.arg(1), 1) && isTruth(i.arg(0))) {
            negated ^= true;
            condition = i.arg(0);
            i = maker(condition);
        }
        Test test = i != null && i.op().isCompare() ? comparison(i) : new Test(BNE, in(condition), ZERO);
        return negated ? test.inverse() : test;
    }

    private boolean isTruth(Value v) {
        return maker(v) instanceof Insn i && (i.op().isCompare()
            || i.op() == Opcode.CAP_TAG || i.op() == Opcode.CAP_SEALED || i.op() == Opcode.CAP_SAME || i.op() == Opcode.CAP_SUBSET);
    }

    private Test comparison(Insn i) {
        Value a = i.arg(0);
        Value b = i.arg(1);
        return switch (i.op()) {
            case EQ -> bit(BEQ, a, b);
            case NE -> bit(BNE, a, b);
            // Comparisons with -1 and 1 that are comparisons with the zero register.
            case LTS -> isNumber(b, 1) ? new Test(BGE, ZERO, in(a))
                : isNumber(a, -1) ? new Test(BGE, in(b), ZERO) : new Test(BLT, in(a), in(b));
            case LES -> isNumber(b, -1) ? new Test(BLT, in(a), ZERO)
                : isNumber(a, 1) ? new Test(BLT, ZERO, in(b)) : new Test(BGE, in(b), in(a));
            case LTU -> isNumber(b, 1) ? new Test(BEQ, in(a), ZERO) : new Test(BLTU, in(a), in(b));
            case LEU -> isNumber(a, 1) ? new Test(BNE, in(b), ZERO) : new Test(BGEU, in(b), in(a));
            default -> throw new IllegalArgumentException(i.op() + " does not compare");
        };
    }

    /** A test of one bit that no immediate reaches: shifted to the sign. */
    private Test bit(RvOp op, Value a, Value b) {
        if (isNumber(b, 0) && maker(a) instanceof Insn and && and.op() == Opcode.AND && number(and.arg(1)).isPresent()) {
            long mask = valueOf(and.arg(1));
            if (isInt(and)) mask &= 0xffffffffL;
            if (Long.bitCount(mask) == 1 && !fits12(mask)) {
                int shift = Long.numberOfLeadingZeros(mask);
                MOperand sign = shift == 0 ? in(and.arg(0)) : intermediate(SLLI, low64(and), imm(shift));
                return new Test(op == BEQ ? BGE : BLT, sign, ZERO);
            }
            if (uses.count(and) > 1 && fits12(valueOf(and.arg(1))) && isInt(and))
                return new Test(op, intermediate(ANDI, low(and.arg(0)), imm(valueOf(and.arg(1)))), ZERO);
        }
        return new Test(op, in(a), in(b));
    }

    private MOperand low64(Insn and) {
        return isInt(and) ? low(and.arg(0)) : in(and.arg(0));
    }

    /** The second operand if the first is not zero, else the third. */
    final void select(Insn i) {
        if (isNumber(i.arg(1), 1) && isNumber(i.arg(2), 0) && isTruth(i.arg(0))) {
            emit(ADDI, def(i), in(i.arg(0)), imm(0));
            return;
        }
        Test test = test(i.arg(0));
        Value first = i.arg(1);
        Value second = i.arg(2);
        // The constant is the one that is put in afterwards: that needs no register.
        if (isImm12(first) && !isImm12(second)) {
            test = test.inverse();
            Value swap = first;
            first = second;
            second = swap;
        }
        int d = result(i);
        if (isImm12(first)) emit(new Macro.Number(valueOf(first)), MOperand.def(d));
        else emit(new MInsn.Copies(List.of(new RegView.Copy(d, sameKind(first))), pos()));
        if (isImm12(second)) {
            emit(new RvMacro.SelectNumber(test.op(), valueOf(second)), test.x(), test.y(), MOperand.use(d), MOperand.def(d));
        } else {
            emit(new RvMacro.Select(test.op(), out.kind(d)), test.x(), test.y(), MOperand.use(sameKind(second)), MOperand.use(d), MOperand.def(d));
        }
    }

    /** A register of the value's own kind. */
    private int sameKind(Value v) {
        int vreg = use(v);
        if (out.kind(vreg) == kind(v.type())) return vreg;
        int own = temp(kind(v.type()));
        copyAddress(vreg, own);
        return own;
    }
}
