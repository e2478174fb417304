package dev.ufork.ir.interp;

import dev.ufork.ir.Pos;

/** How the run of a function ended. */
public sealed interface Outcome {
    /** It returned a {@link Long} (sign extended from its type), a {@link dev.ufork.isa.cap.Capability}, or {@link #NOTHING}. */
    record Returned(Object value) implements Outcome {}

    /** It raised a fault that no recovery answered for. */
    record Faulted(Fault fault, Pos pos) implements Outcome {}

    record Panicked(String message, Pos pos) implements Outcome {}

    /** It used up its steps or its stack. */
    record Exhausted() implements Outcome {}

    /** The value of a function that returns none. */
    Object NOTHING = new Object() {
        @Override
        public String toString() {
            return "nothing";
        }
    };
}
