package dev.ufork.regalloc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Proves that an allocation computes what the function computes, knowing nothing of how it was found.
 *
 * <p>The allocation is executed symbolically. Each location holds a set of virtual registers whose current value it has;
 * where paths meet, a location keeps what it has on all of them (intersection; a path not yet seen has everything). A
 * read is right if the set of its register contains the virtual register; a write makes every older copy stale; a
 * clobber empties. Edits move sets. The fixpoint exists because sets only shrink.
 *
 * <p>Capabilities carry tags: a set that passes through a place or a move of an integer loses its capabilities.
 */
public final class Checker {
    /** What is wrong, at which instruction. */
    public sealed interface Fault {
        int insn();

        /** A register is read that does not hold the value; {@code holds} are the virtual registers that it does hold. */
        record WrongValue(int insn, int vreg, Loc in, Set<Integer> holds) implements Fault {}

        /** A block parameter does not receive its argument anywhere. */
        record LostArgument(int insn, int param, int arg) implements Fault {}

        record NotWherePinned(int insn, int vreg, int register, int pinned) implements Fault {}

        /** Two operands that must differ share a register. */
        record Collision(int insn, int vreg, int other, int register) implements Fault {}

        record NotAllocatable(int insn, int register) implements Fault {}

        /** An edit repeats an instruction that cannot be repeated. */
        record NotRepeatable(int insn, int repeated) implements Fault {}

        /** A definition is dropped that is needed, because it cannot be repeated. */
        record Dropped(int insn) implements Fault {}
    }

    private static final class State extends HashMap<Loc, Set<Integer>> {
        private static final long serialVersionUID = 1L;

        State copy() {
            State copy = new State();
            forEach((loc, set) -> copy.put(loc, new HashSet<>(set)));
            return copy;
        }

        Set<Integer> at(Loc loc) {
            return getOrDefault(loc, Set.of());
        }

        void kill(int vreg) {
            for (Set<Integer> set : values()) set.remove(vreg);
        }

        void define(Loc loc, int vreg) {
            kill(vreg);
            put(loc, new HashSet<>(Set.of(vreg)));
        }

        void alias(int to, int from) {
            for (Set<Integer> set : values()) if (set.contains(from)) set.add(to);
        }

        boolean meet(State other) {
            boolean changed = false;
            for (Map.Entry<Loc, Set<Integer>> e : entrySet()) changed |= e.getValue().retainAll(other.at(e.getKey()));
            return changed;
        }
    }

    private final RegView view;
    private final Allocation allocation;
    private final State[] entry;
    private final Map<Fault, Fault> faults = new TreeMap<>(
        java.util.Comparator.comparingInt(Fault::insn).thenComparing(Fault::toString));
    private boolean reporting;

    private Checker(RegView view, Allocation allocation) {
        this.view = view;
        this.allocation = allocation;
        this.entry = new State[view.blockCount()];
    }

    /** All faults of {@code allocation}, in instruction order; empty if it is right. */
    public static List<Fault> check(RegView view, Allocation allocation) {
        Checker checker = new Checker(view, allocation);
        checker.solve();
        checker.reporting = true;
        for (int b = 0; b < view.blockCount(); b++) if (checker.entry[b] != null) checker.run(b, checker.entry[b].copy());
        return new ArrayList<>(checker.faults.values());
    }

    private void solve() {
        entry[0] = new State();
        Deque<Integer> work = new ArrayDeque<>(List.of(0));
        while (!work.isEmpty()) {
            int block = work.poll();
            State out = run(block, entry[block].copy());
            for (int s : view.successors(block)) {
                boolean changed = true;
                if (entry[s] == null) entry[s] = out.copy();
                else changed = entry[s].meet(out);
                if (changed) work.add(s);
            }
        }
    }

    private State run(int block, State state) {
        for (int i = view.first(block); i <= view.last(block); i++) {
            // An edge's arguments become parameters where the moves before the terminator have put them.
            RegView.Copy[] copies = i == view.last(block) ? edge(block) : view.copies(i);
            if (copies == null) {
                for (Edit e : allocation.before(i)) edit(i, e, state);
                instruction(i, state);
                continue;
            }
            rename(i, copies, state);
            if (i == view.last(block)) instruction(i, state);
        }
        return state;
    }

    private RegView.Copy[] edge(int block) {
        int[] args = view.args(block);
        if (args.length == 0) return null;
        int[] params = view.params(view.successors(block)[0]);
        RegView.Copy[] copies = new RegView.Copy[args.length];
        for (int k = 0; k < args.length; k++) copies[k] = new RegView.Copy(params[k], args[k]);
        return copies;
    }

