package dev.ufork.emulator;

import java.util.Optional;

/** The machine's way to stop: set by an exit device from within, or by {@link #cancel()} from any thread. */
public final class Power {
    private Outcome outcome;
    private volatile boolean cancelled;

    /** Ends the run; the first caller's outcome stands. */
    public void stop(Outcome outcome) {
        if (this.outcome == null) this.outcome = outcome;
    }

    /** Whether a device has ended the run; cheap, asked after every device access. */
    public boolean stopped() {
        return outcome != null;
    }

    /** Ends the run soon; may be called from any thread. */
    public void cancel() {
        cancelled = true;
    }

    public boolean cancelled() {
        return cancelled;
    }

    Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }
}
