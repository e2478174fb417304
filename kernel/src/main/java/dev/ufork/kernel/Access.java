package dev.ufork.kernel;

/** What an access wanted that the page table refused. */
public enum Access {
    /** It was not the page table. */
    NONE,
    READ,
    WRITE,
    /** The store of a capability with tag. */
    STORE_CAP,
    EXECUTE,
    /** The load of a capability with tag. */
    LOAD_CAP
}
