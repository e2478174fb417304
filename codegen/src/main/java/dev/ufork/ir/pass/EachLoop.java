package dev.ufork.ir.pass;

import dev.ufork.ir.Cfg;
import dev.ufork.ir.Function;
import dev.ufork.ir.analysis.Loops;
import dev.ufork.ir.analysis.Loops.Loop;

/** Changes each loop of a function at most once, inner ones first. A change makes other loops, so they are looked for again; heads tell them apart. */
final class EachLoop {
    /** Changes a loop, or leaves it as it is and says so. */
    interface Change {
        boolean apply(Loop loop, Cfg cfg);
    }

    private final Function function;
    private final Change change;
    private final boolean[] done;

    private EachLoop(Function function, Change change) {
        this.function = function;
        this.change = change;
        done = new boolean[function.blockIdCount()];
    }

    /** Was there anything to change? */
    static boolean run(Function function, Change change) {
        EachLoop loops = new EachLoop(function, change);
        boolean any = false;
        while (loops.next()) any = true;
        return any;
    }

    private boolean next() {
        Cfg cfg = new Cfg(function);
        for (Loop loop : new Loops(cfg).innermostFirst()) {
            int head = loop.header().id();
            if (head >= done.length || done[head]) continue;
            done[head] = true;
            if (change.apply(loop, cfg)) return true;
        }
        return false;
    }
}
