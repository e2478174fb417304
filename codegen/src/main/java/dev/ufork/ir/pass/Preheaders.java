package dev.ufork.ir.pass;

import dev.ufork.ir.Attribute.None;
import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Function;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Param;
import dev.ufork.ir.Pos;
import dev.ufork.ir.Value;
import dev.ufork.ir.analysis.Loops;
import dev.ufork.ir.analysis.Loops.Loop;
import java.util.ArrayList;
import java.util.List;

/** Gives loops a block in front of their header, by which alone they are entered: room for what is done once. */
final class Preheaders {
    private Preheaders() {}

    /** Makes sure that every loop has one. Says whether any was made. */
    static boolean run(Function f) {
        Cfg cfg = new Cfg(f);
        boolean any = false;
        for (Loop loop : new Loops(cfg).innermostFirst()) {
            if (of(loop, cfg) != null) continue;
            make(f, loop, cfg);
            any = true;
        }
        return any;
    }

    /** The block that is the only one to enter a loop and does nothing else at its end, or null. */
    static Block of(Loop loop, Cfg cfg) {
        List<Cfg.In> in = Loops.entries(loop, cfg);
        return in.size() == 1 && in.getFirst().from().edges().size() == 1 ? in.getFirst().from() : null;
    }

    private static void make(Function f, Loop loop, Cfg cfg) {
        Block header = loop.header();
        Block before = f.addBlock();
        f.blocks().removeLast();
        f.blocks().add(f.blocks().indexOf(header), before);
        List<Value> args = new ArrayList<>();
        for (Param p : header.params()) args.add(before.addParam(p.type()));
        Pos pos = header.first().pos();
        before.append(f.terminator(Opcode.JUMP, None.NONE, pos, List.of(new Edge(header, args))));
        for (Cfg.In in : Loops.entries(loop, cfg)) in.edge().target(before);
    }
}
