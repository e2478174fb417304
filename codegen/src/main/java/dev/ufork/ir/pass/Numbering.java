package dev.ufork.ir.pass;

import dev.ufork.ir.Attribute;
import dev.ufork.ir.Attribute.Keys;
import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Const;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.ir.analysis.KnownBits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes nothing twice: a pure instruction is replaced by an equal one that dominates it. And what a branch has found out
 * holds where it leads: behind {@code branch v} the value v is known, behind {@code eq v, 5} too, and so on.
 */
final class Numbering implements FunctionPass {
    /** What makes two pure instructions equal. */
    private record Key(Opcode op, Type type, Attribute attribute, Value[] args) {
        @Override
        public int hashCode() {
            int hash = op.ordinal();
            for (Value v : args) hash = 31 * hash + v.id();
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key k && op == k.op && type == k.type && attribute.equals(k.attribute) && Arrays.equals(args, k.args);
        }
    }

    /** In blocks that {@code where} dominates, a value is this constant. */
    private record Fact(Block where, Const is) {}

    private final Map<Key, Insn> known = new HashMap<>();
    private final Map<Value, List<Fact>> facts = new HashMap<>();
    private Cfg cfg;

    @Override
    public boolean run(Function f, Target target) {
        return new Numbering().number(f);
    }

    private boolean number(Function f) {
        cfg = new Cfg(f);
        boolean any = false;
        for (Block b : cfg.order()) {
            learn(b);
            for (Insn i : b) {
                any |= substitute(i);
                if (!i.isPure() || i.isTerminator()) continue;
                Key key = new Key(i.op(), i.type(), i.attribute(), args(i));
                Insn same = available(key, b);
                if (same == null) same = addressOfSum(i);
                if (same == null) {
                    known.put(key, i);
                    continue;
                }
                i.replaceWith(same);
                i.remove();
                any = true;
            }
        }
        if (any) f.settle();
        return any;
    }

    private Insn available(Key key, Block b) {
        Insn same = known.get(key);
        return same != null && cfg.dominates(same.block(), b) ? same : null;
    }

    /** The address of a capability plus a distance, where the capability that far away is there: its address costs nothing. */
    private Insn addressOfSum(Insn i) {
        if (i.op() != Opcode.ADD || !(i.arg(0) instanceof Insn a) || a.op() != Opcode.CAP_ADDR) return null;
        Insn sum = available(new Key(Opcode.CAP_ADD, Type.CAP, Attribute.None.NONE, new Value[] {a.arg(0), i.arg(1)}), i.block());
        if (sum == null) return null;
        Insn address = i.block().function().insn(Opcode.CAP_ADDR, i.pos(), sum);
        address.moveBefore(i);
        return address;
    }

    private static Value[] args(Insn i) {
        if (i.op().isCommutative() && i.arg(0).id() > i.arg(1).id()) return new Value[] {i.arg(1), i.arg(0)};
        Value[] args = new Value[i.argCount()];
        for (int k = 0; k < args.length; k++) args[k] = i.arg(k);
        return args;
    }

    /** What the only edge into a block tells. */
    private void learn(Block b) {
        Cfg.In in = cfg.onlyIncoming(b);
        if (in == null) return;
        Insn end = in.from().terminator();
        Value asked = end.argCount() == 0 ? null : end.arg(0).resolve();
        if (end.op() == Opcode.SWITCH) {
            int k = end.edges().indexOf(in.edge());
            if (k > 0) put(asked, b, b.function().constant(asked.type(), ((Keys) end.attribute()).values().get(k - 1)));
        }
        if (end.op() != Opcode.BRANCH) return;
        boolean yes = end.edges().getFirst() == in.edge();
        if (!yes) put(asked, b, b.function().constant(Type.I32, 0));
        else if (KnownBits.isTruth(asked)) put(asked, b, b.function().constant(Type.I32, 1));
        if (asked instanceof Insn i && i.op() == (yes ? Opcode.EQ : Opcode.NE) && i.arg(1) instanceof Const c) put(i.arg(0), b, c);
    }

    private void put(Value v, Block where, Const is) {
        if (!(v instanceof Const)) facts.computeIfAbsent(v, _ -> new ArrayList<>(2)).add(new Fact(where, is));
    }

    private boolean substitute(Insn i) {
        boolean any = false;
        for (int k = 0; k < i.argCount(); k++) {
            Value v = i.arg(k).resolve();
            Value here = knownHere(v, i.block());
            any |= here != v;
            i.arg(k, here);
        }
        for (int way = 0; way < i.edgeCount(); way++) {
            Edge e = i.edge(way);
            for (int k = 0; k < e.args().size(); k++) {
                Value v = e.args().get(k).resolve();
                Value here = knownHere(v, i.block());
                any |= here != v;
                e.args().set(k, here);
            }
        }
        return any;
    }

    private Value knownHere(Value v, Block b) {
        List<Fact> about = facts.get(v);
        if (about == null) return v;
        for (Fact f : about) if (cfg.dominates(f.where, b)) return f.is;
        return v;
    }
}
