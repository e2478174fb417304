package dev.ufork.kernel;

/** When a forked μprocess gets pages of its own. */
enum Policy {
    /** All of them, at the fork. */
    COPY,
    /** A page at the child's first access of any kind. */
    COA,
    /** A page at the first write by either side, or at the child's first load of a capability from it. */
    COPA
}
