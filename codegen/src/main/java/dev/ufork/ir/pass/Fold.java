package dev.ufork.ir.pass;

import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import java.util.List;

/** Replaces instructions by simpler ones with the same result, as {@link Rules} know them; each after its operands. */
final class Fold implements FunctionPass {
    /** A rule can make another one fit further up; what is left after this many rounds is not worth more. */
    private static final int ROUNDS = 3;

    @Override
    public boolean run(Function f, Target target) {
        Rewriter r = new Rewriter(f, target);
        boolean any = false;
        for (int round = 0; round < ROUNDS; round++) {
            boolean changed = false;
            for (Block b : new Cfg(f).order()) {
                for (Insn i : b) changed |= visit(i, r);
            }
            f.settle();
            any |= changed;
            if (!changed) break;
        }
        return any;
    }

    private static boolean visit(Insn i, Rewriter r) {
        for (int k = 0; k < i.argCount(); k++) i.arg(k, i.arg(k).resolve());
        for (int n = 0; n < i.edgeCount(); n++) {
            List<Value> args = i.edge(n).args();
            for (int k = 0; k < args.size(); k++) args.set(k, args.get(k).resolve());
        }
        if (i.isTerminator()) return Branches.simplify(i);
        Value simpler = Rules.simplify(i, r.at(i));
        if (simpler == null) return false;
        // An access without result is done by its successor; any other by its value.
        if (i.type() != Type.NONE) i.replaceWith(simpler);
        i.remove();
        return true;
    }
}
