package dev.ufork.ir.analysis;

import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Const;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Param;
import dev.ufork.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The natural loops of a function: each a header and the blocks from which an edge leads back to it, nested. */
public final class Loops {
    /** One loop. Loops that share a header are one. */
    public static final class Loop {
        private final Block header;
        private final List<Block> blocks = new ArrayList<>();
        private final boolean[] member;
        private Loop parent;

        private Loop(Block header, int blockIds) {
            this.header = header;
            this.member = new boolean[blockIds];
        }

        /** The one block by which the loop is entered. */
        public Block header() {
            return header;
        }

        /** All blocks, those of inner loops too, each after its dominators. */
        public List<Block> blocks() {
            return blocks;
        }

        /** The loop around this one, or null. */
        public Loop parent() {
            return parent;
        }

        /** 1 for an outermost loop. */
        public int depth() {
            return parent == null ? 1 : 1 + parent.depth();
        }

        public boolean contains(Block b) {
            return b.id() < member.length && member[b.id()];
        }

        /** Whether a value is made outside, so that it is the same in every iteration. */
        public boolean isInvariant(Value v) {
            return switch (v) {
                case Const _ -> true;
                case Param p -> !contains(p.block());
                case Insn i -> !contains(i.block());
            };
        }
    }

    private final List<Loop> innermostFirst = new ArrayList<>();
    /** By block id: the innermost loop around it. */
    private final Loop[] around;

    public Loops(Cfg cfg) {
        around = new Loop[cfg.function().blockIdCount()];
        // Later headers belong to inner loops, so these are found first.
        for (Block header : cfg.order().reversed()) {
            Deque<Block> todo = null;
            List<Cfg.In> ways = cfg.incoming(header);
            for (int k = 0; k < ways.size(); k++) {
                Block from = ways.get(k).from();
                if (!cfg.dominates(header, from)) continue;
                if (todo == null) todo = new ArrayDeque<>();
                todo.push(from);
            }
            if (todo != null) fill(new Loop(header, around.length), todo, cfg);
        }
        for (Loop loop : innermostFirst) {
            for (Block b : cfg.order()) if (loop.contains(b)) loop.blocks.add(b);
        }
    }

    private void fill(Loop loop, Deque<Block> todo, Cfg cfg) {
        loop.member[loop.header.id()] = true;
        claim(loop, loop.header);
        while (!todo.isEmpty()) {
            Block b = todo.pop();
            if (loop.member[b.id()]) continue;
            loop.member[b.id()] = true;
            claim(loop, b);
            for (Cfg.In in : cfg.incoming(b)) todo.push(in.from());
        }
        innermostFirst.add(loop);
    }

    private void claim(Loop loop, Block b) {
        if (around[b.id()] == null) {
            around[b.id()] = loop;
            return;
        }
        Loop outer = around[b.id()];
        while (outer.parent != null && outer.parent != loop) outer = outer.parent;
        if (outer != loop) outer.parent = loop;
    }

    /** Every loop after the loops within it. */
    public List<Loop> innermostFirst() {
        return innermostFirst;
    }

    /** The innermost loop around a block, or null. */
    public Loop around(Block b) {
        return b.id() < around.length ? around[b.id()] : null;
    }

    /** How many loops are around a block: the exponent of how often it runs. */
    public int depth(Block b) {
        Loop l = around(b);
        return l == null ? 0 : l.depth();
    }

    /** The edges by which a loop is entered. */
    public static List<Cfg.In> entries(Loop loop, Cfg cfg) {
        return ways(loop, cfg, false);
    }

    /** The edges that lead back to the header. */
    public static List<Cfg.In> latches(Loop loop, Cfg cfg) {
        return ways(loop, cfg, true);
    }

    private static List<Cfg.In> ways(Loop loop, Cfg cfg, boolean inside) {
        List<Cfg.In> ways = new ArrayList<>(2);
        for (Cfg.In in : cfg.incoming(loop.header)) if (loop.contains(in.from()) == inside) ways.add(in);
        return ways;
    }

    /** Whether an edge of the block leaves the loop. */
    public static boolean exits(Loop loop, Block b) {
        for (Edge e : b.edges()) if (!loop.contains(e.target())) return true;
        return false;
    }
}
