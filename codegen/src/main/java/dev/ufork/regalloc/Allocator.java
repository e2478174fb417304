package dev.ufork.regalloc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Chooses registers: copies are coalesced into bundles, long bundles choose first, and a bundle that finds no register
 * evicts lighter ones, falls apart into its virtual registers, or is spilled.
 *
 * <p>A spilled virtual register lives in its slot, or nowhere if it can be rematerialised, and has a register only at the
 * instructions that touch it.
 */
public final class Allocator {
    private static final Bundle FIXED = new Bundle(-1, List.of(), new int[0], -1, Bundle.MUST);

    private final RegView view;
    private final LiveRanges live;
    private final Occupancy[] registers = new Occupancy[64];
    private final PriorityQueue<Bundle> queue = new PriorityQueue<>();
    private final List<List<Link>> links = new ArrayList<>();
    private final double[] costs;
    private final int[] onlyDefinition;
    private final Bundle[] bundleOf;
    private final boolean[] spilled;
    private final Map<Long, Bundle> touches = new HashMap<>();
    private final SpillSlots slots = new SpillSlots();
    /** By register: how often a move is saved if the bundle at hand gets it. */
    private final double[] gains = new double[64];
    private final List<List<int[]>> sites;
    private int nextId;
    private long calleeSavedInUse;

    /** Another virtual register that would like to share this one's register, and how often a move is saved by it. */
    private record Link(int vreg, double gain) {}

    private Allocator(RegView view) {
        this.view = view;
        this.live = new LiveRanges(view);
        int n = view.vregCount();
        costs = new double[n];
        onlyDefinition = new int[n];
        bundleOf = new Bundle[n];
        spilled = new boolean[n];
        sites = new ArrayList<>(n);
        for (int v = 0; v < n; v++) {
            links.add(new ArrayList<>(2));
            sites.add(new ArrayList<>(4));
        }
        for (int r = 0; r < registers.length; r++) registers[r] = new Occupancy();
    }

    /** @throws IllegalArgumentException if an instruction needs more registers than there are */
    public static Allocation run(RegView view) {
        Allocator allocator = new Allocator(view);
        allocator.survey();
        allocator.coalesce();
        allocator.assign();
        return new EditWriter(view, allocator).write();
    }

    /** Collects uses, costs, clobbers and copies. */
    private void survey() {
        Arrays.fill(onlyDefinition, -1);
        int[] definitions = new int[costs.length];
        for (int b = 0; b < view.blockCount(); b++) {
            double f = view.frequency(b);
            for (int i = view.first(b); i <= view.last(b); i++) {
                long clobbers = view.clobbers(i);
                for (long rest = clobbers; rest != 0; rest &= rest - 1)
                    registers[Long.numberOfTrailingZeros(rest)].add(2 * i + 1, 2 * i + 2, FIXED);
                RegView.Copy[] copies = view.copies(i);
                if (copies != null) {
                    for (RegView.Copy c : copies) {
                        link(c.to(), c.from(), f);
                        definitions[c.to()] += 2;
                    }
                    continue;
                }
                for (RegView.Operand o : view.operands(i)) {
                    int v = o.vreg();
                    costs[v] += f;
                    sites.get(v).add(new int[] {i, b});
                    if (o.access().isDef() && ++definitions[v] == 1 && view.rematerialisable(i)) onlyDefinition[v] = i;
                }
            }
            int[] args = view.args(b);
            if (args.length > 0) {
                int[] params = view.params(view.successors(b)[0]);
                for (int k = 0; k < args.length; k++) {
                    link(params[k], args[k], f);
                    definitions[params[k]] += 2;
                }
            }
        }
        for (int v = 0; v < costs.length; v++) {
            if (onlyDefinition[v] >= 0 && definitions[v] != 1) onlyDefinition[v] = -1;
            // Repeating a constant costs no store, and usually less than a load.
            if (onlyDefinition[v] >= 0) costs[v] *= 0.75;
        }
    }

    private void link(int a, int b, double gain) {
        links.get(a).add(new Link(b, gain));
        links.get(b).add(new Link(a, gain));
        costs[a] += gain / 2;
        costs[b] += gain / 2;
    }

    private void coalesce() {
        record Pair(int a, int b, double gain) {}
        List<Pair> pairs = new ArrayList<>();
        for (int v = 0; v < costs.length; v++) {
            if (view.pinned(v) >= 0) {
                Bundle fixed = bundle(List.of(v), live.of(v), -1, Bundle.MUST);
                fixed.register = view.pinned(v);
                bundleOf[v] = fixed;
                registers[fixed.register].add(fixed);
                continue;
            }
            bundleOf[v] = bundle(List.of(v), live.of(v), -1, costs[v]);
            for (Link l : links.get(v))
                if (l.vreg() < v && view.pinned(l.vreg()) < 0) pairs.add(new Pair(v, l.vreg(), l.gain()));
        }
        pairs.sort(Comparator.comparingDouble(Pair::gain).reversed());
        for (Pair p : pairs) merge(bundleOf[p.a()], bundleOf[p.b()]);
        Set<Bundle> bundles = new LinkedHashSet<>();
        for (Bundle b : bundleOf) if (b.register < 0 && b.ranges.length > 0) bundles.add(b);
        queue.addAll(bundles);
    }

