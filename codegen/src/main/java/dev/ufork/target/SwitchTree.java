package dev.ufork.target;

import dev.ufork.ir.Attribute;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Insn;
import dev.ufork.isa.Op;
import dev.ufork.mir.MBlock;
import dev.ufork.mir.MInsn;
import dev.ufork.mir.MOperand;
import dev.ufork.regalloc.RegKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A switch as a tree: halves by comparison, runs of near keys by a jump table, a few keys one after another. */
public abstract class SwitchTree {
    private static final int FEW = 3;
    private static final int TABLE_KEYS = 4;
    private static final int TABLE_SPREAD = 3;

    private record Case(long key, Edge edge) {}

    /** The register of what is switched on. */
    protected final int value;
    private final Selector rules;
    private final Insn insn;
    private MBlock block;
    private List<MInsn> insns;

    protected SwitchTree(Selector rules, Insn insn, int value) {
        this.rules = rules;
        this.insn = insn;
        this.value = value;
    }

    /** Emits a branch that is taken if the value is below {@code key}, with sign. */
    protected abstract void branchIfLess(long key);

    /** Emits a branch that is taken if the value is {@code key}. */
    protected abstract void branchIfEqual(long key);

    /** Emits {@code index = value - first}. */
    protected abstract void subtract(int index, long first);

    /** Emits a branch that is taken if the register is below {@code size}, without sign. */
    protected abstract void branchIfWithin(int index, int size);

    /** Emits {@code target = base + 4 * index}: entries of four bytes. */
    protected abstract void entry(int target, int base, int index);

    final void lower() {
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
            branchIfLess(cases.get(n / 2).key());
            edges(MBlock.Edge.to(low), MBlock.Edge.to(high));
            in(low, () -> tree(cases.subList(0, n / 2)));
            in(high, () -> tree(cases.subList(n / 2, n)));
        }
    }

    private void oneByOne(List<Case> cases) {
        double share = 1.0 / (cases.size() + 1);
        for (Case c : cases) {
            MBlock next = rules.newBlock(block.frequency() * (1 - share));
            branchIfEqual(c.key());
            edges(rules.split(c.edge(), share), MBlock.Edge.to(next));
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
        branchIfWithin(index, size);
        edges(MBlock.Edge.to(jump), otherwise);
        List<MBlock.Edge> targets = new ArrayList<>();
        int next = 0;
        for (long key = first; key - first < size; key++)
            targets.add(cases.get(next).key() == key ? rules.split(cases.get(next++).edge(), 1.0 / size) : otherwise);
        jump.edges().addAll(targets);
        int base = rules.constant(new Macro.TableBase(jump.id()), RegKind.CAP);
        int target = rules.temp(RegKind.CAP);
        insns = jump.insns();
        entry(target, base, index);
        insns.add(new MInsn.Table(new Macro.JumpTable(jump.id()), List.of(MOperand.use(target)), insn.pos()));
    }

    private void edges(MBlock.Edge taken, MBlock.Edge other) {
        block.edges().add(taken);
        block.edges().add(other);
    }

    /** The register of a constant. */
    protected final int number(long n) {
        return rules.constantRegister(n);
    }

    protected final int temp() {
        return rules.temp(RegKind.INT);
    }

    protected final void row(Op op, MOperand... operands) {
        insns.add(new MInsn.Row(op, List.of(operands), insn.pos()));
    }

    protected final void branch(Op op, MOperand... operands) {
        insns.add(new MInsn.Branch(op, List.of(operands), insn.pos()));
    }

    private void in(MBlock next, Runnable body) {
        block = next;
        insns = next.insns();
        body.run();
    }
}
