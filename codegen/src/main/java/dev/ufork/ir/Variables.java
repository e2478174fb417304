package dev.ufork.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values that variables have at the end of each block, and the block parameters that this takes.
 *
 * <p>This is the construction of Braun and others ("Simple and efficient construction of static single assignment form",
 * 2013): a read asks the block, then its predecessors; a block whose predecessors are not all known yet (it is not
 * <i>sealed</i>) gets a parameter, filled in when it is sealed. Parameters that turn out to be needless are left to
 * {@link Prune}.
 */
final class Variables {
    private final Function function;
    private final List<Variable> all = new ArrayList<>();
    /** Per block id, what is known of it. */
    private final List<State> states = new ArrayList<>();

    /** An edge to a block, and the block it leaves. */
    private record Incoming(Block from, Edge edge) {}

    private static final class State {
        final Map<Variable, Value> values = new HashMap<>();
        final List<Incoming> incoming = new ArrayList<>(2);
        /** Parameters made before the predecessors were known. */
        final Map<Variable, Param> open = new LinkedHashMap<>();
        boolean sealed;
    }

    Variables(Function function) {
        this.function = function;
        state(function.entry()).sealed = true;
    }

    Variable declare(Type type, String name) {
        Variable v = new Variable(all.size(), type, name);
        all.add(v);
        return v;
    }

    void write(Block b, Variable v, Value value) {
        if (value.type() != v.type()) {
            throw new IrException("variable %s is %s, and cannot hold a value of type %s"
                .formatted(v, v.type().text(), value.type().text()));
        }
        state(b).values.put(v, value);
    }

    Value read(Block b, Variable v) {
        State s = state(b);
        Value known = s.values.get(v);
        if (known == null) {
            known = find(b, s, v);
            s.values.put(v, known);
        }
        return known.resolve();
    }

    private Value find(Block b, State s, Variable v) {
        if (!s.sealed) {
            Param p = b.addParam(v.type());
            s.open.put(v, p);
            return p;
        }
        if (s.incoming.isEmpty()) {
            if (b == function.entry()) throw new IrException("%s: variable %s is read before it is set".formatted(function, v));
            return function.constant(v.type(), 0);   // nothing leads here, so any value is right
        }
        if (s.incoming.size() == 1) return read(s.incoming.getFirst().from, v);
        Param p = b.addParam(v.type());
        s.values.put(v, p);                          // before the reads: a loop comes back to it
        for (Incoming in : s.incoming) in.edge.args().add(read(in.from, v));
        return p;
    }

    void edge(Block from, Edge e) {
        State s = state(e.target());
        if (s.sealed) {
            throw new IrException("%s: %s is sealed, and no further edge may lead to it".formatted(function, e.target()));
        }
        s.incoming.add(new Incoming(from, e));
    }

    void seal(Block b) {
        State s = state(b);
        if (s.sealed) return;
        s.sealed = true;
        s.open.forEach((v, p) -> {
            for (Incoming in : s.incoming) in.edge.args().add(read(in.from, v));
        });
        s.open.clear();
    }

    private State state(Block b) {
        while (states.size() <= b.id()) states.add(new State());
        return states.get(b.id());
    }
}
