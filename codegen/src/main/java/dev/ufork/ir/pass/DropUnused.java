package dev.ufork.ir.pass;

import dev.ufork.ir.Attribute.Symbol;
import dev.ufork.ir.Block;
import dev.ufork.ir.Function;
import dev.ufork.ir.Global;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Linkage;
import dev.ufork.ir.Module;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Removes functions and globals that nothing exported leads to. */
final class DropUnused {
    private DropUnused() {}

    static boolean run(Module m) {
        Set<Symbol> used = new HashSet<>();
        Deque<Symbol> todo = new ArrayDeque<>();
        for (Symbol s : m.symbols()) if (s.linkage() == Linkage.EXPORT && used.add(s)) todo.push(s);
        while (!todo.isEmpty()) {
            for (Symbol s : mentioned(todo.pop())) if (used.add(s)) todo.push(s);
        }
        boolean any = false;
        for (Symbol s : List.copyOf(m.symbols())) {
            if (used.contains(s)) continue;
            m.remove(s);
            any = true;
        }
        return any;
    }

    private static Set<Symbol> mentioned(Symbol s) {
        Set<Symbol> all = new HashSet<>();
        switch (s) {
            case Global g -> g.caps().forEach(c -> all.add(c.target()));
            case Function f -> {
                for (Block b : f.blocks()) for (Insn i : b) if (i.attribute() instanceof Symbol t) all.add(t);
            }
        }
        return all;
    }
}
