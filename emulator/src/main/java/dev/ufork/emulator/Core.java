package dev.ufork.emulator;

/** One processor core, as its {@link Scheduler} sees it. */
public interface Core {
    /**
     * Runs at most {@code budget} instructions; fewer if the core waits, if an alarm is due ({@link Clock#deadline()}),
     * or if the machine is to stop ({@link Power#stopped()}). Leaves the clock at the instant after the last one.
     */
    void run(long budget);

    /** Whether the core waits for an interrupt and none is pending. */
    boolean waiting();

    /** Instructions retired since the machine was made. */
    long instructions();

    /** Registers and the last trap, for reports. */
    CoreReport report();
}
