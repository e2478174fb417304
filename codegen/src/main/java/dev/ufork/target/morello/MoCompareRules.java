package dev.ufork.target.morello;

import static dev.ufork.isa.morello.A64.*;
import static dev.ufork.isa.morello.Cheri.CHKEQ_CC_C;
import static dev.ufork.isa.morello.Cheri.CHKSS_CC_C;
import static dev.ufork.isa.morello.Cheri.CHKTGD_C_C;
import static dev.ufork.isa.morello.Cheri.CSEL_C_CI_C;

import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.isa.morello.MorelloOp;
import dev.ufork.mir.MOperand;
import java.util.OptionalInt;

/** Comparisons: as values, as branches, and as what selects between two values. */
abstract class MoCompareRules extends MoRules {
    static final int EQ = 0;
    static final int NE = 1;
    private static final int CS = 2;
    private static final int CC = 3;
    private static final int MI = 4;
    private static final int HI = 8;
    private static final int LS = 9;
    private static final int GE = 10;
    private static final int LT = 11;
    private static final int GT = 12;
    private static final int LE = 13;

    /** A branch condition: the row, and what stands before its label. Flags that it reads are set already. */
    record Test(MorelloOp op, MOperand... operands) {}

    /** What a truth value says: {@code cause} is a comparison, or any value that is not zero. */
    private record Truth(Value cause, boolean negated) {}

    MoCompareRules(Function function) {
        super(function);
    }

    private Truth truth(Value condition) {
        boolean negated = false;
        while (true) {
            Insn i = maker(condition);
            boolean isZero = i != null && (i.op() == Opcode.EQ || i.op() == Opcode.NE) && isNumber(i.arg(1), 0) && isTruth(i.arg(0));
            boolean isFlip = i != null && i.op() == Opcode.XOR && isNumber(i.arg(1), 1) && isTruth(i.arg(0));
            if (!isZero && !isFlip) return new Truth(condition, negated);
            negated ^= isFlip || i.op() == Opcode.EQ;
            condition = i.arg(0);
        }
    }

    final boolean isTruth(Value v) {
        return maker(v) instanceof Insn i && (i.op().isCompare()
            || i.op() == Opcode.CAP_TAG || i.op() == Opcode.CAP_SEALED || i.op() == Opcode.CAP_SAME || i.op() == Opcode.CAP_SUBSET);
    }

    /** Sets the flags; the condition that holds where {@code condition} is not zero. */
    final int flags(Value condition) {
        Truth t = truth(condition);
        Insn i = maker(t.cause());
        int cond = NE;
        if (i != null && i.op().isCompare()) cond = compareFlags(i);
        else if (i != null && i.op() == Opcode.CAP_TAG) cond = capFlags(CHKTGD_C_C, CS, reg(i.arg(0)));
        else if (i != null && i.op() == Opcode.CAP_SAME) cond = capFlags(CHKEQ_CC_C, EQ, reg(i.arg(0)), in(i.arg(1)));
        else if (i != null && i.op() == Opcode.CAP_SUBSET) cond = capFlags(CHKSS_CC_C, MI, reg(i.arg(1)), reg(i.arg(0)));
        else emit(SUBS_ADDSUB_IMM_32, ZERO, lowReg(t.cause()), imm(0), imm(0));
        return t.negated() ? cond ^ 1 : cond;
    }

    private int capFlags(MorelloOp op, int cond, MOperand... operands) {
        emit(op, operands);
        return cond;
    }

    private static int condition(Opcode op) {
        return switch (op) {
            case EQ -> EQ;
            case NE -> NE;
            case LTS -> LT;
            case LES -> LE;
            case LTU -> CC;
            case LEU -> LS;
            default -> throw new IllegalArgumentException(op + " does not compare");
        };
    }

    /** The condition with the operands changed over. */
    private static int swapped(int cond) {
        return switch (cond) {
            case LT -> GT;
            case LE -> GE;
            case CC -> HI;
            case LS -> CS;
            default -> cond;
        };
    }

    private int compareFlags(Insn i) {
        Value a = i.arg(0);
        Value b = i.arg(1);
        int cond = condition(i.op());
        if (number(a).isPresent() && number(b).isEmpty()) {
            Value swap = a;
            a = b;
            b = swap;
            cond = swapped(cond);
        }
        if (isNumber(b, 0) && (cond == EQ || cond == NE) && alone(a, Opcode.AND) instanceof Insn and) {
            tst(and);
            return cond;
        }
        if (number(b).isPresent()) return compareNumber(a, valueOf(b), cond, b);
        registers(a, b);
        return cond;
    }

