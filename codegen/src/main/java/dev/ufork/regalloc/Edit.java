package dev.ufork.regalloc;

/** Something to be done between two instructions, so that values are where the operands expect them. */
public sealed interface Edit {
    /** Copies a value; at most one side is a spill slot. */
    record Move(Loc from, Loc to, RegKind kind) implements Edit {
        @Override
        public String toString() {
            return "%s <- %s".formatted(to, from);
        }
    }

    /** Repeats a rematerialisable instruction with its result in {@code to}. */
    record Remat(int insn, Loc.Reg to) implements Edit {
        @Override
        public String toString() {
            return "%s <- again %d".formatted(to, insn);
        }
    }
}
