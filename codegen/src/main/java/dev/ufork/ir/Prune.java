package dev.ufork.ir;

import java.util.ArrayDeque;
import java.util.ArrayList;
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
            for (Edge e : b.edges()) {
                if (!seen[e.target().id()]) {
                    seen[e.target().id()] = true;
                    todo.push(e.target());
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

    private static Value onlyValue(Param p, List<Edge> edges, int k) {
        Value only = null;
        for (Edge e : edges) {
            Value v = e.args().get(k).resolve();
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

    /** Per block id, the edges that lead to it. */
    static List<List<Edge>> incoming(Function f) {
        List<List<Edge>> in = new ArrayList<>();
        for (int i = 0; i < f.blockIdCount(); i++) in.add(new ArrayList<>(2));
        for (Block b : f.blocks()) {
            for (Edge e : b.edges()) in.get(e.target().id()).add(e);
        }
        return in;
    }
}
