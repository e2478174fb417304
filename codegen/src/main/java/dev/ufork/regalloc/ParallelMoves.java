package dev.ufork.regalloc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Puts moves that happen at once into an order in which no source is overwritten before it is read.
 *
 * <p>Cycles are opened, and moves from slot to slot made, through a register that is free; where none is, through slots
 * that exist for that alone.
 */
final class ParallelMoves {
    /** {@code to} receives what {@code from} held, or the result of repeating instruction {@code again}. */
    record Move(Loc from, int again, Loc to, RegKind kind) {
        boolean isRemat() {
            return from == null;
        }
    }

    private final List<Edit> edits = new ArrayList<>();
    private final List<Move> pending = new ArrayList<>();
    private final int[] order;
    private final Predicate<Integer> free;
    private final Supplier<Loc.Slot> emergency;

    /**
     * @param order     registers to choose from
     * @param free      whether nothing outside the moves needs a register's contents here
     * @param emergency makes a slot for a capability
     */
    ParallelMoves(int[] order, Predicate<Integer> free, Supplier<Loc.Slot> emergency) {
        this.order = order;
        this.free = free;
        this.emergency = emergency;
    }

    List<Edit> resolve(List<Move> moves) {
        for (Move m : moves) if (!m.to().equals(m.from())) pending.add(m);
        while (!pending.isEmpty()) {
            Move ready = null;
            for (Move m : pending) if (!isSource(m.to(), m)) { ready = m; break; }
            if (ready == null) openCycle();
            else {
                pending.remove(ready);
                emit(ready);
            }
        }
        return edits;
    }

    private boolean isSource(Loc loc, Move except) {
        for (Move m : pending) if (m != except && loc.equals(m.from())) return true;
        return false;
    }

    /** Everything left is part of a cycle: the first move's source steps aside. */
    private void openCycle() {
        Move first = pending.getFirst();
        int register = scratch();
        Loc aside = register >= 0 ? new Loc.Reg(register) : emergency.get();
        copy(first.from(), aside, first.kind());
        for (int i = 0; i < pending.size(); i++) {
            Move m = pending.get(i);
            if (first.from().equals(m.from())) pending.set(i, new Move(aside, -1, m.to(), m.kind()));
        }
    }

    private void emit(Move m) {
        if (!m.isRemat()) {
            copy(m.from(), m.to(), m.kind());
            return;
        }
        switch (m.to()) {
            case Loc.Reg reg -> edits.add(new Edit.Remat(m.again(), reg));
            case Loc.Slot _ -> through(m.to(), m.kind(), reg -> edits.add(new Edit.Remat(m.again(), reg)));
        }
    }

    private void copy(Loc from, Loc to, RegKind kind) {
        if (from instanceof Loc.Slot && to instanceof Loc.Slot)
            through(to, kind, reg -> edits.add(new Edit.Move(from, reg, kind)));
        else edits.add(new Edit.Move(from, to, kind));
    }

    private interface Fill {
        void into(Loc.Reg register);
    }

    /** Fills a register and stores it to a slot; a register that is not free is saved around that. */
    private void through(Loc slot, RegKind kind, Fill fill) {
        int free = scratch();
        Loc.Reg register = new Loc.Reg(free >= 0 ? free : order[0]);
        Loc.Slot saved = free >= 0 ? null : emergency.get();
        if (saved != null) edits.add(new Edit.Move(register, saved, RegKind.CAP));
        fill.into(register);
        edits.add(new Edit.Move(register, slot, kind));
        if (saved != null) edits.add(new Edit.Move(saved, register, RegKind.CAP));
    }

    /** A register that neither a move still to come nor a value outside needs. */
    private int scratch() {
        for (int r : order) {
            Loc loc = new Loc.Reg(r);
            boolean wanted = isSource(loc, null);
            for (Edit e : edits) wanted |= writes(e, loc);
            if (!wanted && free.test(r)) return r;
        }
        return -1;
    }

    private static boolean writes(Edit edit, Loc loc) {
        return switch (edit) {
            case Edit.Move(_, Loc to, _) -> to.equals(loc);
            case Edit.Remat(_, Loc to) -> to.equals(loc);
        };
    }
}
