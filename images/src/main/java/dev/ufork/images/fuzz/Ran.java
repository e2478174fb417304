package dev.ufork.images.fuzz;

import java.util.List;

/**
 * A run of an image.
 *
 * @param end          how it ended
 * @param status       of the machine, if it ended by itself
 * @param lines        of the console
 * @param instructions executed
 * @param place        the function where the core stood
 * @param violations   of the kernel's invariants that were seen on the way
 */
record Ran(End end, int status, List<String> lines, long instructions, String place, List<String> violations) {
    /** The largest status of a guest as its own; above it, it says that it failed. */
    static final int MOST_OF_GUEST = 63;
    /** Of a kernel that cannot go on. */
    static final int PANICKED = 70;

    /** A place: a program is about to execute, and no core is in the kernel. */
    static final String PROGRAM = "a program";

    /** How a run ends. */
    enum End {
        /** The guest ended the machine. */
        EXIT,
        /** Every core waits, and nothing can wake one. */
        WAITS,
        /** It went on longer than it should. */
        LIMIT
    }

    String lastLine() {
        return lines.isEmpty() ? "" : lines.getLast();
    }
}
