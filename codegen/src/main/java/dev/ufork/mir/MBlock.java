package dev.ufork.mir;

import java.util.ArrayList;
import java.util.List;

/** A straight run of machine instructions, with parameters, and edges to where it may go on. */
public final class MBlock {
    /** A way out, with one virtual register per parameter of the target. */
    public record Edge(MBlock target, List<Integer> args) {
        public Edge {
            args = List.copyOf(args);
        }

        public static Edge to(MBlock target) {
            return new Edge(target, List.of());
        }
    }

    private final int id;
    private final List<Integer> params = new ArrayList<>();
    private final List<MInsn> insns = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private double frequency = 1;

    MBlock(int id) {
        this.id = id;
    }

    /** Unique and dense within the function. */
    public int id() {
        return id;
    }

    public List<Integer> params() {
        return params;
    }

    /** The instructions, the exit last. */
    public List<MInsn> insns() {
        return insns;
    }

    public MInsn.Exit exit() {
        return (MInsn.Exit) insns.getLast();
    }

    /** In the order of the exit's successors. */
    public List<Edge> edges() {
        return edges;
    }

    /** How often the block runs per call of the function, as far as its shape tells. */
    public double frequency() {
        return frequency;
    }

    public void frequency(double f) {
        frequency = f;
    }

    @Override
    public String toString() {
        return ".L" + id;
    }
}
