package dev.ufork.ir.analysis;

import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Const;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Param;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.ir.analysis.Loops.Loop;
import java.util.ArrayList;
import java.util.List;

/**
 * A parameter of a loop's header to which each iteration adds the same constant.
 *
 * @param param the parameter
 * @param first what it is in the first iteration
 * @param next  the sum that it becomes
 * @param step  what is added
 * @param exact whether the sum is known never to wrap in an iteration that leads to another one
 */
public record Counter(Param param, Value first, Insn next, long step, boolean exact) {

    /** The counters of a loop with one entry and one latch. */
    public static List<Counter> of(Loop loop, Cfg cfg) {
        List<Cfg.In> entries = Loops.entries(loop, cfg);
        List<Cfg.In> latches = Loops.latches(loop, cfg);
        List<Counter> all = new ArrayList<>();
        if (entries.size() != 1 || latches.size() != 1) return all;
        Edge enter = entries.getFirst().edge();
        Cfg.In latch = latches.getFirst();
        List<Param> params = loop.header().params();
        for (int k = 0; k < params.size(); k++) {
            Param p = params.get(k);
            boolean sum = latch.edge().args().get(k) instanceof Insn i && i.op() == Opcode.ADD && i.arg(0) == p && i.arg(1) instanceof Const;
            if (!sum) continue;
            Insn next = (Insn) latch.edge().args().get(k);
            long step = ((Const) next.arg(1)).value();
            Value first = enter.args().get(k);
            all.add(new Counter(p, first, next, step, isExact(first, next, step, latch, entries.getFirst().from(), loop, cfg)));
        }
        return all;
    }

    /**
     * The latch goes back only if the sum is below a limit (above, for a step of -1). If the first value is too, then so is
     * every value, and adding a step of 1 to a number below another cannot wrap.
     */
    private static boolean isExact(Value first, Insn next, long step, Cfg.In latch, Block before, Loop loop, Cfg cfg) {
        Insn end = latch.from().terminator();
        if (end.op() != Opcode.BRANCH || end.edges().getFirst() != latch.edge()) return false;
        if (!(end.arg(0) instanceof Insn test) || test.op() != Opcode.LTS) return false;
        boolean up = step > 0 && test.arg(0) == next && loop.isInvariant(test.arg(1));
        boolean down = step == -1 && test.arg(1) == next && loop.isInvariant(test.arg(0));
        if (!up && !down) return false;
        Value limit = test.arg(up ? 1 : 0);
        long greatest = next.type() == Type.I32 ? Integer.MAX_VALUE : Long.MAX_VALUE;
        if (step != 1 && up && !(limit instanceof Const c && c.value() <= greatest - step)) return false;
        return up ? isBelow(first, limit, before, cfg) : isBelow(limit, first, before, cfg);
    }

    /** Whether {@code a < b} is known at the end of a block: by number, or because a branch asked. */
    private static boolean isBelow(Value a, Value b, Block at, Cfg cfg) {
        if (a instanceof Const x && b instanceof Const y) return x.value() < y.value();
        for (Block x = at; x != null; x = cfg.idom(x)) {
            Cfg.In in = cfg.onlyIncoming(x);
            if (in == null) continue;
            Insn end = in.from().terminator();
            if (end.op() != Opcode.BRANCH || end.edges().getFirst() != in.edge()) continue;
            if (!(end.arg(0) instanceof Insn test) || test.op() != Opcode.LTS) continue;
            boolean below = isAtMost(a, test.arg(0)) && isAtMost(test.arg(1), b);
            if (below) return true;
        }
        return false;
    }

    private static boolean isAtMost(Value a, Value b) {
        return a == b || a instanceof Const x && b instanceof Const y && x.value() <= y.value();
    }

    /** A capability in a header's parameter that each iteration moves by the same number of bytes. */
    public record Pointer(Param param, Value first, Insn next, long step) {}

    /** The first such pointer of a loop with one entry and one latch, or null. */
    public static Pointer pointer(Loop loop, Cfg cfg) {
        List<Cfg.In> entries = Loops.entries(loop, cfg);
        List<Cfg.In> latches = Loops.latches(loop, cfg);
        if (entries.size() != 1 || latches.size() != 1) return null;
        for (Param p : loop.header().params()) {
            int k = p.index();
            boolean moves = latches.getFirst().edge().args().get(k) instanceof Insn i && i.op() == Opcode.CAP_ADD && i.arg(0) == p
                && i.arg(1) instanceof Const c && c.value() != 0;
            if (!moves) continue;
            Insn next = (Insn) latches.getFirst().edge().args().get(k);
            return new Pointer(p, entries.getFirst().edge().args().get(k), next, ((Const) next.arg(1)).value());
        }
        return null;
    }
}
