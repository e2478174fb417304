package dev.ufork.kernel;

/** What an access that faulted wanted. */
enum Access {
    READ,
    WRITE,
    EXECUTE,
    /** The load of a capability with tag. */
    LOAD_CAP
}
