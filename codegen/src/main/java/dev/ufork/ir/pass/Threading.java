package dev.ufork.ir.pass;

import dev.ufork.ir.Attribute.Keys;
import dev.ufork.ir.Attribute.None;
import dev.ufork.ir.Block;
import dev.ufork.ir.Const;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Param;
import dev.ufork.ir.Prune;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes decisions where they are known: a short block that decides on a parameter is copied for each constant that edges pass for
 * it, and the copy goes on without asking.
 *
 * <pre>
 *        before                                    after
 *   state 0 --0--> +------+ --> state 0       state 0 --> next, load --> state 0
 *   state 1 --1--> | next | --> state 1       state 1 --> next, load --> state 1
 *      ...         | load |       ...            ...
 *                  +------+
 * </pre>
 *
 * A block also decides if it passes the parameter on to one that does, so what lies between a state machine's state and its
 * switch is copied too. On each path the same instructions are executed as before but for the decision, so no fault is added,
 * lost or moved. Copying is worth it only if there are several constants: a counter's first value is no decision.
 */
final class Threading implements FunctionPass {
    /** A longer block is not worth a copy. */
    private static final int GREATEST = 10;
    /** The growth that a function is allowed, in blocks. */
    private static final int COPIES = 24;

    @Override
    public boolean run(Function f, Target target) {
        Rewriter rewriter = new Rewriter(f, target);
        Set<Block> begun = new HashSet<>();
        Set<Block> copies = new HashSet<>();
        while (copies.size() < COPIES) {
            Known next = find(f, begun, copies);
            if (next == null) break;
            begun.add(next.block);
            copies.add(copy(f, next, rewriter));
        }
        if (copies.isEmpty()) return false;
        for (Block b : f.blocks()) Branches.simplify(b.terminator());
        Prune.unreachableBlocks(f);
        return true;
    }

    /** Edges to a block that decides on its parameter {@code k}, for which they pass {@code value}. */
    private record Known(Block block, int k, Const value, List<Edge> edges) {}

    private static Known find(Function f, Set<Block> begun, Set<Block> copies) {
        Map<Block, Integer> deciding = deciding(f, copies);
        Map<Block, Map<Const, List<Edge>>> known = new LinkedHashMap<>();
        for (Block b : f.blocks()) {
            for (Edge e : b.edges()) {
                Integer k = deciding.get(e.target());
                if (k != null && e.args().get(k).resolve() instanceof Const c)
                    known.computeIfAbsent(e.target(), _ -> new LinkedHashMap<>()).computeIfAbsent(c, _ -> new ArrayList<>(2)).add(e);
            }
        }
        for (var of : known.entrySet()) {
            if (of.getValue().size() < 2 && !begun.contains(of.getKey())) continue;
            var first = of.getValue().entrySet().iterator().next();
            return new Known(of.getKey(), deciding.get(of.getKey()), first.getKey(), first.getValue());
        }
        return null;
    }

    /** Blocks that decide on one of their parameters, and on which. */
    private static Map<Block, Integer> deciding(Function f, Set<Block> copies) {
        Map<Block, Integer> deciding = new LinkedHashMap<>();
        for (Block b : f.blocks()) {
            if (b == f.entry() || copies.contains(b) || !isShort(b)) continue;
            if (decision(b) instanceof Param p && p.block() == b) deciding.put(b, p.index());
        }
        for (Block b : f.blocks()) {
            if (b == f.entry() || copies.contains(b) || deciding.containsKey(b) || !isShort(b)) continue;
            for (Edge e : b.edges()) {
                Integer k = deciding.get(e.target());
                if (k != null && e.target() != b && e.args().get(k).resolve() instanceof Param p && p.block() == b) deciding.putIfAbsent(b, p.index());
            }
        }
        return deciding;
    }

    private static boolean isShort(Block b) {
        int size = 0;
        for (Insn i : b) size += i.op().isCall() ? GREATEST : 1;
        return size <= GREATEST;
    }

    /** The one value on which it depends where the block goes on, if that is one; else null. */
    private static Value decision(Block b) {
        Insn end = b.terminator();
        if (end.op() != Opcode.SWITCH && end.op() != Opcode.BRANCH) return null;
        Value asked = end.arg(0).resolve();
        boolean compares = asked instanceof Insn i && i.op().isCompare() && i.block() == b && i.arg(1).resolve() instanceof Const;
        return compares ? ((Insn) asked).arg(0).resolve() : asked;
    }

    private static Block copy(Function f, Known known, Rewriter rewriter) {
        Block b = known.block;
        Cloner cloner = new Cloner(f);
        Block copy = cloner.begin(b);
        cloner.map(b.params().get(known.k), known.value);
        cloner.map(b, b);                            // what leads back, leads back to the original
        for (Insn i : b) copy.append(cloner.copy(i));
        decide(copy, rewriter);
        for (Edge e : known.edges) e.target(copy);
        f.blocks().remove(copy);
        f.blocks().add(f.blocks().indexOf(b) + 1, copy);

        Repair repair = new Repair(f);
        for (Param p : b.params()) define(repair, cloner, p, b, copy);
        for (Insn i : b) if (i.type() != Type.NONE) define(repair, cloner, i, b, copy);
        repair.run();
        Prune.parameters(f);
        return copy;
    }

    private static void define(Repair repair, Cloner cloner, Value v, Block b, Block copy) {
        repair.define(v, b, v);
        repair.define(v, copy, cloner.of(v));
    }

    /** Makes the copy's decision, if it is one that it takes itself. */
    private static void decide(Block copy, Rewriter rewriter) {
        Insn end = copy.terminator();
        if (end.argCount() == 0) return;
        Value asked = end.arg(0).resolve();
        if (asked instanceof Insn i && i.op().isCompare() && i.arg(0) instanceof Const && i.arg(1) instanceof Const) asked = rewriter.at(end).op(i.op(), i.arg(0), i.arg(1));
        if (!(asked instanceof Const c)) return;
        Edge way = switch (end.op()) {
            case BRANCH -> end.edges().get(c.value() != 0 ? 0 : 1);
            case SWITCH -> end.edges().get(1 + ((Keys) end.attribute()).values().indexOf(c.value()));
            default -> null;
        };
        if (way == null) return;
        copy.terminate(copy.function().terminator(Opcode.JUMP, None.NONE, end.pos(), List.of(new Edge(way.target(), way.args()))));
    }
}
