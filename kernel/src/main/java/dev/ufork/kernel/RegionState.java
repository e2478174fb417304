package dev.ufork.kernel;

/** What a slot of the address space is. */
enum RegionState {
    /** Inside a bigger block, free or not. */
    INNER,
    /** The start of a free block. */
    FREE,
    /** A μprocess lives there. */
    LIVE,
    /** Its μprocess is gone, but frames elsewhere still hold capabilities that mean it. */
    HAUNTED,
    /** The start of a free block of which nobody is to know, see {@link Regions#hide}. */
    HIDDEN
}
