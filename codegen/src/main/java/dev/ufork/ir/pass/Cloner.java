package dev.ufork.ir.pass;

import dev.ufork.ir.Attribute;
import dev.ufork.ir.Attribute.Slot;
import dev.ufork.ir.Block;
import dev.ufork.ir.Const;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Param;
import dev.ufork.ir.StackSlot;
import dev.ufork.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies blocks into a function, the same or another one. What is not mapped stands for itself, except constants, which
 * belong to their function.
 */
final class Cloner {
    private final Function into;
    private final Map<Value, Value> values = new IdentityHashMap<>();
    private final Map<Block, Block> blocks = new IdentityHashMap<>();
    private final Map<StackSlot, StackSlot> slots = new HashMap<>();

    Cloner(Function into) {
        this.into = into;
    }

    void map(Value from, Value to) {
        values.put(from, to);
    }

    void map(Block from, Block to) {
        blocks.put(from, to);
    }

    void map(StackSlot from, StackSlot to) {
        slots.put(from, to);
    }

    Value of(Value v) {
        if (v instanceof Const c) return into.constant(c.type(), c.value());
        return values.getOrDefault(v, v);
    }

    Block of(Block b) {
        return blocks.getOrDefault(b, b);
    }

    /** A block with parameters like those of {@code b}, to which both are mapped. */
    Block begin(Block b) {
        Block copy = into.addBlock();
        for (Param p : b.params()) values.put(p, copy.addParam(p.type()));
        blocks.put(b, copy);
        return copy;
    }

    /** A loose copy of an instruction; its operands must be mapped already, or get their copies by {@link #patch}. */
    Insn copy(Insn i) {
        Value[] args = new Value[i.argCount()];
        for (int k = 0; k < args.length; k++) args[k] = of(i.arg(k));
        Insn copy = i.isTerminator()
            ? into.terminator(i.op(), attribute(i), i.pos(), edges(i), args)
            : into.insn(i.op(), attribute(i), i.pos(), args);
        values.put(i, copy);
        return copy;
    }

    Edge copy(Edge e) {
        List<Value> args = new ArrayList<>(e.args().size());
        for (Value v : e.args()) args.add(of(v));
        return new Edge(of(e.target()), args);
    }

    /** Maps the operands of a copy again, for those that were copied after it. */
    void patch(Insn copy) {
        for (int k = 0; k < copy.argCount(); k++) copy.arg(k, of(copy.arg(k)));
        for (Edge e : copy.edges()) e.args().replaceAll(this::of);
    }

    private List<Edge> edges(Insn i) {
        List<Edge> copies = new ArrayList<>(i.edges().size());
        for (Edge e : i.edges()) copies.add(copy(e));
        return copies;
    }

    private Attribute attribute(Insn i) {
        return i.attribute() instanceof Slot(var slot) && slots.containsKey(slot) ? new Slot(slots.get(slot)) : i.attribute();
    }
}