    private void registers(Value a, Value b) {
        boolean word = isInt(a);
        if (word) emit(SUBS_ADDSUB_SHIFT_32, ZERO, low(a), low(b), imm(0), imm(0));
        else emit(SUBS_ADDSUB_SHIFT_64, ZERO, in(a), in(b), imm(0), imm(0));
    }

    /** a < n is a <= n - 1, and so on, where only the neighbour is an immediate. */
    private int compareNumber(Value a, long n, int cond, Value b) {
        if (immediate(a, n)) return cond;
        boolean word = isInt(a);
        long least = word ? Integer.MIN_VALUE : Long.MIN_VALUE;
        long most = word ? Integer.MAX_VALUE : Long.MAX_VALUE;
        boolean down = (cond == LT || cond == GE) && n != least || (cond == CC || cond == CS) && n != 0;
        boolean up = (cond == LE || cond == GT) && n != most || (cond == LS || cond == HI) && n != -1;
        if (down && immediate(a, n - 1)) return closed(cond);
        if (up && immediate(a, n + 1)) return open(cond);
        registers(a, b);
        return cond;
    }

    private static int closed(int cond) {
        return cond == LT ? LE : cond == GE ? GT : cond == CC ? LS : HI;
    }

    private static int open(int cond) {
        return cond == LE ? LT : cond == GT ? GE : cond == LS ? CC : CS;
    }

    private boolean immediate(Value a, long n) {
        boolean word = isInt(a);
        boolean negative = !fitsAdd(n) && fitsAdd(-n);
        if (!fitsAdd(n) && !negative) return false;
        MOperand[] k = addend(negative ? -n : n);
        if (word) emit(negative ? ADDS_ADDSUB_IMM_32 : SUBS_ADDSUB_IMM_32, ZERO, lowReg(a), k[0], k[1]);
        else emit(negative ? ADDS_ADDSUB_IMM_64 : SUBS_ADDSUB_IMM_64, ZERO, reg(a), k[0], k[1]);
        return true;
    }

    private void tst(Insn and) {
        boolean word = isInt(and);
        MOperand x = word ? low(and.arg(0)) : in(and.arg(0));
        OptionalInt mask = number(and.arg(1)).isPresent() ? bitmask(valueOf(and.arg(1)), word) : OptionalInt.empty();
        if (mask.isPresent()) {
            int m = mask.getAsInt();
            if (word) emit(ANDS_LOG_IMM_32, ZERO, x, imm(m >>> 6 & 63), imm(m & 63));
            else emit(ANDS_LOG_IMM_64, ZERO, x, imm(m >>> 12), imm(m >>> 6 & 63), imm(m & 63));
        } else {
            emit(word ? ANDS_LOG_SHIFT_32 : ANDS_LOG_SHIFT_64, ZERO, x, word ? low(and.arg(1)) : in(and.arg(1)), imm(0), imm(0));
        }
    }

    /** {@code i} as 0 or 1. */
    final void compare(Insn i) {
        boolean word = isInt(i.arg(0));
        if (i.op() == Opcode.LTS && isNumber(i.arg(1), 0)) {
            // The sign bit.
            if (word) emit(UBFM_32, def(i), low(i.arg(0)), imm(31), imm(31));
            else emit(UBFM_64, def(i), in(i.arg(0)), imm(63), imm(63));
            return;
        }
        setIf(i);
    }

    /** 1 if the truth value holds, else 0. */
    final void setIf(Insn i) {
        int cond = flags(i);
        emit(CSINC_32, def(i), ZERO, ZERO, imm(cond ^ 1));
    }

