package dev.ufork.regalloc;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Where each virtual register is live, as half-open ranges of program points.
 *
 * <p>Instruction {@code i} has two points: at {@code 2i} it reads, at {@code 2i + 1} it writes. A value read for the last
 * time at {@code i} ends before {@code 2i + 1}, so that a value written there may take its register.
 */
final class LiveRanges {
    private final RegView view;
    private final BitSet[] liveIn;
    private final int[][] ranges;
    private final int[] counts;

    LiveRanges(RegView view) {
        this.view = view;
        this.liveIn = liveIns(view);
        this.ranges = new int[view.vregCount()][4];
        this.counts = new int[view.vregCount()];
        for (int block = view.blockCount() - 1; block >= 0; block--) build(block);
        for (int v = 0; v < ranges.length; v++) ranges[v] = ascending(ranges[v], counts[v]);
    }

    /** The ranges of {@code vreg}: from, to, from, to, ... ascending, neither overlapping nor touching. */
    int[] of(int vreg) {
        return ranges[vreg];
    }

    static boolean overlap(int[] a, int[] b) {
        int i = 0;
        int j = 0;
        while (i < a.length && j < b.length) {
            if (a[i + 1] <= b[j]) i += 2;
            else if (b[j + 1] <= a[i]) j += 2;
            else return true;
        }
        return false;
    }

    /** The union of two lists of ranges that do not overlap. */
    static int[] union(int[] a, int[] b) {
        int[] all = new int[a.length + b.length];
        int n = 0;
        int i = 0;
        int j = 0;
        while (i < a.length || j < b.length) {
            boolean left = j >= b.length || i < a.length && a[i] < b[j];
            int from = left ? a[i] : b[j];
            int to = left ? a[i + 1] : b[j + 1];
            if (left) i += 2;
            else j += 2;
            if (n > 0 && all[n - 1] == from) {
                all[n - 1] = to;
            } else {
                all[n++] = from;
                all[n++] = to;
            }
        }
        return Arrays.copyOf(all, n);
    }

    private static BitSet[] liveIns(RegView view) {
        int blocks = view.blockCount();
        BitSet[] in = new BitSet[blocks];
        BitSet[] defined = new BitSet[blocks];
        for (int b = 0; b < blocks; b++) {
            defined[b] = definedIn(view, b);
            in[b] = readFirst(view, b);
        }
        // What a block reads first is live before it; what is live behind it and not made in it is added until nothing changes.
        BitSet more = new BitSet();
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int b = blocks - 1; b >= 0; b--) {
                more.clear();
                for (int s : view.successors(b)) more.or(in[s]);
                more.andNot(defined[b]);
                int had = in[b].cardinality();
                in[b].or(more);
                changed |= in[b].cardinality() != had;
            }
        }
        return in;
    }

    private static BitSet definedIn(RegView view, int block) {
        BitSet defined = new BitSet();
        for (int p : view.params(block)) defined.set(p);
        for (int i = view.first(block); i <= view.last(block); i++) {
            RegView.Copy[] copies = view.copies(i);
            if (copies != null) {
                for (RegView.Copy c : copies) defined.set(c.to());
                continue;
            }
            for (RegView.Operand o : view.operands(i)) if (o.access().isDef()) defined.set(o.vreg());
        }
        return defined;
    }

    /** What a block reads, its arguments for the next one too, before it defines it. */
    private static BitSet readFirst(RegView view, int block) {
        BitSet live = new BitSet();
        for (int arg : view.args(block)) live.set(arg);
        for (int i = view.last(block); i >= view.first(block); i--) step(view, i, live);
        for (int p : view.params(block)) live.clear(p);
        return live;
    }

    private static void step(RegView view, int insn, BitSet live) {
        RegView.Copy[] copies = view.copies(insn);
        if (copies != null) {
            for (RegView.Copy c : copies) live.clear(c.to());
            for (RegView.Copy c : copies) live.set(c.from());
            return;
        }
        RegView.Operand[] operands = view.operands(insn);
        for (RegView.Operand o : operands) if (o.access().isDef()) live.clear(o.vreg());
        for (RegView.Operand o : operands) if (o.access().isUse()) live.set(o.vreg());
    }

    private void build(int block) {
        int start = 2 * view.first(block);
        int end = 2 * view.last(block) + 2;
        BitSet out = new BitSet();
        for (int s : view.successors(block)) out.or(liveIn[s]);
        for (int v = out.nextSetBit(0); v >= 0; v = out.nextSetBit(v + 1)) add(v, start, end);
        for (int arg : view.args(block)) add(arg, start, end - 1);

        for (int i = view.last(block); i >= view.first(block); i--) {
            RegView.Copy[] copies = view.copies(i);
            if (copies != null) {
                for (RegView.Copy c : copies) define(c.to(), 2 * i + 1);
                for (RegView.Copy c : copies) add(c.from(), start, 2 * i + 1);
                continue;
            }
            RegView.Operand[] operands = view.operands(i);
            for (RegView.Operand o : operands)
                if (o.access().isDef()) define(o.vreg(), o.access() == RegView.Access.DEF ? 2 * i + 1 : 2 * i);
            for (RegView.Operand o : operands)
                if (o.access().isUse()) add(o.vreg(), start, o.access() == RegView.Access.USE ? 2 * i + 1 : 2 * i + 2);
        }
        for (int p : view.params(block)) if (!startsAt(p, start)) add(p, start, start + 1);
    }

    private boolean startsAt(int v, int point) {
        return counts[v] > 0 && ranges[v][counts[v] - 1] == point;
    }

    /** Adds a range; ranges arrive from the end of the function to its start and are stored (to, from). */
    private void add(int v, int from, int to) {
        int n = counts[v];
        if (n > 0 && ranges[v][n - 1] <= to) {
            ranges[v][n - 1] = Math.min(from, ranges[v][n - 1]);
            ranges[v][n - 2] = Math.max(to, ranges[v][n - 2]);
            return;
        }
        if (n + 2 > ranges[v].length) ranges[v] = Arrays.copyOf(ranges[v], 2 * n);
        ranges[v][n] = to;
        ranges[v][n + 1] = from;
        counts[v] = n + 2;
    }

    private void define(int v, int point) {
        int n = counts[v];
        boolean live = n > 0 && ranges[v][n - 1] <= point && point < ranges[v][n - 2];
        if (live) ranges[v][n - 1] = point;
        else add(v, point, point % 2 == 0 ? point + 2 : point + 1);
    }

    private static int[] ascending(int[] reversed, int count) {
        int[] result = new int[count];
        for (int i = 0; i < count; i++) result[i] = reversed[count - 1 - i];
        return result;
    }
}
