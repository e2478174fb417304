package dev.ufork.ir.pass;

import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Prune;
import dev.ufork.ir.Value;
import dev.ufork.ir.analysis.Loops;
import dev.ufork.ir.analysis.Loops.Loop;
import dev.ufork.ir.analysis.Memory;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves out of loops what is the same in every iteration.
 *
 * <p>Pure instructions move as they are; divisions only if every iteration needs them. A load may fault, so it moves only if
 * entering the loop is bound to execute it before anything is written, and only if nothing in the loop can change what it
 * loads.
 */
final class Hoist implements FunctionPass {
    @Override
    public boolean run(Function f, Target target) {
        boolean any = Preheaders.run(f);
        Cfg cfg = new Cfg(f);
        Memory memory = new Memory(f);
        boolean moved = false;
        for (Loop loop : new Loops(cfg).innermostFirst()) {
            Block before = Preheaders.of(loop, cfg);
            List<Insn> writes = writes(loop);
            List<Cfg.In> latches = Loops.latches(loop, cfg);
            for (Block b : loop.blocks()) {
                boolean always = latches.stream().allMatch(in -> cfg.dominates(b, in.from()));
                for (Insn i : b) {
                    if (i.isPure() && !i.isTerminator() && areInvariant(i, loop) && (always || isCheap(i))) {
                        i.moveBefore(before.terminator());
                        moved = true;
                    }
                }
            }
            moved |= hoistLoads(loop, before, writes, memory);
        }
        if (any) Prune.parameters(f);
        return any || moved;
    }

    private static boolean hoistLoads(Loop loop, Block before, List<Insn> writes, Memory memory) {
        boolean any = false;
        // The run of instructions that entering the loop executes before anything else can happen.
        Block b = loop.header();
        Insn i = b.first();
        for (int blocks = 0; i != null; ) {
            Insn next = i.next();
            if (i.mayWrite()) break;
            if (i.isTerminator()) {
                if (i.op() != Opcode.JUMP || ++blocks > 8 || !loop.contains(i.edges().getFirst().target())) break;
                next = i.edges().getFirst().target().first();
            } else if (i.mayRead() && areInvariant(i, loop)) {
                Insn read = i;
                if (writes.stream().noneMatch(w -> memory.clobbers(w, read))) {
                    i.moveBefore(before.terminator());
                    any = true;
                }
            } else if (i.isPure() && areInvariant(i, loop)) {
                i.moveBefore(before.terminator());
                any = true;
            }
            i = next;
        }
        return any;
    }

    private static List<Insn> writes(Loop loop) {
        List<Insn> writes = new ArrayList<>();
        for (Block b : loop.blocks()) for (Insn i : b) if (i.mayWrite()) writes.add(i);
        return writes;
    }

    private static boolean areInvariant(Insn i, Loop loop) {
        for (int k = 0; k < i.argCount(); k++) {
            Value v = i.arg(k);
            if (!loop.isInvariant(v)) return false;
        }
        return true;
    }

    private static boolean isCheap(Insn i) {
        return switch (i.op()) {
            case DIVS, DIVU, REMS, REMU -> false;
            default -> true;
        };
    }
}
