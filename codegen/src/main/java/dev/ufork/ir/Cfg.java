package dev.ufork.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The control flow of a function as it is now: order, predecessors and dominators of the blocks that can be reached.
 *
 * <p>Dominators are found as by Cooper, Harvey and Kennedy ("A simple, fast dominance algorithm", 2001). A changed function
 * needs a new one.
 */
public final class Cfg {
    /** A way into a block. */
    public record In(Block from, Edge edge) {}

    private final Function function;
    private final List<Block> order;
    /** By block id; -1 for what cannot be reached. */
    private final int[] number;
    /** By number: the edges into the block; found when somebody asks. */
    private List<List<In>> incoming;
    /** By number: the immediate dominator's number; found when somebody asks. */
    private int[] idom;
    /** By number: entered and left in a walk of the dominator tree. */
    private int[] enter;
    private int[] leave;

    public Cfg(Function function) {
        this.function = function;
        this.number = new int[function.blockIdCount()];
        this.order = reversePostorder();
    }

    public Function function() {
        return function;
    }

    /** Reachable blocks in reverse postorder: each after its dominators, and after its predecessors but for back edges. */
    public List<Block> order() {
        return order;
    }

    public boolean isReachable(Block b) {
        return number[b.id()] >= 0;
    }

    /** Position in {@link #order}. */
    public int number(Block b) {
        return number[b.id()];
    }

    /** The edges into a block from reachable blocks; a switch may bring several from one block. */
    public List<In> incoming(Block b) {
        if (incoming == null) incoming = incomingEdges();
        return isReachable(b) ? incoming.get(number(b)) : List.of();
    }

    /** The one edge into a block, or null if there are none or more. */
    public In onlyIncoming(Block b) {
        List<In> in = incoming(b);
        return in.size() == 1 ? in.getFirst() : null;
    }

    /** The closest block that every path to {@code b} passes, or null for the entry. */
    public Block idom(Block b) {
        if (idom == null) findDominators();
        int n = number[b.id()];
        return n == 0 ? null : order.get(idom[n]);
    }

    /** Whether every path to {@code b} passes {@code a}; a block dominates itself. */
    public boolean dominates(Block a, Block b) {
        if (idom == null) findDominators();
        int x = number[a.id()];
        int y = number[b.id()];
        return enter[x] <= enter[y] && leave[y] <= leave[x];
    }

    /** Whether the definition of {@code v} is known wherever control reaches the start of {@code b}'s terminator. */
    public boolean availableAtEnd(Value v, Block b) {
        return switch (v) {
            case Const _ -> true;
            case Param p -> dominates(p.block(), b);
            case Insn i -> dominates(i.block(), b);
        };
    }

    private List<Block> reversePostorder() {
        Arrays.fill(number, -1);
        List<Block> post = new ArrayList<>(function.blocks().size());
        List<Block> stack = new ArrayList<>();
        int[] nextEdge = new int[function.blockIdCount()];
        boolean[] seen = new boolean[function.blockIdCount()];
        stack.add(function.entry());
        seen[function.entry().id()] = true;
        while (!stack.isEmpty()) {
            Block b = stack.getLast();
            Insn end = b.terminator();
            int k = nextEdge[b.id()]++;
            if (k == end.edgeCount()) {
                stack.removeLast();
                post.add(b);
                continue;
            }
            Block t = end.edge(k).target();
            if (!seen[t.id()]) {
                seen[t.id()] = true;
                stack.add(t);
            }
        }
        Collections.reverse(post);
        for (int n = 0; n < post.size(); n++) number[post.get(n).id()] = n;
        return post;
    }

    private List<List<In>> incomingEdges() {
        List<List<In>> in = new ArrayList<>(order.size());
        for (int n = 0; n < order.size(); n++) in.add(new ArrayList<>(2));
        for (Block b : order) {
            Insn end = b.terminator();
            for (int k = 0; k < end.edgeCount(); k++) in.get(number(end.edge(k).target())).add(new In(b, end.edge(k)));
        }
        return in;
    }

    private void findDominators() {
        idom = immediateDominators();
        enter = new int[order.size()];
        leave = new int[order.size()];
        walkDominatorTree();
    }

    private int[] immediateDominators() {
        int size = order.size();
        // The predecessors of block n, by number, stand from start[n] to start[n + 1].
        int[] start = new int[size + 2];
        for (Block b : order) {
            Insn end = b.terminator();
            for (int k = 0; k < end.edgeCount(); k++) start[number(end.edge(k).target()) + 2]++;
        }
        for (int n = 2; n < start.length; n++) start[n] += start[n - 1];
        int[] predecessors = new int[start[size + 1]];
        for (int n = 0; n < size; n++) {
            Insn end = order.get(n).terminator();
            for (int k = 0; k < end.edgeCount(); k++) predecessors[start[number(end.edge(k).target()) + 1]++] = n;
        }
        int[] dom = new int[size];
        Arrays.fill(dom, -1);
        dom[0] = 0;
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int n = 1; n < size; n++) {
                int best = -1;
                for (int k = start[n]; k < start[n + 1]; k++) {
                    int p = predecessors[k];
                    if (dom[p] >= 0) best = best < 0 ? p : common(dom, p, best);
                }
                if (dom[n] != best) {
                    dom[n] = best;
                    changed = true;
                }
            }
        }
        return dom;
    }

    private static int common(int[] dom, int a, int b) {
        while (a != b) {
            while (a > b) a = dom[a];
            while (b > a) b = dom[b];
        }
        return a;
    }

    private void walkDominatorTree() {
        int size = order.size();
        int[] firstChild = new int[size];
        int[] sibling = new int[size];
        Arrays.fill(firstChild, -1);
        Arrays.fill(sibling, -1);
        for (int n = size - 1; n > 0; n--) {
            sibling[n] = firstChild[idom[n]];
            firstChild[idom[n]] = n;
        }
        int clock = 0;
        int at = 0;
        enter[0] = clock++;
        while (true) {
            if (firstChild[at] >= 0) {
                int child = firstChild[at];
                firstChild[at] = sibling[child];
                at = child;
                enter[at] = clock++;
            } else {
                leave[at] = clock++;
                if (at == 0) return;
                at = idom[at];
            }
        }
    }
}
