package dev.ufork.ir;

/** What an operation may do besides computing its result. An operation with no effect is pure. */
public enum Effect {
    /** Reads memory or machine state: is not moved across a write. */
    READS,
    /** Writes memory or machine state, or must not be removed, repeated or reordered for another reason. */
    WRITES,
    /** May raise a capability fault. May be removed when its value is dead; never added, never moved across a write. */
    FAULTS,
    /** Ends its block. */
    ENDS
}
