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

import dev.ufork.ir.Attribute;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Insn;
import dev.ufork.isa.morello.MorelloOp;
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
    private static final int CC = 3;
    private static final int LT = 11;
    private static final int UXTW = 2;
    private static final MOperand NONE = new MOperand.Imm(0);

    private record Case(long key, Edge edge) {}

    private final Lower rules;
    private final Insn insn;
    private final int value;
    private final boolean word;
    private MBlock block;
    private List<MInsn> insns;

    Switches(Lower rules, Insn insn) {
        this.rules = rules;
        this.insn = insn;
        this.word = MoRules.isInt(insn.arg(0));
        this.value = word ? rules.use(rules.lowValue(insn.arg(0))) : rules.use(insn.arg(0));
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
            compare(value, cases.get(n / 2).key());
            branch(B_COND, new MOperand.Imm(LT), MBlock.Edge.to(low), MBlock.Edge.to(high));
            in(low, () -> tree(cases.subList(0, n / 2)));
            in(high, () -> tree(cases.subList(n / 2, n)));
        }
    }

    private void oneByOne(List<Case> cases) {
        double share = 1.0 / (cases.size() + 1);
        for (Case c : cases) {
            MBlock next = rules.newBlock(block.frequency() * (1 - share));
            if (c.key() == 0) {
                branch(word ? CBZ_32 : CBZ_64, MOperand.use(value), rules.split(c.edge(), share), MBlock.Edge.to(next));
            } else {
                compare(value, c.key());
                branch(B_COND, new MOperand.Imm(MoCompareRules.EQ), rules.split(c.edge(), share), MBlock.Edge.to(next));
            }
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
        if (first != 0) subtract(index, first);
        MBlock jump = rules.newBlock(block.frequency());
        MBlock.Edge otherwise = rules.split(insn.edges().getFirst(), 1.0 / (size + 1));
        compare(index, size);
        insns.add(new MInsn.Branch(B_COND, List.of(new MOperand.Imm(CC)), insn.pos()));
        block.edges().add(MBlock.Edge.to(jump));
        block.edges().add(otherwise);
        List<MBlock.Edge> targets = new ArrayList<>();
        int next = 0;
        for (long key = first; key - first < size; key++)
            targets.add(cases.get(next).key() == key ? rules.split(cases.get(next++).edge(), 1.0 / size) : otherwise);
        jump.edges().addAll(targets);
        int base = rules.constant(new MoMacro.TableBase(jump.id()), RegKind.CAP);
        int target = rules.temp(RegKind.CAP);
        insns = jump.insns();
        // The index is zero extended: four bytes an entry.
        row(ADD_C_CRI_C, MOperand.def(target), MOperand.use(base), MOperand.use(index), new MOperand.Imm(UXTW), new MOperand.Imm(2));
        insns.add(new MInsn.Table(new MoMacro.JumpTable(jump.id()), List.of(MOperand.use(target)), insn.pos()));
    }

    private int number(long n) {
        return rules.constantRegister(n);
    }

    private void row(MorelloOp op, MOperand... operands) {
        insns.add(new MInsn.Row(op, List.of(operands), insn.pos()));
    }

    private void subtract(int index, long first) {
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

    private void branch(MorelloOp op, MOperand operand, MBlock.Edge taken, MBlock.Edge other) {
        insns.add(new MInsn.Branch(op, List.of(operand), insn.pos()));
        block.edges().add(taken);
        block.edges().add(other);
    }

    private void in(MBlock next, Runnable body) {
        block = next;
        insns = next.insns();
        body.run();
    }
}
