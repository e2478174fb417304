package dev.ufork.kernel;

/** Where a μprocess is in its life. */
enum UprocState {
    /** The slot is free. */
    FREE,
    /** Being made; nobody sees it yet. */
    NEW,
    /** Runs or waits for its turn. */
    READY,
    /** Waits for something in the kernel: {@link Waiting}. */
    BLOCKED,
    /** A signal has stopped it. */
    STOPPED,
    /** The first thread has ended, and others of the μprocess go on. */
    LEFT,
    /** Ended; its parent has not asked yet. */
    ZOMBIE
}
