package dev.ufork.ir;

import java.util.ArrayList;
import java.util.List;

/** One way out of a block: where to, and the values for the target's parameters. Belongs to one terminator. */
public final class Edge {
    private Block target;
    private final List<Value> args;

    public Edge(Block target, List<? extends Value> args) {
        this.target = target;
        this.args = new ArrayList<>(args);
    }

    public static Edge to(Block target, Value... args) {
        return new Edge(target, List.of(args));
    }

    public Block target() {
        return target;
    }

    /** Sends the edge elsewhere; the caller makes {@link #args} fit. */
    public void target(Block b) {
        target = b;
    }

    /** One value per parameter of the target; may be changed. */
    public List<Value> args() {
        return args;
    }
}
