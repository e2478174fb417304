package dev.ufork.ir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** Removal of blocks that nothing leads to, and of block parameters that have one value only. */
public final class Prune {
    private Prune() {}

    /** Drops the blocks that no path from the entry reaches. Says whether there were any. */
    public static boolean unreachableBlocks(Function f) {
        boolean[] seen = new boolean[f.blockIdCount()];
        Deque<Block> todo = new ArrayDeque<>();
        seen[f.entry().id()] = true;
        todo.push(f.entry());
        while (!todo.isEmpty()) {
            Block b = todo.pop();
            if (!b.isTerminated()) continue;         // under construction
            Insn end = b.last();
            for (int k = 0; k < end.edgeCount(); k++) {
                Block target = end.edge(k).target();
                if (!seen[target.id()]) {
                    seen[target.id()] = true;
                    todo.push(target);
                }
            }
        }
        return f.blocks().removeIf(b -> !seen[b.id()]);
    }

    /**
     * Replaces each parameter for which all edges pass the same value (or the parameter itself), until there is none.
     * Removing one can make another needless, so this repeats. Says whether there was any.
     */
    public static boolean parameters(Function f) {
        if (!hasParameters(f)) return false;
        List<List<Edge>> incoming = incoming(f);
        boolean any = false;
        for (boolean again = true; again; ) {
            again = false;
            for (Block b : f.blocks()) {
                if (b == f.entry() || b.params().isEmpty()) continue;
                List<Edge> edges = incoming.get(b.id());
                for (int k = b.params().size() - 1; k >= 0; k--) {
                    Value only = onlyValue(b.params().get(k), edges, k);
                    if (only == null) continue;
                    b.params().get(k).replaceWith(only);
                    removeParameter(b, edges, k);
                    again = true;
                }
            }
            any |= again;
        }
        if (any) f.settle();
        return any;
    }

    private static boolean hasParameters(Function f) {
        for (Block b : f.blocks()) if (b != f.entry() && !b.params().isEmpty()) return true;
        return false;
    }

    private static Value onlyValue(Param p, List<Edge> edges, int k) {
        Value only = null;
        for (int n = 0; n < edges.size(); n++) {
            Value v = edges.get(n).args().get(k).resolve();
            if (v == p || v == only) continue;
            if (only != null) return null;
            only = v;
        }
        return only;
    }

    /** Takes parameter {@code k} away, and its argument from each of the given edges. */
    static void removeParameter(Block b, List<Edge> edges, int k) {
        b.params().remove(k);
        for (Edge e : edges) e.args().remove(k);
    }

    /** Per block id, the edges that lead to it; of a block without parameters none. */
    private static List<List<Edge>> incoming(Function f) {
        List<List<Edge>> in = new ArrayList<>(Collections.nCopies(f.blockIdCount(), List.of()));
        for (Block b : f.blocks()) if (!b.params().isEmpty()) in.set(b.id(), new ArrayList<>(2));
        for (Block b : f.blocks()) {
            Insn end = b.terminator();
            for (int k = 0; k < end.edgeCount(); k++) {
                Edge e = end.edge(k);
                if (!e.target().params().isEmpty()) in.get(e.target().id()).add(e);
            }
        }
        return in;
    }
}
