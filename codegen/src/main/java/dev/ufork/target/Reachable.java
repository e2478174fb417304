package dev.ufork.target;

import dev.ufork.ir.Attribute;
import dev.ufork.ir.Block;
import dev.ufork.ir.Function;
import dev.ufork.ir.Global;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Linkage;
import dev.ufork.ir.Module;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/** The functions and globals that exported ones need, directly or not. */
final class Reachable {
    private final Set<Attribute.Symbol> found = new LinkedHashSet<>();
    private final Deque<Attribute.Symbol> work = new ArrayDeque<>();

    private Reachable() {}

    static Set<Attribute.Symbol> from(Module module) {
        Reachable r = new Reachable();
        for (Attribute.Symbol s : module.symbols()) if (s.linkage() == Linkage.EXPORT) r.reach(s);
        while (!r.work.isEmpty()) {
            switch (r.work.poll()) {
                case Function f when !f.isExternal() -> {
                    for (Block b : f.blocks())
                        for (Insn i : b) if (i.attribute() instanceof Attribute.Symbol s) r.reach(s);
                }
                case Function _ -> { }
                case Global g -> g.caps().forEach(c -> r.reach(c.target()));
            }
        }
        return r.found;
    }

    private void reach(Attribute.Symbol s) {
        if (found.add(s)) work.add(s);
    }
}
