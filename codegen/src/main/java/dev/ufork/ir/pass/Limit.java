package dev.ufork.ir.pass;

import dev.ufork.ir.Attribute.None;
import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Const;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.ir.analysis.Counter;
import dev.ufork.ir.analysis.KnownBits;
import dev.ufork.ir.analysis.Loops;
import dev.ufork.ir.analysis.Loops.Loop;
import java.util.List;

/**
 * Ends a loop where its pointer arrives instead of where its counter does, if nothing else needs the counter: that saves
 * the counting. The address of the end is computed before the loop.
 *
 * <p>Only for counters that are known to meet their limit in steps of one, and only if first value and limit are so small that
 * the distance in bytes fits: then no address before the end is equal to it.
 */
final class Limit implements FunctionPass {
    private static final int BITS = 40;

    @Override
    public boolean run(Function f, Target target) {
        boolean any = false;
        Cfg cfg = new Cfg(f);
        int[] uses = uses(f);
        Rewriter r = new Rewriter(f, target);
        for (Loop loop : new Loops(cfg).innermostFirst()) {
            Block before = Preheaders.of(loop, cfg);
            if (before == null) continue;
            for (Counter c : Counter.of(loop, cfg)) {
                if (!c.exact() || Math.abs(c.step()) != 1) continue;
                if (replace(loop, c, Loops.latches(loop, cfg).getFirst(), uses, r.at(before.terminator()), cfg)) {
                    any = true;
                    break;                           // the latch has a new terminator now
                }
            }
        }
        return any;
    }

    private static int[] uses(Function f) {
        int[] uses = new int[f.valueCount()];
        for (Block b : f.blocks()) {
            for (Insn i : b) {
                for (int k = 0; k < i.argCount(); k++) uses[i.arg(k).id()]++;
                for (int k = 0; k < i.edgeCount(); k++) for (Value v : i.edge(k).args()) uses[v.id()]++;
            }
        }
        return uses;
    }

    private static boolean replace(Loop loop, Counter c, Cfg.In latch, int[] uses, Rewriter r, Cfg cfg) {
        Insn end = latch.from().terminator();
        Insn test = (Insn) end.arg(0);               // a counter is exact only if such a test says so
        boolean onlyCounts = uses[c.param().id()] == 1 && uses[c.next().id()] == 2 && uses[test.id()] == 1;
        Value limit = test.arg(c.step() > 0 ? 1 : 0);
        if (!onlyCounts || !isSmall(limit) || !isSmall(c.first())) return false;
        Counter.Pointer p = Counter.pointer(loop, cfg);
        if (p == null || Math.abs(p.step()) >= 1 << 16) return false;

        Value trips = c.step() > 0 ? r.op(Opcode.SUB, wide(limit, r), wide(c.first(), r)) : r.op(Opcode.SUB, wide(c.first(), r), wide(limit, r));
        Value bytes = r.op(Opcode.MUL, trips, p.step());
        Value last = r.op(Opcode.ADD, r.op(Opcode.CAP_ADDR, p.first()), bytes);

        // Not simplified, so that the back end sees the pointer itself.
        Function f = latch.from().function();
        Insn address = f.insn(Opcode.CAP_ADDR, end.pos(), p.next());
        Insn goesOn = f.insn(Opcode.NE, end.pos(), address, last);
        List<Edge> edges = end.edges();
        latch.from().terminate(f.terminator(Opcode.BRANCH, None.NONE, end.pos(), edges, goesOn));
        Insn branch = latch.from().terminator();
        address.moveBefore(branch);
        goesOn.moveBefore(branch);
        return true;
    }

    private static boolean isSmall(Value v) {
        return v.type() == Type.I32 || KnownBits.signBits(v) > 64 - BITS || v instanceof Const k && Math.abs(k.value()) < 1L << BITS;
    }

    private static Value wide(Value v, Rewriter r) {
        return v.type() == Type.I32 ? r.op(Opcode.SEXT, v) : v;
    }
}
