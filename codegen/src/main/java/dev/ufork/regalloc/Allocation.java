package dev.ufork.regalloc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where every operand is, and what has to be done between the instructions. */
public final class Allocation {
    private final int[][] registers;
    private final List<List<Edit>> before;
    private final boolean[] dropped;
    private final List<RegKind> slots;

    Allocation(int[][] registers, List<List<Edit>> before, boolean[] dropped, List<RegKind> slots) {
        this.registers = registers;
        this.before = before;
        this.dropped = dropped;
        this.slots = List.copyOf(slots);
    }

    /** The register of each operand of {@code insn}, in the order of {@link RegView#operands}. */
    public int[] registers(int insn) {
        return registers[insn];
    }

    /** To be done before {@code insn}, in this order; a copy's own moves stand here too. */
    public List<Edit> before(int insn) {
        List<Edit> edits = before.get(insn);
        return edits == null ? List.of() : edits;
    }

    /** Is {@code insn} a definition that every use repeats for itself, so that it need not be emitted? */
    public boolean dropped(int insn) {
        return dropped[insn];
    }

    /** The kinds of the spill slots, by number. */
    public List<RegKind> slots() {
        return slots;
    }

    /** All registers that are written by an operand or an edit, as a bit mask. */
    public long written(RegView view) {
        long written = 0;
        for (int i = 0; i < registers.length; i++) {
            RegView.Operand[] operands = view.operands(i);
            for (int k = 0; k < operands.length; k++)
                if (operands[k].access().isDef() && !dropped[i]) written |= 1L << registers[i][k];
            for (Edit edit : before(i)) {
                if (edit instanceof Edit.Move(_, Loc.Reg(int to), _)) written |= 1L << to;
                if (edit instanceof Edit.Remat(_, Loc.Reg(int to))) written |= 1L << to;
            }
        }
        return written;
    }

    /** A copy with something changed; tests of the checker make wrong answers by it. */
    Allocation with(int insn, int operand, int register) {
        int[][] changed = registers.clone();
        changed[insn] = changed[insn].clone();
        changed[insn][operand] = register;
        return new Allocation(changed, before, dropped, slots);
    }

    Allocation withEdits(int insn, List<Edit> edits) {
        List<List<Edit>> changed = new ArrayList<>(before);
        changed.set(insn, edits);
        return new Allocation(registers, changed, dropped, slots);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < registers.length; i++) {
            for (Edit edit : before(i)) text.append("      ").append(edit).append('\n');
            text.append("%4d: %s%s%n".formatted(i, Arrays.toString(registers[i]), dropped[i] ? " dropped" : ""));
        }
        return text.toString();
    }
}
