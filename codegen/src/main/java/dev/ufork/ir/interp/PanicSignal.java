package dev.ufork.ir.interp;

import dev.ufork.ir.Pos;

/** A panic, or the end of the interpreter's patience, on its way out. */
final class PanicSignal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final transient Outcome outcome;

    PanicSignal(String message, Pos pos) {
        this(new Outcome.Panicked(message, pos));
    }

    PanicSignal(Outcome outcome) {
        super(outcome.toString(), null, false, false);
        this.outcome = outcome;
    }
}
