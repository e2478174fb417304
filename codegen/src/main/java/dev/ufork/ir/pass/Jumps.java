package dev.ufork.ir.pass;

import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Const;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Param;
import dev.ufork.ir.Prune;
import dev.ufork.ir.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Straightens control flow: drops blocks that nothing reaches, leads edges past blocks that only pass on, resolves branches
 * that an edge's constant decides, and joins a block with its only successor if it is the only predecessor.
 */
final class Jumps implements FunctionPass {
    private static final int ROUNDS = 8;

    @Override
    public boolean run(Function f, Target target) {
        boolean any = Prune.unreachableBlocks(f);
        for (int round = 0; round < ROUNDS; round++) {
            boolean changed = thread(f);
            changed |= Prune.unreachableBlocks(f);
            changed |= Prune.parameters(f);
            changed |= join(f);
            any |= changed;
            if (!changed) break;
        }
        return any;
    }

    /** Leads edges past blocks that do nothing but choose where to go. */
    private static boolean thread(Function f) {
        boolean[] pinned = pinned(f);
        boolean any = false;
        if (pinned == null) return false;
        for (Block b : f.blocks()) {
            for (Edge e : b.edges()) {
                // A chain of such blocks may be a ring, so the number of steps is limited.
                for (int steps = 0; steps < 8 && !pinned[e.target().id()]; steps++) {
                    Edge onward = onward(e);
                    if (onward == null || onward.target() == e.target()) break;
                    List<Value> args = substituted(onward, e);
                    e.target(onward.target());
                    e.args().clear();
                    e.args().addAll(args);
                    any = true;
                }
            }
        }
        return any;
    }

    /**
     * Blocks that edges are not led past: they compute something, or other blocks use their parameters, or they begin a loop,
     * which would get a second way in. Null if that is every block.
     */
    private static boolean[] pinned(Function f) {
        boolean[] pinned = new boolean[f.blockIdCount()];
        boolean all = true;
        for (Block b : f.blocks()) {
            pinned[b.id()] = b == f.entry() || b.first() != b.last();
            all &= pinned[b.id()];
        }
        if (all) return null;
        Cfg cfg = new Cfg(f);
        for (Block b : cfg.order()) {
            for (Edge e : b.edges()) if (!pinned[e.target().id()] && cfg.dominates(e.target(), b)) pinned[e.target().id()] = true;
            for (Insn i : b) {
                for (int k = 0; k < i.argCount(); k++) pin(i.arg(k), b, pinned);
                for (int k = 0; k < i.edgeCount(); k++) for (Value v : i.edge(k).args()) pin(v, b, pinned);
            }
        }
        return pinned;
    }

    private static void pin(Value v, Block user, boolean[] pinned) {
        if (v instanceof Param p && p.block() != user) pinned[p.block().id()] = true;
    }

    /** The edge by which control that came by {@code e} leaves the target again, if that is known. */
    private static Edge onward(Edge e) {
        Insn end = e.target().terminator();
        return switch (end.op()) {
            case JUMP -> end.edges().getFirst();
            case BRANCH -> decided(end.arg(0), e) instanceof Const c ? end.edges().get(c.value() != 0 ? 0 : 1) : null;
            default -> null;
        };
    }

    private static Value decided(Value v, Edge e) {
        return v instanceof Param p && p.block() == e.target() ? e.args().get(p.index()) : v;
    }

    private static List<Value> substituted(Edge onward, Edge e) {
        List<Value> args = new ArrayList<>(onward.args().size());
        for (Value v : onward.args()) args.add(decided(v, e));
        return args;
    }

    /** Appends to each block that ends in a jump the block it jumps to, if no other edge leads there. */
    private static boolean join(Function f) {
        int[] incoming = new int[f.blockIdCount()];
        for (Block b : f.blocks()) for (Edge e : b.edges()) incoming[e.target().id()]++;
        boolean any = false;
        for (Block b : f.blocks()) {
            if (b.first() == null) continue;                         // joined already
            while (b.terminator().op() == Opcode.JUMP) {
                Edge e = b.edges().getFirst();
                Block next = e.target();
                if (next == b || next == f.entry() || incoming[next.id()] != 1) break;
                for (int k = 0; k < next.params().size(); k++) next.params().get(k).replaceWith(e.args().get(k));
                b.terminator().remove();
                b.takeAll(next);
                next.params().clear();
                any = true;
            }
        }
        if (any) {
            f.blocks().removeIf(b -> b.first() == null);
            f.settle();
        }
        return any;
    }
}