    /** What to branch on to go where {@code condition} is not zero. */
    final Test test(Value condition) {
        Truth t = truth(condition);
        Insn i = maker(t.cause());
        if (i == null || !isTruth(i)) return zero(t.cause(), !t.negated());
        if (i.op() == Opcode.CAP_TAG || i.op() == Opcode.CAP_SAME || i.op() == Opcode.CAP_SUBSET || !i.op().isCompare()) {
            if (i.op() == Opcode.CAP_SEALED) return zero(i, !t.negated());
            return new Test(B_COND, imm(flags(condition)));
        }
        Value a = i.arg(0);
        Value b = i.arg(1);
        boolean holds = !t.negated();
        switch (i.op()) {
            case EQ, NE -> {
                if (isNumber(b, 0)) return bitOrZero(a, (i.op() == Opcode.NE) == holds);
            }
            case LTS -> {
                if (isNumber(b, 0)) return bit(a, isInt(a) ? 31 : 63, holds);
                if (isNumber(a, -1)) return bit(b, isInt(b) ? 31 : 63, !holds);
            }
            case LES -> {
                if (isNumber(a, 0)) return bit(b, isInt(b) ? 31 : 63, !holds);
                if (isNumber(b, -1)) return bit(a, isInt(a) ? 31 : 63, holds);
            }
            case LTU -> {
                if (isNumber(b, 1)) return zero(a, !holds);
                if (isNumber(a, 0)) return zero(b, holds);
            }
            case LEU -> {
                if (isNumber(a, 1)) return zero(b, holds);
                if (isNumber(b, 0)) return zero(a, !holds);
            }
            default -> { }
        }
        return new Test(B_COND, imm(flags(condition)));
    }

    private Test bitOrZero(Value a, boolean notZero) {
        if (maker(a) instanceof Insn and && and.op() == Opcode.AND && number(and.arg(1)).isPresent()) {
            long mask = valueOf(and.arg(1));
            if (isInt(and)) mask &= 0xffff_ffffL;
            if (Long.bitCount(mask) == 1) return bit(and.arg(0), Long.numberOfTrailingZeros(mask), notZero);
            if (uses.count(and) == 1) {
                tst(and);
                return new Test(B_COND, imm(notZero ? NE : EQ));
            }
        }
        return zero(a, notZero);
    }

    private Test bit(Value v, int bit, boolean set) {
        return new Test(set ? TBNZ : TBZ, bit < 32 ? low(v) : in(v), imm(bit));
    }

    private Test zero(Value v, boolean not) {
        if (isInt(v)) return new Test(not ? CBNZ_32 : CBZ_32, low(v));
        return new Test(not ? CBNZ_64 : CBZ_64, in(v));
    }

    /** The second operand if the first is not zero, else the third. */
    final void select(Insn i) {
        Value first = i.arg(1);
        Value second = i.arg(2);
        if (i.type() == Type.CAP) {
            MOperand a = cap(first);
            MOperand b = cap(second);
            emit(CSEL_C_CI_C, def(i), a, b, imm(flags(i.arg(0))));
            return;
        }
        boolean word = isInt(i);
        if (form(second) == Form.PLAIN && form(first) != Form.PLAIN) choose(i, second, first, true, word);
        else choose(i, first, second, false, word);
    }

    private MOperand cap(Value v) {
        return in(v) instanceof MOperand.Real zero ? zero : MOperand.use(sameKind(v));
    }

    /** What the second register of a conditional select may have done to it. */
    private enum Form { PLAIN, ONE, ONES, PLUS_ONE, INVERTED, NEGATED }

    private Form form(Value v) {
        if (isNumber(v, 1)) return Form.ONE;
        if (isNumber(v, -1)) return Form.ONES;
        if (alone(v, Opcode.ADD) instanceof Insn add && isNumber(add.arg(1), 1)) return Form.PLUS_ONE;
        if (alone(v, Opcode.XOR) instanceof Insn xor && isNumber(xor.arg(1), -1)) return Form.INVERTED;
        if (alone(v, Opcode.SUB) instanceof Insn sub && isNumber(sub.arg(0), 0)) return Form.NEGATED;
        return Form.PLAIN;
    }

    private void choose(Insn i, Value first, Value second, boolean inverse, boolean word) {
        Form form = form(second);
        MOperand x = word ? low(first) : integer(first);
        MOperand y = switch (form) {
            case ONE, ONES -> ZERO;
            case PLUS_ONE, INVERTED -> part(((Insn) behind(second)).arg(0), word);
            case NEGATED -> part(((Insn) behind(second)).arg(1), word);
            case PLAIN -> word ? low(second) : integer(second);
        };
        MorelloOp op = switch (form) {
            case ONE, PLUS_ONE -> word ? CSINC_32 : CSINC_64;
            case ONES, INVERTED -> word ? CSINV_32 : CSINV_64;
            case NEGATED -> word ? CSNEG_32 : CSNEG_64;
            case PLAIN -> word ? CSEL_32 : CSEL_64;
        };
        int cond = flags(i.arg(0));
        emit(op, def(i), x, y, imm(inverse ? cond ^ 1 : cond));
    }

    private MOperand part(Value v, boolean word) {
        return word ? low(v) : integer(v);
    }

    private MOperand integer(Value v) {
        return in(v);
    }
}
