package dev.ufork.ir.pass;

import dev.ufork.ir.Attribute.None;
import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Param;
import dev.ufork.ir.Prune;
import dev.ufork.ir.Type;
import dev.ufork.ir.analysis.Loops;
import dev.ufork.ir.analysis.Loops.Loop;
import java.util.List;

/**
 * Turns loops that test before the body into a test and a loop that tests behind the body.
 *
 * <pre>
 *        before                 after
 *   +--> head --> exit          head' --> exit
 *   |     |                       |
 *   +--- body               +--> body
 *                           +--- head --> exit
 * </pre>
 *
 * This saves a jump an iteration, and what stands first in the body is now executed whenever the loop is entered, so it can
 * be hoisted. The copy of the head is its first execution, so nothing is executed more or less often.
 */
final class Rotate implements FunctionPass {
    /** A head of more instructions is not worth a copy. */
    private static final int GREATEST = 30;

    @Override
    public boolean run(Function f, Target target) {
        return EachLoop.run(f, (loop, cfg) -> {
            if (!isWorthwhile(loop, cfg)) return false;
            rotate(f, loop, cfg);
            return true;
        });
    }

    private static boolean isWorthwhile(Loop loop, Cfg cfg) {
        Block head = loop.header();
        Insn end = head.terminator();
        if (end.op() != Opcode.BRANCH || !Loops.exits(loop, head)) return false;
        boolean staysOneWay = loop.contains(end.edges().getFirst().target()) != loop.contains(end.edges().getLast().target());
        if (!staysOneWay) return false;
        List<Cfg.In> latches = Loops.latches(loop, cfg);
        // With a test behind the body already there is nothing to win.
        boolean testsLast = latches.size() == 1 && (latches.getFirst().from() == head || Loops.exits(loop, latches.getFirst().from()));
        int size = 0;
        for (Insn i : head) size += i.op().isCall() ? 10 : 1;
        return !testsLast && size <= GREATEST;
    }

    private static void rotate(Function f, Loop loop, Cfg cfg) {
        Block head = loop.header();
        Insn end = head.terminator();
        Edge stay = loop.contains(end.edges().getFirst().target()) ? end.edges().getFirst() : end.edges().getLast();

        // The body gets a block of its own to begin with, to which both tests lead.
        Block body = f.addBlock();
        body.append(f.terminator(Opcode.JUMP, None.NONE, end.pos(), List.of(new Edge(stay.target(), stay.args()))));
        stay.target(body);
        stay.args().clear();

        Cloner cloner = new Cloner(f);
        Block first = cloner.begin(head);
        for (Insn i : head) first.append(cloner.copy(i));
        for (Cfg.In in : Loops.entries(loop, cfg)) in.edge().target(first);
        place(f, loop, head, first, body);

        Repair repair = new Repair(f);
        for (Param p : List.copyOf(head.params())) {
            repair.define(p, head, p);
            repair.define(p, first, cloner.of(p));
        }
        for (Insn i : head) {
            if (i.type() == Type.NONE) continue;
            repair.define(i, head, i);
            repair.define(i, first, cloner.of(i));
        }
        repair.run();
        Prune.parameters(f);
    }

    /** The copy stands where the head stood, the body follows, and the head stands behind the last block of the loop. */
    private static void place(Function f, Loop loop, Block head, Block first, Block body) {
        List<Block> layout = f.blocks();
        layout.removeAll(List.of(first, body));
        layout.addAll(layout.indexOf(head), List.of(first, body));
        layout.remove(head);
        int last = layout.indexOf(body);
        for (Block b : loop.blocks()) if (b != head) last = Math.max(last, layout.indexOf(b));
        layout.add(last + 1, head);
    }
}
