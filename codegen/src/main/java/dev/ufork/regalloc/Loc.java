package dev.ufork.regalloc;

/** A place that holds a value: a real register or a spill slot of the frame. */
public sealed interface Loc extends Comparable<Loc> {
    record Reg(int number) implements Loc {
        @Override
        public String toString() {
            return "r" + number;
        }
    }

    record Slot(int number) implements Loc {
        @Override
        public String toString() {
            return "slot" + number;
        }
    }

    private int rank() {
        return switch (this) {
            case Reg(int n) -> n;
            case Slot(int n) -> n + (1 << 20);
        };
    }

    @Override
    default int compareTo(Loc other) {
        return Integer.compare(rank(), other.rank());
    }
}
