package dev.ufork.ir.pass;

import dev.ufork.ir.Attribute.None;
import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Const;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Param;
import dev.ufork.ir.Prune;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.ir.analysis.Counter;
import dev.ufork.ir.analysis.Loops;
import dev.ufork.ir.analysis.Loops.Loop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes the body of a loop twice and tests once for both, if the loop is known to go around an even number of times. Other
 * ways out of the loop stay in both copies.
 */
final class Unroll implements FunctionPass {
    /** A longer body gains little by one test less. */
    private static final int GREATEST = 48;

    @Override
    public boolean run(Function f, Target target) {
        return EachLoop.run(f, (loop, cfg) -> {
            if (!isWorthwhile(loop, cfg)) return false;
            unroll(f, loop, Loops.latches(loop, cfg).getFirst());
            return true;
        });
    }

    private static boolean isWorthwhile(Loop loop, Cfg cfg) {
        int size = 0;
        for (Block b : loop.blocks()) for (Insn i : b) size += i.op().isCall() ? 5 : 1;
        if (size > GREATEST) return false;
        for (Counter c : Counter.of(loop, cfg)) {
            if (!c.exact() || !(c.first() instanceof Const first)) continue;
            Insn test = (Insn) Loops.latches(loop, cfg).getFirst().from().terminator().arg(0);
            if (!(test.arg(c.step() > 0 ? 1 : 0) instanceof Const limit)) continue;
            long distance = c.step() > 0 ? limit.value() - first.value() : first.value() - limit.value();
            long step = Math.abs(c.step());
            long trips = (distance + step - 1) / step;
            if (distance > 0 && distance < 1L << 40 && trips >= 4 && trips % 2 == 0) return true;
        }
        return false;
    }

    private static void unroll(Function f, Loop loop, Cfg.In latch) {
        Cloner cloner = new Cloner(f);
        List<Block> copies = new ArrayList<>();
        for (Block b : loop.blocks()) copies.add(cloner.begin(b));
        for (Block b : loop.blocks()) for (Insn i : b) cloner.of(b).append(cloner.copy(i));
        Block head = loop.header();

        // The first body goes on to the second whatever its test says; the second goes back to the first.
        Block end = latch.from();
        Edge onward = new Edge(cloner.of(head), latch.edge().args());
        end.terminate(f.terminator(Opcode.JUMP, None.NONE, end.terminator().pos(), List.of(onward)));
        for (Edge back : cloner.of(end).edges()) if (back.target() == cloner.of(head)) back.target(head);

        List<Block> layout = f.blocks();
        layout.removeAll(copies);
        int last = 0;
        for (Block b : loop.blocks()) last = Math.max(last, layout.indexOf(b));
        layout.addAll(last + 1, copies);

        Set<Block> bodies = new HashSet<>(loop.blocks());
        bodies.addAll(copies);
        Repair repair = new Repair(f);
        for (Block b : loop.blocks()) {
            for (Param p : b.params()) define(repair, cloner, p, b);
            for (Insn i : b) if (i.type() != Type.NONE) define(repair, cloner, i, b);
        }
        repair.runOutside(bodies);
        Prune.parameters(f);
    }

    private static void define(Repair repair, Cloner cloner, Value v, Block b) {
        repair.define(v, b, v);
        repair.define(v, cloner.of(b), cloner.of(v));
    }
}
