package dev.ufork.mir;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Puts blocks into an order in which control falls from one into the next where that saves a jump.
 *
 * <p>Every block begins as a chain of its own. Edges are visited from the one on that saves most; each joins two chains if it
 * leads from the end of one to the beginning of another (Pettis and Hansen, Profile guided code positioning, 1990). A block
 * with one way out jumps unless the next is its target; one that branches jumps only if neither target is, and then on the rarer way.
 * So the back edge of a loop that tests at its top falls through, and the test ends up below the body: an iteration takes
 * one branch and no jump. Chains that hardly ever run stand last.
 */
public final class Layout {
    private static final double COLD = 0.01;

    /**
     * @param saves how many jumps a call of the function saves if {@code to} is next
     * @param runs  how often it is taken
     * @param joins whether other ways lead there too: of two edges that save the same, the other one should fall through
     */
    private record Step(MBlock from, MBlock to, double saves, double runs, boolean joins) {
        static final Comparator<Step> BEST_FIRST =
            Comparator.comparingDouble(Step::saves).reversed().thenComparing(Step::joins).thenComparing(Comparator.comparingDouble(Step::runs).reversed());
    }

    private final MFunction function;
    /** By block id: the chain that the block is in. */
    private final List<List<MBlock>> chains = new ArrayList<>();
    /** By block id: how many edges lead there, and how often control comes from where there is no choice. */
    private final int[] incoming;
    private final double[] forced;

    private Layout(MFunction function) {
        this.function = function;
        this.incoming = new int[function.blockIdCount()];
        this.forced = new double[function.blockIdCount()];
    }

    public static void run(MFunction function) {
        new Layout(function).run();
    }

    private void run() {
        List<MBlock> blocks = function.blocks();
        for (int id = 0; id < function.blockIdCount(); id++) chains.add(null);
        for (MBlock b : blocks) {
            chains.set(b.id(), new ArrayList<>(List.of(b)));
            for (MBlock.Edge e : b.edges()) {
                incoming[e.target().id()]++;
                if (b.edges().size() == 1) forced[e.target().id()] += b.frequency();
            }
        }
        List<Step> steps = new ArrayList<>();
        for (MBlock b : blocks) steps(b, steps);
        steps.sort(Step.BEST_FIRST);
        for (Step s : steps) join(s.from, s.to);
        place();
    }

    /** The edges of a block: what its frequency tells of their targets beyond what others bring there is their share. */
    private void steps(MBlock from, List<Step> steps) {
        int ways = from.edges().size();
        double all = 0;
        double least = Double.MAX_VALUE;
        for (MBlock.Edge e : from.edges()) {
            all += rest(e.target());
            least = Math.min(least, rest(e.target()));
        }
        for (MBlock.Edge e : from.edges()) {
            double runs = from.frequency() * rest(e.target()) / all;
            steps.add(new Step(from, e.target(), switch (ways) {
                case 1 -> runs;
                case 2 -> (runs + from.frequency() * least / all) / 2;      // what is rarer is a guess: half of the doubt
                default -> 0;                                               // a table jumps always
            }, runs, incoming[e.target().id()] > 1));
        }
    }

    private double rest(MBlock b) {
        return Math.max(b.frequency() - forced[b.id()], b.frequency() * COLD);
    }

    private void join(MBlock from, MBlock to) {
        List<MBlock> first = chains.get(from.id());
        List<MBlock> second = chains.get(to.id());
        boolean fits = first != second && first.getLast() == from && second.getFirst() == to && to != function.blocks().getFirst();
        if (!fits) return;
        first.addAll(second);
        for (MBlock b : second) chains.set(b.id(), first);
    }

    /** The entry's chain, the others in the order in which control comes to them, the cold ones. */
    private void place() {
        List<MBlock> order = new ArrayList<>();
        boolean[] placed = new boolean[function.blockIdCount()];
        for (boolean cold : new boolean[] {false, true}) {
            for (MBlock b : function.blocks()) {
                if (placed[b.id()] || isCold(chains.get(b.id())) != cold && !order.isEmpty()) continue;
                for (MBlock c : chains.get(b.id())) {
                    order.add(c);
                    placed[c.id()] = true;
                }
            }
        }
        function.blocks().clear();
        function.blocks().addAll(order);
    }

    private static boolean isCold(List<MBlock> chain) {
        return chain.stream().allMatch(b -> b.frequency() < COLD);
    }
}
