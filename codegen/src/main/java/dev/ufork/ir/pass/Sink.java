package dev.ufork.ir.pass;

import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Value;
import dev.ufork.ir.analysis.Loops;

/**
 * Moves what only one side of a branch needs to that side, so that the other does not compute it.
 *
 * <p>Only pure instructions move, down to the closest block that every use is behind, and never into a loop that they were not
 * in. They cannot fault, so nothing that can be observed changes its place.
 */
final class Sink implements FunctionPass {
    @Override
    public boolean run(Function f, Target target) {
        Cfg cfg = new Cfg(f);
        Loops loops = new Loops(cfg);
        Block[] needed = needed(f, cfg);
        boolean any = false;
        // Users come before what they use, so that whole expressions move.
        for (Block b : cfg.order().reversed()) {
            for (Insn i = b.last(), prev; i != null; i = prev) {
                prev = i.prev();
                Block to = i.isPure() && !i.isTerminator() && i.argCount() > 0 ? place(needed[i.id()], b, cfg, loops) : b;
                for (int k = 0; k < i.argCount(); k++) need(needed, i.arg(k), to, cfg);
                if (to == b) continue;
                i.moveBefore(to.first());
                any = true;
            }
        }
        return any;
    }

    /** By value id: the closest block that dominates the uses on edges. Operands are added as their users find their places. */
    private static Block[] needed(Function f, Cfg cfg) {
        Block[] needed = new Block[f.valueCount()];
        for (Block b : cfg.order()) for (Edge e : b.edges()) for (Value v : e.args()) need(needed, v, b, cfg);
        return needed;
    }

    private static void need(Block[] needed, Value v, Block user, Cfg cfg) {
        Block common = needed[v.id()] == null ? user : needed[v.id()];
        while (!cfg.dominates(common, user)) common = cfg.idom(common);
        needed[v.id()] = common;
    }

    /** The deepest block on the way from {@code uses} up to {@code from} that only one arm of a branch leads to; else {@code from}. */
    private static Block place(Block uses, Block from, Cfg cfg, Loops loops) {
        if (uses == null) return from;
        for (Block b = uses; b != from; b = cfg.idom(b)) {
            if (loops.around(b) == loops.around(from) && isBehindBranch(b, from, cfg)) return b;
        }
        return from;
    }

    private static boolean isBehindBranch(Block b, Block from, Cfg cfg) {
        for (Block x = b; x != from; x = cfg.idom(x)) {
            Cfg.In in = cfg.onlyIncoming(x);
            if (in != null && in.from().edges().size() > 1) return true;
        }
        return false;
    }
}
