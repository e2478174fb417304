package dev.ufork.target.riscv;

import static dev.ufork.isa.riscv.Base.ADDI;
import static dev.ufork.isa.riscv.Base.BEQ;
import static dev.ufork.isa.riscv.Base.BLT;
import static dev.ufork.isa.riscv.Base.BLTU;
import static dev.ufork.isa.riscv.Base.SLLI;
import static dev.ufork.isa.riscv.Base.SUB;
import static dev.ufork.isa.riscv.xcheri.Cheri.CIncOffset;

import dev.ufork.ir.Attribute;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Insn;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.mir.MBlock;
import dev.ufork.mir.MInsn;
import dev.ufork.mir.MOperand;
import dev.ufork.regalloc.RegKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A switch as a tree: halves by comparison, runs of near keys by a jump table, a few keys one after another. */
final class Switches {
    private static final int FEW = 3;
    private static final int TABLE_KEYS = 4;
    private static final int TABLE_SPREAD = 3;

    private record Case(long key, Edge edge) {}

    private final Lower rules;
    private final Insn insn;
    private final int value;
    private MBlock block;
    private List<MInsn> insns;

    Switches(Lower rules, Insn insn) {
        this.rules = rules;
        this.insn = insn;
        this.value = rules.use(insn.arg(0));
    }

    void lower() {
        List<Long> keys = ((Attribute.Keys) insn.attribute()).values();
        List<Case> cases = new ArrayList<>();
        for (int k = 0; k < keys.size(); k++) cases.add(new Case(keys.get(k), insn.edges().get(k + 1)));
        cases.sort(Comparator.comparingLong(Case::key));
        block = rules.currentBlock();
        insns = block.insns();
        tree(cases);
    }

    private void tree(List<Case> cases) {
        int n = cases.size();
        if (n <= FEW) {
            oneByOne(cases);
        } else if (n >= TABLE_KEYS && cases.getLast().key() - cases.getFirst().key() >= 0
                && cases.getLast().key() - cases.getFirst().key() < (long) TABLE_SPREAD * n) {
            table(cases);
        } else {
            MBlock low = rules.newBlock(block.frequency() / 2);
            MBlock high = rules.newBlock(block.frequency() / 2);
            branch(BLT, MOperand.use(number(cases.get(n / 2).key())), MBlock.Edge.to(low), MBlock.Edge.to(high));
            in(low, () -> tree(cases.subList(0, n / 2)));
            in(high, () -> tree(cases.subList(n / 2, n)));
        }
    }

    private void oneByOne(List<Case> cases) {
        double share = 1.0 / (cases.size() + 1);
        for (Case c : cases) {
            MBlock next = rules.newBlock(block.frequency() * (1 - share));
            MOperand key = c.key() == 0 ? RvRules.ZERO : MOperand.use(number(c.key()));
            branch(BEQ, key, rules.split(c.edge(), share), MBlock.Edge.to(next));
            block = next;
            insns = next.insns();
        }
        MBlock.Edge otherwise = rules.split(insn.edges().getFirst(), share);
        block.edges().add(otherwise);
        insns.add(new MInsn.Jump(insn.pos()));
    }

    private void table(List<Case> cases) {
        long first = cases.getFirst().key();
        int size = (int) (cases.getLast().key() - first) + 1;
        int index = first == 0 ? value : rules.temp(RegKind.INT);
        if (first != 0) {
            if (RvRules.fits12(-first)) row(ADDI, MOperand.def(index), MOperand.use(value), new MOperand.Imm(-first));
            else row(SUB, MOperand.def(index), MOperand.use(value), MOperand.use(number(first)));
        }
        int bound = number(size);
        MBlock jump = rules.newBlock(block.frequency());
        MBlock.Edge otherwise = rules.split(insn.edges().getFirst(), 1.0 / (size + 1));
        insns.add(new MInsn.Branch(BLTU, List.of(MOperand.use(index), MOperand.use(bound)), insn.pos()));
        block.edges().add(MBlock.Edge.to(jump));
        block.edges().add(otherwise);
        List<MBlock.Edge> targets = new ArrayList<>();
        int next = 0;
        for (long key = first; key - first < size; key++)
            targets.add(cases.get(next).key() == key ? rules.split(cases.get(next++).edge(), 1.0 / size) : otherwise);
        jump.edges().addAll(targets);
        int base = rules.constant(new RvMacro.TableBase(jump.id()), RegKind.CAP);
        int scaled = rules.temp(RegKind.INT);
        int target = rules.temp(RegKind.CAP);
        insns = jump.insns();
        row(SLLI, MOperand.def(scaled), MOperand.use(index), new MOperand.Imm(2));
        row(CIncOffset, MOperand.def(target), MOperand.use(base), MOperand.use(scaled));
        insns.add(new MInsn.Table(new RvMacro.JumpTable(jump.id()), List.of(MOperand.use(target)), insn.pos()));
    }

    private int number(long n) {
        return rules.constantRegister(n);
    }

    private void row(RvOp op, MOperand... operands) {
        insns.add(new MInsn.Row(op, List.of(operands), insn.pos()));
    }

    private void branch(RvOp op, MOperand right, MBlock.Edge taken, MBlock.Edge other) {
        insns.add(new MInsn.Branch(op, List.of(MOperand.use(value), right), insn.pos()));
        block.edges().add(taken);
        block.edges().add(other);
    }

    private void in(MBlock next, Runnable body) {
        block = next;
        insns = next.insns();
        body.run();
    }
}