    private void merge(Bundle a, Bundle b) {
        if (a == b || view.kind(a.vregs.getFirst()) != view.kind(b.vregs.getFirst())) return;
        if (LiveRanges.overlap(a.ranges, b.ranges)) return;
        List<Integer> vregs = new ArrayList<>(a.vregs);
        vregs.addAll(b.vregs);
        Bundle both = bundle(vregs, LiveRanges.union(a.ranges, b.ranges), -1, a.cost + b.cost);
        for (int v : vregs) bundleOf[v] = both;
    }

    private Bundle bundle(List<Integer> vregs, int[] ranges, int insn, double cost) {
        return new Bundle(nextId++, vregs, ranges, insn, cost);
    }

    private void assign() {
        while (!queue.isEmpty()) {
            Bundle bundle = queue.poll();
            int register = freeRegister(bundle);
            if (register < 0) register = evictFor(bundle);
            if (register >= 0) place(bundle, register);
            else if (bundle.cost == Bundle.MUST) throw new IllegalArgumentException(
                "instruction %d needs more registers than there are".formatted(bundle.insn));
            else if (bundle.vregs.size() > 1) fallApart(bundle);
            else spill(bundle);
        }
    }

    private void place(Bundle bundle, int register) {
        bundle.register = register;
        registers[register].add(bundle);
        calleeSavedInUse |= 1L << register & view.calleeSaved();
    }

    private int freeRegister(Bundle bundle) {
        Arrays.fill(gains, 0);
        boolean hinted = false;
        // What is needed for one instruction only gains nothing from where its virtual register's copies are.
        if (bundle.insn < 0) for (int v : bundle.vregs)
            for (Link l : links.get(v)) {
                int r = bundleOf[l.vreg()].register;
                if (r < 0) continue;
                gains[r] += l.gain();
                hinted = true;
            }
        if (hinted) {
            int best = -1;
            for (int r : view.order())
                if (gains[r] > 0 && (best < 0 || gains[r] > gains[best]) && registers[r].free(bundle.ranges)) best = r;
            if (best >= 0 && worthSaving(bundle, best)) return best;
        }
        for (int r : view.order()) if (registers[r].free(bundle.ranges)) return worthSaving(bundle, r) ? r : -1;
        return -1;
    }

    /** A callee-saved register that nobody uses yet costs a store and a load in the frame. */
    private boolean worthSaving(Bundle bundle, int register) {
        boolean fresh = (view.calleeSaved() & ~calleeSavedInUse & 1L << register) != 0;
        return !fresh || bundle.cost == Bundle.MUST || bundle.vregs.size() > 1 || bundle.cost >= 2 * view.frequency(0);
    }

    private int evictFor(Bundle bundle) {
        double weight = bundle.weight();
        int best = -1;
        double bestWeight = weight;
        for (int r : view.order()) {
            double[] heaviest = {0};
            registers[r].conflicts(bundle.ranges, b -> heaviest[0] = Math.max(heaviest[0], b.weight()));
            if (heaviest[0] < bestWeight && worthSaving(bundle, r)) {
                best = r;
                bestWeight = heaviest[0];
            }
        }
        if (best < 0) return -1;
        Set<Bundle> evicted = new LinkedHashSet<>();
        registers[best].conflicts(bundle.ranges, evicted::add);
        for (Bundle b : evicted) {
            registers[best].remove(b);
            b.register = -1;
            queue.add(b);
        }
        return best;
    }

    private void fallApart(Bundle bundle) {
        for (int v : bundle.vregs) {
            Bundle single = bundle(List.of(v), live.of(v), -1, costs[v]);
            bundleOf[v] = single;
            if (single.ranges.length > 0) queue.add(single);
        }
    }

    private void spill(Bundle bundle) {
        int v = bundle.vregs.getFirst();
        spilled[v] = true;
        if (onlyDefinition[v] < 0) slots.assign(v, view.kind(v), bundle);
        int done = -1;
        for (int[] site : sites.get(v)) {
            int insn = site[0];
            if (insn == done || insn == onlyDefinition[v]) continue;
            done = insn;
            Bundle touch = bundle(List.of(v), touch(insn, v), insn, Bundle.MUST);
            touches.put(key(insn, v), touch);
            queue.add(touch);
        }
    }

    private static long key(int insn, int v) {
        return (long) insn << 32 | v;
    }

    boolean isSpilled(int v) {
        return spilled[v];
    }

    /** The only definition of {@code v} if that can be rematerialised, else -1. */
    int definition(int v) {
        return onlyDefinition[v];
    }

    /** The register of {@code v} at {@code insn}. */
    int registerAt(int insn, int v) {
        return spilled[v] ? touches.get(key(insn, v)).register : bundleOf[v].register;
    }

    /** Where {@code v} lives between instructions; not for spilled ones that are rematerialised. */
    Loc home(int v) {
        return spilled[v] ? slots.of(v) : new Loc.Reg(bundleOf[v].register);
    }

    boolean isLive(int v) {
        return bundleOf[v].ranges.length > 0;
    }

    SpillSlots slots() {
        return slots;
    }

    boolean free(int register, int from, int to) {
        return registers[register].free(from, to);
    }

    /** The points at which a spilled register needs a real one, for the sake of {@code insn}. */
    private int[] touch(int insn, int v) {
        int from = 2 * insn + 1;
        int to = 2 * insn + 1;
        for (RegView.Operand o : view.operands(insn)) {
            if (o.vreg() != v) continue;
            switch (o.access()) {
                case USE -> from = 2 * insn;
                case LATE_USE, EARLY_DEF -> { from = 2 * insn; to = 2 * insn + 2; }
                case DEF -> to = 2 * insn + 2;
            }
        }
        return new int[] {from, to};
    }
}
