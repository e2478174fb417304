package dev.ufork.ir.pass;

import dev.ufork.ir.Block;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Module;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The functions of a module in an order in which callees come before their callers, but for recursion. */
final class CallOrder {
    private CallOrder() {}

    private record Visit(Function function, Deque<Function> callees) {}

    static List<Function> of(Module m) {
        Set<Function> seen = new LinkedHashSet<>();
        List<Function> order = new ArrayList<>();
        Deque<Visit> path = new ArrayDeque<>();
        for (Function root : m.functions()) {
            if (seen.add(root)) path.push(new Visit(root, callees(root)));
            while (!path.isEmpty()) {
                Function next = path.peek().callees.poll();
                if (next == null) order.add(path.pop().function);
                else if (seen.add(next)) path.push(new Visit(next, callees(next)));
            }
        }
        return order;
    }

    private static Deque<Function> callees(Function f) {
        Deque<Function> all = new ArrayDeque<>();
        for (Block b : f.blocks()) for (Insn i : b) if (i.attribute() instanceof Function g) all.add(g);
        return all;
    }
}
