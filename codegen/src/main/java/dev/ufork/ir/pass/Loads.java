package dev.ufork.ir.pass;

import static dev.ufork.ir.Opcode.AND;
import static dev.ufork.ir.Opcode.SEXT16;
import static dev.ufork.ir.Opcode.SEXT8;
import static dev.ufork.ir.Opcode.TRUNC;

import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Mem;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.ir.analysis.Loops;
import dev.ufork.ir.analysis.Loops.Loop;
import dev.ufork.ir.analysis.Memory;
import dev.ufork.ir.analysis.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces a load by the value that memory is known to hold: loaded or stored before, and not written since on any way here.
 *
 * <p>The earlier load has succeeded, so the later one cannot fault. A store has not shown that loading is permitted: its value
 * is taken only where the object is known to permit it, or another load through the same capability has succeeded.
 */
final class Loads implements FunctionPass {
    /** More is not remembered at a time. */
    private static final int GREATEST = 64;

    /** Memory at {@code cap + offset} holds what storing {@code value} there leaves, or what loading {@code value} found. */
    private record Held(Value cap, long offset, Mem mem, Value value, boolean loaded) {}

    private final Map<Block, List<Held>> atEnd = new HashMap<>();
    /** Blocks in which a load through a capability has succeeded. */
    private final Map<Value, List<Block>> loadedThrough = new HashMap<>();
    private Cfg cfg;
    private Loops loops;
    private Memory memory;
    private Rewriter rewriter;

    @Override
    public boolean run(Function f, Target target) {
        Loads pass = new Loads();
        pass.cfg = new Cfg(f);
        pass.loops = new Loops(pass.cfg);
        pass.memory = new Memory(f);
        pass.rewriter = new Rewriter(f, target);
        boolean any = false;
        for (Block b : pass.cfg.order()) any |= pass.visit(b);
        if (any) f.settle();
        return any;
    }

    private boolean visit(Block b) {
        List<Held> held = atStart(b);
        boolean any = false;
        for (Insn i : b) {
            for (int k = 0; k < i.argCount(); k++) i.arg(k, i.arg(k).resolve());
            if (i.mayWrite()) held.removeIf(h -> memory.clobbers(i, h.cap, h.offset, h.mem.bytes()));
            boolean plain = i.attribute() instanceof Access a && a.isPlain();
            if (plain && i.op() == Opcode.STORE) remember(held, new Held(i.arg(0), i.access().offset(), i.access().mem(), i.arg(1), false));
            if (!plain || i.op() != Opcode.LOAD) continue;
            Value known = find(i, held);
            if (known == null) {
                remember(held, new Held(i.arg(0), i.access().offset(), i.access().mem(), i, true));
                loadedThrough.computeIfAbsent(i.arg(0), _ -> new ArrayList<>(2)).add(b);
            } else {
                i.replaceWith(known);
                i.remove();
                any = true;
            }
        }
        atEnd.put(b, held);
        return any;
    }

    private static void remember(List<Held> held, Held h) {
        if (held.size() == GREATEST) held.removeFirst();
        held.add(h);
    }

    /** What all ways into a block agree on. Around a loop that is what its entry brings and the loop does not change. */
    private List<Held> atStart(Block b) {
        List<Held> agreed = null;
        Loop loop = loops.around(b);
        boolean heads = loop != null && loop.header() == b;
        for (Cfg.In in : cfg.incoming(b)) {
            if (heads && loop.contains(in.from())) continue;
            List<Held> theirs = atEnd.get(in.from());
            if (theirs == null) return new ArrayList<>();            // no natural loop
            if (agreed == null) agreed = new ArrayList<>(theirs);
            else agreed.retainAll(theirs);
        }
        if (agreed == null) return new ArrayList<>();
        if (heads && !agreed.isEmpty()) {
            List<Held> kept = agreed;
            for (Block l : loop.blocks()) {
                for (Insn i : l) if (i.mayWrite()) kept.removeIf(h -> memory.clobbers(i, h.cap, h.offset, h.mem.bytes()));
            }
        }
        return agreed;
    }

    private Value find(Insn load, List<Held> held) {
        Access a = load.access();
        for (Held h : held.reversed()) {
            if (h.cap != load.arg(0) || h.offset != a.offset() || h.mem.bytes() != a.mem().bytes()) continue;
            if (h.loaded) return h.mem == a.mem() ? h.value.resolve() : widened(h.value.resolve(), a.mem(), load);
            return mayLoad(load) ? widened(h.value.resolve(), a.mem(), load) : null;
        }
        return null;
    }

    private boolean mayLoad(Insn load) {
        Place p = Place.of(load.arg(0));
        if (p.isWritableObject() && p.holds(load.access().offset(), load.access().mem().bytes())) return true;
        // A capability loaded without the permission for it has no tag, and no fault would tell.
        if (load.access().mem() == Mem.CAP) return false;
        for (Block b : loadedThrough.getOrDefault(load.arg(0), List.of())) if (cfg.dominates(b, load.block())) return true;
        return false;
    }

    /** What storing {@code v} and loading it as {@code mem} comes to. */
    private Value widened(Value v, Mem mem, Insn load) {
        Rewriter r = rewriter.at(load);
        if (mem == Mem.CAP || mem == Mem.I64) return v;
        Value i = v.type() == Type.I64 ? r.op(TRUNC, v) : v;
        return switch (mem) {
            case U8 -> r.op(AND, i, 0xff);
            case S8 -> r.op(SEXT8, i);
            case U16 -> r.op(AND, i, 0xffff);
            case S16 -> r.op(SEXT16, i);
            default -> i;
        };
    }
}
