package dev.ufork.target.riscv;

import static dev.ufork.isa.riscv.Base.ADDI;
import static dev.ufork.isa.riscv.Base.BEQ;
import static dev.ufork.isa.riscv.Base.BLT;
import static dev.ufork.isa.riscv.Base.BLTU;
import static dev.ufork.isa.riscv.Base.SLLI;
import static dev.ufork.isa.riscv.Base.SUB;
import static dev.ufork.isa.riscv.xcheri.Cheri.CIncOffset;

import dev.ufork.ir.Insn;
import dev.ufork.mir.MOperand;
import dev.ufork.target.SwitchTree;

/** The comparisons of a switch. */
final class Switches extends SwitchTree {
    Switches(Lower rules, Insn insn) {
        super(rules, insn, rules.use(insn.arg(0)));
    }

    @Override
    protected void branchIfLess(long key) {
        branch(BLT, MOperand.use(value), MOperand.use(number(key)));
    }

    @Override
    protected void branchIfEqual(long key) {
        branch(BEQ, MOperand.use(value), key == 0 ? RvRules.ZERO : MOperand.use(number(key)));
    }

    @Override
    protected void subtract(int index, long first) {
        if (RvRules.fits12(-first)) row(ADDI, MOperand.def(index), MOperand.use(value), new MOperand.Imm(-first));
        else row(SUB, MOperand.def(index), MOperand.use(value), MOperand.use(number(first)));
    }

    @Override
    protected void branchIfWithin(int index, int size) {
        branch(BLTU, MOperand.use(index), MOperand.use(number(size)));
    }

    @Override
    protected void entry(int target, int base, int index) {
        int scaled = temp();
        row(SLLI, MOperand.def(scaled), MOperand.use(index), new MOperand.Imm(2));
        row(CIncOffset, MOperand.def(target), MOperand.use(base), MOperand.use(scaled));
    }
}
