package dev.ufork.regalloc;

import java.util.List;

/**
 * Virtual registers that are to share one register, because copies and block parameters connect them.
 *
 * <p>A bundle whose {@code insn} is not -1 stands for one virtual register of a spilled bundle at one instruction; it
 * must have a register.
 */
final class Bundle implements Comparable<Bundle> {
    static final double MUST = Double.POSITIVE_INFINITY;

    final int id;
    final List<Integer> vregs;
    final int[] ranges;
    final int insn;

    /** What spilling would cost: frequencies of the reloads and stores it makes necessary. */
    final double cost;

    final int size;

    int register = -1;

    Bundle(int id, List<Integer> vregs, int[] ranges, int insn, double cost) {
        this.id = id;
        this.vregs = vregs;
        this.ranges = ranges;
        this.insn = insn;
        this.cost = cost;
        int points = 0;
        for (int i = 0; i < ranges.length; i += 2) points += ranges[i + 1] - ranges[i];
        this.size = points;
    }

    /** Spilling the lighter bundle frees more points for less. */
    double weight() {
        return cost == MUST ? MUST : cost / size;
    }

    /** Bundles that must have a register come first, then the long ones: the short fit between. */
    @Override
    public int compareTo(Bundle other) {
        int must = Boolean.compare(other.cost == MUST, cost == MUST);
        if (must != 0) return must;
        int longer = Integer.compare(other.size, size);
        return longer != 0 ? longer : Integer.compare(id, other.id);
    }
}
