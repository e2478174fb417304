package dev.ufork.target.morello;

import static dev.ufork.isa.morello.A64.ADD_ADDSUB_IMM_32;
import static dev.ufork.isa.morello.A64.ADD_ADDSUB_IMM_64;
import static dev.ufork.isa.morello.A64.B_COND;
import static dev.ufork.isa.morello.A64.CBZ_32;
import static dev.ufork.isa.morello.A64.CBZ_64;
import static dev.ufork.isa.morello.A64.SUBS_ADDSUB_IMM_32;
import static dev.ufork.isa.morello.A64.SUBS_ADDSUB_IMM_64;
import static dev.ufork.isa.morello.A64.SUBS_ADDSUB_SHIFT_32;
import static dev.ufork.isa.morello.A64.SUBS_ADDSUB_SHIFT_64;
import static dev.ufork.isa.morello.A64.SUB_ADDSUB_IMM_32;
import static dev.ufork.isa.morello.A64.SUB_ADDSUB_IMM_64;
import static dev.ufork.isa.morello.A64.SUB_ADDSUB_SHIFT_32;
import static dev.ufork.isa.morello.A64.SUB_ADDSUB_SHIFT_64;
import static dev.ufork.isa.morello.Cheri.ADD_C_CRI_C;

import dev.ufork.ir.Insn;
import dev.ufork.isa.morello.MorelloOp;
import dev.ufork.mir.MOperand;
import dev.ufork.target.SwitchTree;

/** The comparisons of a switch. */
final class Switches extends SwitchTree {
    private static final int CC = 3;
    private static final int LT = 11;
    private static final int UXTW = 2;
    private static final MOperand NONE = new MOperand.Imm(0);

    private final boolean word;

    Switches(Lower rules, Insn insn) {
        super(rules, insn, rules.use(MoRules.isInt(insn.arg(0)) ? rules.lowValue(insn.arg(0)) : insn.arg(0)));
        word = MoRules.isInt(insn.arg(0));
    }

    @Override
    protected void branchIfLess(long key) {
        compare(value, key);
        branch(B_COND, new MOperand.Imm(LT));
    }

    @Override
    protected void branchIfEqual(long key) {
        if (key == 0) {
            branch(word ? CBZ_32 : CBZ_64, MOperand.use(value));
        } else {
            compare(value, key);
            branch(B_COND, new MOperand.Imm(MoCompareRules.EQ));
        }
    }

    @Override
    protected void branchIfWithin(int index, int size) {
        compare(index, size);
        branch(B_COND, new MOperand.Imm(CC));
    }

    /** The index is zero extended. */
    @Override
    protected void entry(int target, int base, int index) {
        row(ADD_C_CRI_C, MOperand.def(target), MOperand.use(base), MOperand.use(index), new MOperand.Imm(UXTW), new MOperand.Imm(2));
    }

    @Override
    protected void subtract(int index, long first) {
        if (MoRules.fitsAdd(-first)) immediate(word ? ADD_ADDSUB_IMM_32 : ADD_ADDSUB_IMM_64, MOperand.def(index), MOperand.use(value), -first);
        else if (MoRules.fitsAdd(first)) immediate(word ? SUB_ADDSUB_IMM_32 : SUB_ADDSUB_IMM_64, MOperand.def(index), MOperand.use(value), first);
        else row(word ? SUB_ADDSUB_SHIFT_32 : SUB_ADDSUB_SHIFT_64, MOperand.def(index), MOperand.use(value), MOperand.use(number(first)), NONE, NONE);
    }

    private void immediate(MorelloOp op, MOperand d, MOperand n, long k) {
        row(op, d, n, MoRules.addend(k)[0], MoRules.addend(k)[1]);
    }

    private void compare(int register, long key) {
        if (MoRules.fitsAdd(key)) immediate(word ? SUBS_ADDSUB_IMM_32 : SUBS_ADDSUB_IMM_64, MoRules.ZERO, MOperand.use(register), key);
        else row(word ? SUBS_ADDSUB_SHIFT_32 : SUBS_ADDSUB_SHIFT_64, MoRules.ZERO, MOperand.use(register), MOperand.use(number(key)), NONE, NONE);
    }
}