    /** A parallel copy: its moves carry the old names, then the old names get the new ones. */
    private void rename(int insn, RegView.Copy[] copies, State state) {
        for (Edit e : allocation.before(insn)) edit(insn, e, state);
        Map<Loc, Set<Integer>> gained = new HashMap<>();
        state.forEach((loc, set) -> {
            for (RegView.Copy c : copies)
                if (set.contains(c.from())) gained.computeIfAbsent(loc, _ -> new HashSet<>()).add(c.to());
        });
        for (RegView.Copy c : copies) state.kill(c.to());
        gained.forEach((loc, set) -> state.get(loc).addAll(set));
        for (RegView.Copy c : copies) {
            int pinned = view.pinned(c.to());
            if (pinned >= 0 && !state.at(new Loc.Reg(pinned)).contains(c.to()))
                report(new Fault.LostArgument(insn, c.to(), c.from()));
        }
    }

    private void edit(int insn, Edit edit, State state) {
        switch (edit) {
            case Edit.Move(Loc from, Loc to, RegKind kind) -> {
                Set<Integer> moved = new HashSet<>(state.at(from));
                if (kind == RegKind.INT || isIntSlot(to)) moved.removeIf(v -> view.kind(v) == RegKind.CAP);
                state.put(to, moved);
                if (to instanceof Loc.Reg(int r)) allocatable(insn, r);
            }
            case Edit.Remat(int again, Loc.Reg to) -> {
                allocatable(insn, to.number());
                RegView.Operand[] operands = view.operands(again);
                if (!view.rematerialisable(again) || operands.length != 1) {
                    report(new Fault.NotRepeatable(insn, again));
                    state.put(to, new HashSet<>());
                } else {
                    // Every definition of the register must give this value for the name to be right.
                    state.put(to, new HashSet<>(soleDefinition(operands[0].vreg(), again) ? Set.of(operands[0].vreg()) : Set.of()));
                }
            }
        }
    }

    private boolean isIntSlot(Loc loc) {
        return loc instanceof Loc.Slot(int n) && allocation.slots().get(n) == RegKind.INT;
    }

    private void instruction(int insn, State state) {
        RegView.Operand[] operands = view.operands(insn);
        int[] registers = allocation.registers(insn);
        if (allocation.dropped(insn)) {
            if (!view.rematerialisable(insn)) report(new Fault.Dropped(insn));
            state.kill(operands[0].vreg());
            return;
        }
        for (int k = 0; k < operands.length; k++) {
            int v = operands[k].vreg();
            int r = registers[k];
            if (view.pinned(v) >= 0 && view.pinned(v) != r) report(new Fault.NotWherePinned(insn, v, r, view.pinned(v)));
            if (view.pinned(v) < 0) allocatable(insn, r);
            if (operands[k].access().isUse() && !state.at(new Loc.Reg(r)).contains(v))
                report(new Fault.WrongValue(insn, v, new Loc.Reg(r), Set.copyOf(state.at(new Loc.Reg(r)))));
            for (int j = 0; j < k; j++) collide(insn, operands[j], operands[k], registers[j], r);
        }
        for (long rest = view.clobbers(insn); rest != 0; rest &= rest - 1)
            state.remove(new Loc.Reg(Long.numberOfTrailingZeros(rest)));
        for (int k = 0; k < operands.length; k++)
            if (operands[k].access().isDef()) state.define(new Loc.Reg(registers[k]), operands[k].vreg());
    }

    private void collide(int insn, RegView.Operand a, RegView.Operand b, int ra, int rb) {
        if (ra != rb || a.vreg() == b.vreg()) return;
        boolean bothUse = a.access().isUse() && b.access().isUse();
        boolean handsOver = a.access() == RegView.Access.USE && b.access() == RegView.Access.DEF
                         || a.access() == RegView.Access.DEF && b.access() == RegView.Access.USE;
        if (!bothUse && !handsOver) report(new Fault.Collision(insn, a.vreg(), b.vreg(), ra));
    }

    private void allocatable(int insn, int register) {
        for (int r : view.order()) if (r == register) return;
        report(new Fault.NotAllocatable(insn, register));
    }

    private final Map<Integer, Integer> definitions = new HashMap<>();

    private boolean soleDefinition(int vreg, int insn) {
        if (definitions.isEmpty()) countDefinitions();
        return definitions.get(vreg) == insn;
    }

    /** For each virtual register the instruction that defines it, or -1 if there are several. */
    private void countDefinitions() {
        for (int b = 0; b < view.blockCount(); b++) {
            for (int p : view.params(b)) definitions.merge(p, -1, (_, _) -> -1);
            for (int i = view.first(b); i <= view.last(b); i++) {
                int insn = i;
                RegView.Copy[] copies = view.copies(i);
                if (copies != null) for (RegView.Copy c : copies) definitions.merge(c.to(), -1, (_, _) -> -1);
                else for (RegView.Operand o : view.operands(i))
                    if (o.access().isDef()) definitions.merge(o.vreg(), insn, (_, _) -> -1);
            }
        }
    }

    private void report(Fault fault) {
        if (reporting) faults.put(fault, fault);
    }
}
