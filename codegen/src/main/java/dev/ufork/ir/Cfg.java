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
    private final List<List<In>> incoming;
    /** By number: the immediate dominator's number. */
    private final int[] idom;
    /** By number: entered and left in a walk of the dominator tree. */
    private final int[] enter;
    private final int[] leave;

    public Cfg(Function function) {
        this.function = function;
        this.number = new int[function.blockIdCount()];
        this.order = reversePostorder();
        this.incoming = incomingEdges();
        this.idom = immediateDominators();
        this.enter = new int[order.size()];
        this.leave = new int[order.size()];
        walkDominatorTree();
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
        return incoming.get(b.id());
    }

    /** The one edge into a block, or null if there are none or more. */
    public In onlyIncoming(Block b) {
        List<In> in = incoming(b);
        return in.size() == 1 ? in.getFirst() : null;
    }

    /** The closest block that every path to {@code b} passes, or null for the entry. */
    public Block idom(Block b) {
        int n = number[b.id()];
        return n == 0 ? null : order.get(idom[n]);
    }

    /** Whether every path to {@code b} passes {@code a}; a block dominates itself. */
    public boolean dominates(Block a, Block b) {
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
            List<Edge> edges = b.edges();
            int k = nextEdge[b.id()]++;
            if (k == edges.size()) {
                stack.removeLast();
                post.add(b);
                continue;
            }
            Block t = edges.get(k).target();
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
        List<List<In>> in = new ArrayList<>(Collections.nCopies(function.blockIdCount(), List.of()));
        for (Block b : order) in.set(b.id(), new ArrayList<>(2));
        for (Block b : order) {
            for (Edge e : b.edges()) in.get(e.target().id()).add(new In(b, e));
        }
        return in;
    }

    private int[] immediateDominators() {
        int[] dom = new int[order.size()];
        Arrays.fill(dom, -1);
        dom[0] = 0;
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int n = 1; n < dom.length; n++) {
                int best = -1;
                for (In in : incoming.get(order.get(n).id())) {
                    int p = number[in.from().id()];
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
