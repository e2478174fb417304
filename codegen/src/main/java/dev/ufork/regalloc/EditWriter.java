package dev.ufork.regalloc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes down an allocation: the operands' registers, and the edits in the order in which they happen. */
final class EditWriter {
    private final RegView view;
    private final Allocator allocator;
    private final List<List<Edit>> before;
    private final boolean[] dropped;
    private final int insns;

    EditWriter(RegView view, Allocator allocator) {
        this.view = view;
        this.allocator = allocator;
        this.insns = view.last(view.blockCount() - 1) + 1;
        this.before = new ArrayList<>(java.util.Collections.nCopies(insns, null));
        this.dropped = new boolean[insns];
    }

    Allocation write() {
        int[][] registers = new int[insns][];
        for (int b = 0; b < view.blockCount(); b++) {
            int last = view.last(b);
            for (int i = view.first(b); i <= last; i++) registers[i] = instruction(i);
            if (view.args(b).length > 0) edge(b, last);
        }
        new RedundantMoves(view, registers, before, dropped).run();
        return new Allocation(registers, before, dropped, allocator.slots().kinds());
    }

    private int[] instruction(int insn) {
        RegView.Copy[] copies = view.copies(insn);
        if (copies != null) {
            List<ParallelMoves.Move> moves = new ArrayList<>();
            for (RegView.Copy c : copies) move(c.from(), c.to(), moves);
            resolve(insn, moves);
            return new int[0];
        }
        RegView.Operand[] operands = view.operands(insn);
        int[] registers = new int[operands.length];
        for (int k = 0; k < operands.length; k++) {
            int v = operands[k].vreg();
            if (allocator.isSpilled(v) && allocator.definition(v) == insn) {
                dropped[insn] = true;
                continue;
            }
            registers[k] = allocator.registerAt(insn, v);
            if (!allocator.isSpilled(v) || seen(operands, k)) continue;
            Loc.Reg here = new Loc.Reg(registers[k]);
            boolean use = Arrays.stream(operands).anyMatch(o -> o.vreg() == v && o.access().isUse());
            boolean def = Arrays.stream(operands).anyMatch(o -> o.vreg() == v && o.access().isDef());
            if (use) edits(insn).add(allocator.definition(v) >= 0
                ? new Edit.Remat(allocator.definition(v), here)
                : new Edit.Move(allocator.home(v), here, view.kind(v)));
            if (def) edits(insn + 1).add(new Edit.Move(here, allocator.home(v), view.kind(v)));
        }
        return registers;
    }

    private static boolean seen(RegView.Operand[] operands, int k) {
        for (int j = 0; j < k; j++) if (operands[j].vreg() == operands[k].vreg()) return true;
        return false;
    }

    private void edge(int block, int last) {
        int[] args = view.args(block);
        int[] params = view.params(view.successors(block)[0]);
        List<ParallelMoves.Move> moves = new ArrayList<>();
        for (int k = 0; k < args.length; k++) move(args[k], params[k], moves);
        resolve(last, moves);
    }

    private void move(int from, int to, List<ParallelMoves.Move> moves) {
        Loc home = allocator.home(to);
        if (home == null) return;
        boolean again = allocator.isSpilled(from) && allocator.definition(from) >= 0;
        moves.add(again ? new ParallelMoves.Move(null, allocator.definition(from), home, view.kind(to))
                        : new ParallelMoves.Move(allocator.home(from), -1, home, view.kind(to)));
    }

    private void resolve(int insn, List<ParallelMoves.Move> moves) {
        ParallelMoves order = new ParallelMoves(view.order(),
            r -> allocator.free(r, 2 * insn, 2 * insn + 2) && moves.stream().noneMatch(m -> m.to().equals(new Loc.Reg(r))),
            this::emergency);
        edits(insn).addAll(order.resolve(moves));
    }

    private Loc.Slot emergency() {
        return allocator.slots().add(RegKind.CAP);
    }

    private List<Edit> edits(int insn) {
        if (before.get(insn) == null) before.set(insn, new ArrayList<>(2));
        return before.get(insn);
    }
}
