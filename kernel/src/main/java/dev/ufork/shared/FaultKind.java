package dev.ufork.shared;

/** What was wrong with an instruction or an access that the hardware refused. */
public enum FaultKind {
    OTHER,
    /** The capability has no tag. */
    TAG,
    SEAL,
    BOUNDS,
    PERMISSION,
    /** The code capability lacks the permission for system registers. */
    SYSTEM,
    /** The page table allows it not. */
    PAGE,
    ILLEGAL
}
