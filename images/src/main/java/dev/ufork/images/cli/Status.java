package dev.ufork.images.cli;

/**
 * Exit statuses of {@code ufork}. Those of a run are {@link dev.ufork.harness.Verdict}'s: 0 to 63 the guest's own,
 * 69 machine not available, 70 kernel panic or unhandled fault, 74 machine failed, 124 timed out.
 */
final class Status {
    static final int OK = 0;
    /** The command line cannot be understood. */
    static final int USAGE = 64;
    /** There is no such image, or the file cannot be used. */
    static final int NO_INPUT = 66;
    /** Something needed is not there. */
    static final int UNAVAILABLE = 69;

    private Status() {}
}
