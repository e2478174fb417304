package dev.ufork.regalloc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Drops moves to places that hold the value already, as after a value was put into a saved register and is now passed on from
 * where it still is.
 *
 * <p>Looks at one block at a time: every place holds a numbered value, a move gives the number on, and whatever writes a
 * register gives it a new one.
 */
final class RedundantMoves {
    private final RegView view;
    private final int[][] registers;
    private final List<List<Edit>> before;
    private final boolean[] dropped;
    private final Map<Loc, Integer> holds = new HashMap<>();
    private int numbers;

    RedundantMoves(RegView view, int[][] registers, List<List<Edit>> before, boolean[] dropped) {
        this.view = view;
        this.registers = registers;
        this.before = before;
        this.dropped = dropped;
    }

    void run() {
        for (int b = 0; b < view.blockCount(); b++) {
            holds.clear();
            for (int i = view.first(b); i <= view.last(b); i++) {
                if (before.get(i) != null) before.set(i, needed(before.get(i)));
                if (!dropped[i]) execute(i);
            }
        }
    }

    private List<Edit> needed(List<Edit> edits) {
        List<Edit> needed = new ArrayList<>(edits.size());
        for (Edit e : edits) {
            switch (e) {
                case Edit.Move(Loc from, Loc to, _) -> {
                    int value = holds.computeIfAbsent(from, _ -> numbers++);
                    Integer old = holds.put(to, value);
                    if (old == null || old != value) needed.add(e);
                }
                case Edit.Remat(_, Loc to) -> {
                    holds.put(to, numbers++);
                    needed.add(e);
                }
            }
        }
        return needed;
    }

    private void execute(int insn) {
        for (long rest = view.clobbers(insn); rest != 0; rest &= rest - 1)
            holds.remove(new Loc.Reg(Long.numberOfTrailingZeros(rest)));
        RegView.Operand[] operands = view.operands(insn);
        for (int k = 0; k < operands.length; k++)
            if (operands[k].access().isDef()) holds.put(new Loc.Reg(registers[insn][k]), numbers++);
    }
}
