package dev.ufork.ir.pass;

import dev.ufork.ir.Block;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Param;
import dev.ufork.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * Removes instructions and block parameters that nothing needed depends on. What is needed are the terminators and whatever
 * writes; from these everything else is found backwards, so values that only keep each other alive around a loop go too.
 * A load whose value is dead goes with its fault.
 */
final class DeadCode implements FunctionPass {
    @Override
    public boolean run(Function f, Target target) {
        boolean[] live = new boolean[f.valueCount()];
        Deque<Value> todo = new ArrayDeque<>();
        List<List<Edge>> incoming = new ArrayList<>(Collections.nCopies(f.blockIdCount(), null));
        for (Block b : f.blocks()) incoming.set(b.id(), new ArrayList<>(2));
        for (Block b : f.blocks()) {
            for (Insn i : b) if (!i.isRemovable()) mark(i, live, todo);
            for (Edge e : b.edges()) incoming.get(e.target().id()).add(e);
        }
        for (Param p : f.params()) mark(p, live, todo);
        while (!todo.isEmpty()) {
            switch (todo.pop()) {
                case Insn i -> {
                    for (int k = 0; k < i.argCount(); k++) mark(i.arg(k), live, todo);
                }
                case Param p -> {
                    int k = p.index();
                    for (Edge e : incoming.get(p.block().id())) mark(e.args().get(k), live, todo);
                }
                default -> {}
            }
        }
        return sweep(f, live, incoming);
    }

    private static void mark(Value v, boolean[] live, Deque<Value> todo) {
        if (live[v.id()]) return;
        live[v.id()] = true;
        todo.push(v);
    }

    private static boolean sweep(Function f, boolean[] live, List<List<Edge>> incoming) {
        boolean any = false;
        for (Block b : f.blocks()) {
            for (Insn i : b) {
                if (live[i.id()]) continue;
                i.remove();
                any = true;
            }
            for (int k = b.params().size() - 1; k >= 0; k--) {
                if (live[b.params().get(k).id()]) continue;
                b.params().remove(k);
                for (Edge e : incoming.get(b.id())) e.args().remove(k);
                any = true;
            }
        }
        return any;
    }
}
