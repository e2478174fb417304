package dev.ufork.ir.pass;

import dev.ufork.ir.Block;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Param;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings a function back to SSA form after blocks were copied: a value that now has several definitions reaches its uses
 * through block parameters. Uses in the blocks of the definitions themselves are right already.
 */
final class Repair {
    private record In(Block from, Edge edge) {}

    private final Function function;
    /** By block id. */
    private final List<List<In>> incoming = new ArrayList<>();
    /** For each value: what it is at the end of which block. */
    private final Map<Value, Map<Block, Value>> definitions = new HashMap<>();
    /** The values with definitions, by id: most have none. */
    private final BitSet defined = new BitSet();
    /** For each value: what it has been found to be at the start of which block. */
    private final Map<Value, Map<Block, Value>> atStart = new HashMap<>();

    /** Looks at the edges as they are now. */
    Repair(Function function) {
        this.function = function;
        incoming.addAll(Collections.nCopies(function.blockIdCount(), null));
        for (Block b : function.blocks()) incoming.set(b.id(), new ArrayList<>(2));
        for (Block b : function.blocks()) for (Edge e : b.edges()) incoming.get(e.target().id()).add(new In(b, e));
    }

    /** At the end of {@code b}, the variable that was {@code v} alone is {@code is}. */
    void define(Value v, Block b, Value is) {
        defined.set(v.id());
        definitions.computeIfAbsent(v, _ -> new HashMap<>()).put(b, is);
    }

    void run() {
        runOutside(Set.of());
    }

    /** Leaves the uses in some blocks alone, which are right already; they pass values on all the same. */
    void runOutside(Set<Block> right) {
        for (Block b : List.copyOf(function.blocks())) {
            if (right.contains(b)) continue;
            for (Insn i : b) {
                for (int k = 0; k < i.argCount(); k++) i.arg(k, at(b, i.arg(k)));
                for (int way = 0; way < i.edgeCount(); way++) {
                    Edge e = i.edge(way);
                    // Asking may append arguments to this very edge; those are right.
                    for (int k = 0, n = e.args().size(); k < n; k++) e.args().set(k, at(b, e.args().get(k)));
                }
            }
        }
    }

    private Value at(Block b, Value v) {
        if (!defined.get(v.id())) return v;
        Map<Block, Value> d = definitions.get(v);
        return d.containsKey(b) ? v : start(b, v, d);
    }

    private Value end(Block b, Value v, Map<Block, Value> d) {
        Value is = d.get(b);
        return is != null ? is : start(b, v, d);
    }

    private Value start(Block b, Value v, Map<Block, Value> d) {
        Map<Block, Value> found = atStart.computeIfAbsent(v, _ -> new HashMap<>());
        Value is = found.get(b);
        if (is != null) return is;
        List<In> in = incoming.get(b.id());
        if (in.isEmpty()) return v.type() == Type.NONE ? v : function.constant(v.type(), 0);
        if (in.size() == 1) {
            is = end(in.getFirst().from, v, d);
            found.put(b, is);
            return is;
        }
        Param p = b.addParam(v.type());
        found.put(b, p);                             // before the arguments: a loop comes back to it
        for (In way : in) way.edge.args().add(end(way.from, v, d));
        return p;
    }
}
