package dev.ufork.mir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Puts blocks into an order in which control mostly falls from one into the next.
 *
 * <p>A chain follows the likelier successor until nothing is left to follow; what never returns comes last. Then loops that
 * are left at their top are turned: the test goes below the body, so that an iteration takes one branch and no jump.
 */
public final class Layout {
    private static final double COLD = 0.01;

    private final MFunction function;
    private final boolean[] placed;
    private final List<MBlock> order = new ArrayList<>();
    private final Deque<MBlock> waiting = new ArrayDeque<>();
    private final Deque<MBlock> cold = new ArrayDeque<>();

    private Layout(MFunction function) {
        this.function = function;
        this.placed = new boolean[function.blockIdCount()];
    }

    public static void run(MFunction function) {
        Layout layout = new Layout(function);
        layout.chain(function.blocks().getFirst());
        while (!layout.waiting.isEmpty()) layout.chain(layout.waiting.pop());
        while (!layout.cold.isEmpty()) {
            layout.chain(layout.cold.poll());
            while (!layout.waiting.isEmpty()) layout.chain(layout.waiting.pop());
        }
        layout.turnLoops();
        function.blocks().clear();
        function.blocks().addAll(layout.order);
    }

    private void chain(MBlock start) {
        for (MBlock block = start; block != null && !placed[block.id()]; block = likeliest(block)) {
            placed[block.id()] = true;
            order.add(block);
        }
    }

    /** The successor to go on with; the others wait. */
    private MBlock likeliest(MBlock block) {
        MBlock best = null;
        for (MBlock.Edge e : block.edges()) {
            MBlock to = e.target();
            if (placed[to.id()]) continue;
            if (to.frequency() < COLD && block.frequency() >= COLD) {
                cold.add(to);
            } else if (best == null || to.frequency() >= best.frequency()) {
                if (best != null) waiting.push(best);
                best = to;
            } else {
                waiting.push(to);
            }
        }
        return best;
    }

    private void turnLoops() {
        for (int bottom = order.size() - 1; bottom > 0; bottom--) {
            MBlock last = order.get(bottom);
            if (last.edges().size() != 1) continue;
            MBlock head = last.edges().getFirst().target();
            int top = order.indexOf(head);
            if (top <= 0 || top >= bottom || head.edges().size() != 2 || !leaves(head, top, bottom)) continue;
            order.remove(top);
            order.add(bottom, head);
        }
    }

    /** Does one edge of the loop's head lead out of the blocks {@code top..bottom}, and the other to the block below? */
    private boolean leaves(MBlock head, int top, int bottom) {
        MBlock inside = order.get(top + 1);
        MBlock a = head.edges().get(0).target();
        MBlock b = head.edges().get(1).target();
        MBlock other = a == inside ? b : b == inside ? a : null;
        if (other == null) return false;
        int at = order.indexOf(other);
        return at < top || at > bottom;
    }
}
