package dev.ufork.user;

/** What there can be too little of, see {@link Sys#shortage}. The numbers are part of the kernel's interface. */
public final class Scarcity {
    /** Pages of memory, and room for kernel objects. */
    public static final int FRAMES = 1;
    /** Leaf tables, each for 2 MiB of addresses. */
    public static final int TABLES = 2;
    /** Parts of the address space, one for each program. */
    public static final int REGIONS = 3;
    /** Processes and threads. */
    public static final int SLOTS = 4;

    private Scarcity() {}
}
