package dev.ufork.ir.pass;

import dev.ufork.ir.Attribute;
import dev.ufork.ir.Attribute.Keys;
import dev.ufork.ir.Attribute.None;
import dev.ufork.ir.Block;
import dev.ufork.ir.Const;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import java.util.ArrayList;
import java.util.List;

/** The rules for branches and switches. */
final class Branches {
    private Branches() {}

    /** Replaces the terminator by a simpler one, if there is one. */
    static boolean simplify(Insn i) {
        return switch (i.op()) {
            case BRANCH -> branch(i);
            case SWITCH -> switchOn(i);
            default -> false;
        };
    }

    private static boolean branch(Insn i) {
        Edge yes = i.edges().getFirst();
        Edge no = i.edges().getLast();
        if (i.arg(0) instanceof Const c) return jump(i, c.value() != 0 ? yes : no);
        if (yes.target() == no.target() && yes.args().equals(no.args())) return jump(i, yes);
        if (i.arg(0) instanceof Insn in && isInt(in) && in.arg(1).isConst(0)) {
            if (in.op() == Opcode.NE) return become(i, Opcode.BRANCH, None.NONE, List.of(yes, no), in.arg(0));
            if (in.op() == Opcode.EQ) return become(i, Opcode.BRANCH, None.NONE, List.of(no, yes), in.arg(0));
        }
        return false;
    }

    private static boolean switchOn(Insn i) {
        List<Long> keys = ((Keys) i.attribute()).values();
        Edge otherwise = i.edges().getFirst();
        if (i.arg(0) instanceof Const c) return jump(i, i.edges().get(1 + keys.indexOf(c.value())));
        List<Long> kept = new ArrayList<>();
        List<Edge> edges = new ArrayList<>(List.of(otherwise));
        for (int k = 0; k < keys.size(); k++) {
            Edge e = i.edges().get(k + 1);
            if (e.target() == otherwise.target() && e.args().equals(otherwise.args())) continue;
            kept.add(keys.get(k));
            edges.add(e);
        }
        if (kept.isEmpty()) return jump(i, otherwise);
        if (kept.size() == 1) {
            Function f = i.block().function();
            Insn same = f.insn(Opcode.EQ, i.pos(), i.arg(0), f.constant(i.arg(0).type(), kept.getFirst()));
            same.moveBefore(i);
            return become(i, Opcode.BRANCH, None.NONE, List.of(edges.getLast(), otherwise), same);
        }
        return kept.size() < keys.size() && become(i, Opcode.SWITCH, new Keys(kept), edges, i.arg(0));
    }

    private static boolean jump(Insn i, Edge e) {
        return become(i, Opcode.JUMP, None.NONE, List.of(e));
    }

    private static boolean become(Insn i, Opcode op, Attribute attribute, List<Edge> edges, Value... args) {
        Block b = i.block();
        b.terminate(b.function().terminator(op, attribute, i.pos(), edges, args));
        return true;
    }

    private static boolean isInt(Insn i) {
        return i.argCount() == 2 && i.arg(0).type() == Type.I32;
    }
}
