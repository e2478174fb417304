package dev.ufork.ir.pass;

import dev.ufork.ir.Attribute.None;
import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Function;
import dev.ufork.ir.Opcode;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a block on each edge that leaves a block with several ways out and enters one with several ways in, so that there is
 * a place for what happens on that edge alone. The block stands behind the one that the edge leaves.
 */
final class SplitEdges implements FunctionPass {
    @Override
    public boolean run(Function f, Target target) {
        Cfg cfg = new Cfg(f);
        List<Block> layout = new ArrayList<>(f.blocks());
        boolean any = false;
        for (Block b : List.copyOf(f.blocks())) {
            if (b.edges().size() < 2) continue;
            int at = layout.indexOf(b) + 1;
            for (Edge e : b.edges()) {
                if (cfg.incoming(e.target()).size() < 2) continue;
                Block between = f.addBlock();
                between.append(f.terminator(Opcode.JUMP, None.NONE, b.terminator().pos(), List.of(new Edge(e.target(), e.args()))));
                e.target(between);
                e.args().clear();
                layout.add(at, between);
                any = true;
            }
        }
        if (any) {
            f.blocks().clear();
            f.blocks().addAll(layout);
        }
        return any;
    }
}
