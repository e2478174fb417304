package dev.ufork.target;

import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * How often each block runs per call, and how deep in loops it is, as far as the function's shape tells.
 *
 * <p>A loop runs ten times, a branch goes both ways alike unless one of them calls, and nobody expects to panic.
 */
final class Frequencies {
    private static final double LOOP = 10;
    private static final double MOST = 1e7;
    private static final double COLD = 1e-3;
    /** Calls are more often on the side of what is rare. (Ball and Larus, Branch prediction for free, 1993.) */
    private static final double CALL = 0.3;

    private final Cfg cfg;
    private final int[] depth;
    private final double[] frequency;
    private final boolean[] cold;
    private final boolean[] calls;

    Frequencies(Cfg cfg) {
        this.cfg = cfg;
        int blocks = cfg.function().blockIdCount();
        depth = new int[blocks];
        frequency = new double[blocks];
        cold = new boolean[blocks];
        calls = new boolean[blocks];
        for (Block b : cfg.order()) for (Insn i : b) calls[b.id()] |= i.op().isCall();
        for (Block b : cfg.order()) findLoop(b);
        for (Block b : cfg.order().reversed()) findCold(b);
        for (Block b : cfg.order()) flow(b);
    }

    double of(Block b) {
        return frequency[b.id()];
    }

    /** In how many loops the block is. */
    int depth(Block b) {
        return depth[b.id()];
    }

    /** The blocks from which a back edge comes, and everything between them and the header. */
    private void findLoop(Block header) {
        boolean[] in = new boolean[depth.length];
        Deque<Block> work = new ArrayDeque<>();
        in[header.id()] = true;
        for (Cfg.In e : cfg.incoming(header)) if (cfg.dominates(header, e.from())) work.add(e.from());
        if (work.isEmpty()) return;
        while (!work.isEmpty()) {
            Block b = work.poll();
            if (in[b.id()]) continue;
            in[b.id()] = true;
            for (Cfg.In e : cfg.incoming(b)) work.add(e.from());
        }
        for (int b = 0; b < in.length; b++) if (in[b]) depth[b]++;
    }

    private void findCold(Block b) {
        Opcode op = b.terminator().op();
        boolean all = op == Opcode.PANIC || op == Opcode.UNREACHABLE;
        List<Edge> edges = b.edges();
        if (!edges.isEmpty()) {
            all = true;
            for (Edge e : edges) all &= cold[e.target().id()];
        }
        cold[b.id()] = all;
    }

    private void flow(Block b) {
        double f = b == cfg.function().entry() ? 1 : 0;
        boolean header = false;
        for (Cfg.In in : cfg.incoming(b)) {
            if (cfg.dominates(b, in.from())) header = true;
            else f += of(in.from()) * share(in.from(), b);
        }
        if (header) f = Math.min(f * LOOP, MOST);
        frequency[b.id()] = cold[b.id()] ? COLD : Math.max(f, COLD);
    }

    /** The part of {@code from}'s runs that goes on with one edge to {@code to}; leaving a loop is rare. */
    private double share(Block from, Block to) {
        if (cold[to.id()]) return 0;
        double all = 0;
        for (Edge e : from.edges()) all += weight(from, e.target());
        return weight(from, to) / all;
    }

    private double weight(Block from, Block to) {
        if (cold[to.id()]) return 0;
        if (depth(to) < depth(from)) return 1 / LOOP;
        return calls[to.id()] ? CALL : 1;
    }
}
