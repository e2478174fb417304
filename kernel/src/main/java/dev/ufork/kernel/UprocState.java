package dev.ufork.kernel;

/** Where a μprocess is in its life. */
enum UprocState {
    /** The slot is free. */
    FREE,
    /** Being made; nobody sees it yet. */
    NEW,
    /** Runs or waits for its turn. */
    READY,
    /** Waits for a child to end. */
    WAITING,
    /** Ended; its parent has not asked yet. */
    ZOMBIE
}
