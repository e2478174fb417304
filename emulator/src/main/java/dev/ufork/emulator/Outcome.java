package dev.ufork.emulator;

/** Why a run ended. */
public sealed interface Outcome {
    /** The guest ended it, with a status of its own. */
    record Exit(int status) implements Outcome {}

    /** The guest asked for a reset. */
    record Reset() implements Outcome {}

    /** The instruction limit is reached. */
    record Limit() implements Outcome {}

    /** Every core waits, and nothing can ever wake one. */
    record Stuck() implements Outcome {}

    /** {@link Power#cancel()} was called. */
    record Cancelled() implements Outcome {}
}
