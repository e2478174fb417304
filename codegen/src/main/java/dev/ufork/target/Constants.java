package dev.ufork.target;

import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Pos;
import dev.ufork.mir.MBlock;
import dev.ufork.mir.MInsn;
import dev.ufork.mir.MOperand;
import dev.ufork.mir.MacroOp;
import dev.ufork.regalloc.RegKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Values that need no operands, such as integers and addresses of globals, made once per function: in a block that
 * dominates all uses, and outside the loops around them.
 *
 * <p>Where that keeps a register busy for too long, the allocator repeats the instruction instead.
 */
final class Constants {
    private static final class Place {
        final int vreg;
        Block block;

        Place(int vreg, Block block) {
            this.vreg = vreg;
            this.block = block;
        }
    }

    private final Cfg cfg;
    private final Frequencies frequencies;
    private final Map<MacroOp, Place> places = new LinkedHashMap<>();

    Constants(Cfg cfg, Frequencies frequencies) {
        this.cfg = cfg;
        this.frequencies = frequencies;
    }

    /** The virtual register that holds the result of {@code op} when {@code user} uses it. */
    int use(MacroOp op, RegKind kind, Block user, Function<RegKind, Integer> fresh) {
        Place place = places.get(op);
        if (place == null) {
            place = new Place(fresh.apply(kind), user);
            places.put(op, place);
        }
        while (!cfg.dominates(place.block, user)) place.block = cfg.idom(place.block);
        return place.vreg;
    }

    /** Puts the definitions into the finished blocks. */
    void define(Function<Block, MBlock> lowered) {
        places.forEach((op, place) -> {
            Block best = place.block;
            for (Block b = best; b != null; b = cfg.idom(b)) if (frequencies.depth(b) < frequencies.depth(best)) best = b;
            List<MInsn> insns = lowered.apply(best).insns();
            int at = 0;
            while (at < insns.size() - 1 && !mentions(insns.get(at), place.vreg)) at++;
            insns.add(at, new MInsn.Macro(op, List.of(MOperand.def(place.vreg)), Pos.NONE));
        });
    }

    private static boolean mentions(MInsn insn, int vreg) {
        return switch (insn) {
            case MInsn.Row(_, var operands, _) -> contains(operands, vreg);
            case MInsn.Macro(_, var operands, _) -> contains(operands, vreg);
            case MInsn.Copies(var copies, _) -> copies.stream().anyMatch(c -> c.from() == vreg);
            case MInsn.Exit _ -> false;
        };
    }

    private static boolean contains(List<MOperand> operands, int vreg) {
        for (MOperand o : operands) if (o instanceof MOperand.Virtual(int v, _) && v == vreg) return true;
        return false;
    }
}
