package dev.ufork.ir.pass;

import dev.ufork.ir.Attribute.None;
import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Function;
import dev.ufork.ir.InlineHint;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Linkage;
import dev.ufork.ir.Module;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Param;
import dev.ufork.ir.Pos;
import dev.ufork.ir.StackSlot;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts bodies of functions in place of calls: of those that are inlined by definition always, of others when they are small,
 * or when this is their only call.
 *
 * <p>A function with recovery stays a call, for its frame is what a fault abandons. Into a function with recovery only those
 * go that are part of it by definition or cannot fault, for others' faults are not its to recover from.
 */
final class Inline {
    /** A body of at most this many instructions takes hardly more room than a call of it. */
    private static final int SMALL = 14;
    /** The greatest body that moves to its only caller. */
    private static final int ONLY_CALLER = 300;
    /** No function grows beyond this by what need not be inlined. */
    private static final int GREATEST = 3000;
    private static final int SLOT_BYTES = 128;

    private final Map<Function, Integer> callsTo = new HashMap<>();
    /** Whether only bodies that are part of their callers by definition move. */
    private final boolean onlyByDefinition;

    /** Counts the uses of all functions of a module as it is now. */
    Inline(Module module, boolean onlyByDefinition) {
        this.onlyByDefinition = onlyByDefinition;
        for (Function f : module.functions()) {
            for (Block b : f.blocks()) {
                for (Insn i : b) if (i.attribute() instanceof Function g) callsTo.merge(g, i.op().isCall() ? 1 : 2, Integer::sum);
            }
        }
        module.globals().forEach(g -> g.caps().forEach(c -> {
            if (c.target() instanceof Function t) callsTo.merge(t, 2, Integer::sum);
        }));
    }

    /** Inlines calls made by one function, whose callees are in the state in which they are to be copied. */
    boolean run(Function f) {
        boolean any = false;
        int size = size(f);
        for (boolean again = true; again; ) {
            again = false;
            for (Block b : List.copyOf(f.blocks())) {
                Insn call = firstWanted(b, f, size);
                if (call == null) continue;
                size += size(call.callee());
                recount(call.callee());
                inline(f, call);
                any = true;
                again = true;                        // the rest of the block is a new one
            }
        }
        return any;
    }

    private Insn firstWanted(Block b, Function f, int size) {
        for (Insn i : b) {
            boolean direct = i.op() == Opcode.CALL || i.op() == Opcode.TAIL_CALL;
            if (direct && isWanted(i.callee(), f, size)) return i;
        }
        return null;
    }

    private boolean isWanted(Function callee, Function caller, int size) {
        if (callee.isExternal() || callee == caller || callee.recovery().isPresent()) return false;
        if (callee.inline() == InlineHint.ALWAYS) return true;
        if (onlyByDefinition || callee.inline() == InlineHint.NEVER || callsItself(callee)) return false;
        if (caller.recovery().isPresent() && mayFault(callee)) return false;
        if (callee.slots().stream().mapToLong(StackSlot::size).sum() > SLOT_BYTES) return false;
        int length = size(callee);
        // What belongs to its callers by definition may still become several.
        boolean onlyCall = isCalledOnce(callee) && (caller.inline() != InlineHint.ALWAYS || isCalledOnce(caller));
        return length <= SMALL || onlyCall && length <= ONLY_CALLER && size + length <= GREATEST;
    }

    /** A body is about to be in one more place, and in its own no more if this was the only call. */
    private void recount(Function callee) {
        boolean moves = isCalledOnce(callee);
        callsTo.merge(callee, -1, Integer::sum);
        if (moves) return;
        for (Block b : callee.blocks()) {
            for (Insn i : b) if (i.attribute() instanceof Function g) callsTo.merge(g, 1, Integer::sum);
        }
    }

    private boolean isCalledOnce(Function f) {
        return f.linkage() == Linkage.INTERNAL && callsTo.getOrDefault(f, 0) == 1;
    }

    private static boolean callsItself(Function f) {
        for (Block b : f.blocks()) for (Insn i : b) if (i.attribute() == f) return true;
        return false;
    }

    private static boolean mayFault(Function f) {
        for (Block b : f.blocks()) for (Insn i : b) if (i.mayFault()) return true;
        return false;
    }

    static int size(Function f) {
        int n = 0;
        for (Block b : f.blocks()) {
            for (Insn i = b.first(); i != null; i = i.next()) n++;
        }
        return n;
    }

    /** Replaces one call by a copy of its callee's body. */
    private static void inline(Function f, Insn call) {
        Function callee = call.callee();
        if (call.op() == Opcode.TAIL_CALL) call = untailed(f, call);
        Block before = call.block();
        Block after = splitAfter(f, call);
        Cloner cloner = new Cloner(f);
        for (StackSlot s : callee.slots()) cloner.map(s, f.addSlot(callee.name() + "." + s.name(), s.size(), s.align()));
        for (int k = 0; k < call.argCount(); k++) cloner.map(callee.params().get(k), call.arg(k));

        List<Block> order = new Cfg(callee).order();
        List<Block> copies = new ArrayList<>();
        for (Block b : order) if (b != callee.entry()) copies.add(cloner.begin(b));
        cloner.map(callee.entry(), before);
        Value result = null;
        if (call.type() != Type.NONE) {
            Param p = after.addParam(call.type());
            call.replaceWith(p);
            result = p;
        }
        call.remove();
        for (Block b : order) copyBody(f, b, cloner, after, result != null);

        // The copies stand where the call stood.
        f.blocks().removeAll(copies);
        f.blocks().addAll(f.blocks().indexOf(before) + 1, copies);
        f.settle();
    }

    private static void copyBody(Function f, Block b, Cloner cloner, Block after, boolean wanted) {
        Block to = cloner.of(b);
        for (Insn i : b) {
            switch (i.op()) {
                case RETURN -> to.append(leave(f, i.pos(), after, wanted ? List.of(cloner.of(i.arg(0))) : List.of()));
                case TAIL_CALL, TAIL_CALL_CAP -> {
                    Value[] args = i.args().stream().map(cloner::of).toArray(Value[]::new);
                    Insn plain = f.insn(i.op() == Opcode.TAIL_CALL ? Opcode.CALL : Opcode.CALL_CAP, i.attribute(), i.pos(), args);
                    to.append(plain);
                    to.append(leave(f, i.pos(), after, wanted ? List.of(plain) : List.of()));
                }
                default -> to.append(cloner.copy(i));
            }
        }
    }

    private static Insn leave(Function f, Pos pos, Block after, List<Value> result) {
        return f.terminator(Opcode.JUMP, None.NONE, pos, List.of(new Edge(after, result)));
    }

    private static Insn untailed(Function f, Insn tail) {
        Block b = tail.block();
        Insn call = f.insn(Opcode.CALL, tail.attribute(), tail.pos(), tail.args().toArray(Value[]::new));
        Value[] result = call.type() == Type.NONE ? new Value[0] : new Value[] {call};
        b.terminate(f.terminator(Opcode.RETURN, None.NONE, tail.pos(), List.of(), result));
        call.moveBefore(b.terminator());
        return call;
    }

    /** Moves what stands behind an instruction to a block of its own, which stands behind the instruction's. */
    private static Block splitAfter(Function f, Insn at) {
        Block rest = f.addBlock();
        f.blocks().removeLast();
        f.blocks().add(f.blocks().indexOf(at.block()) + 1, rest);
        while (at.next() != null) {
            Insn i = at.next();
            i.remove();
            rest.append(i);
        }
        return rest;
    }
}
