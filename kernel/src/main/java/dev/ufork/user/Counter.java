package dev.ufork.user;

/** What the kernel counts: of this process's memory, and of the machine's. The numbers are part of the kernel's interface. */
public final class Counter {
    public static final int COPIED_EAGERLY = 0;
    public static final int COPIED_BY_WRITE = 1;
    public static final int COPIED_BY_LOAD = 2;
    public static final int COPIED_BY_ACCESS = 3;
    public static final int KEPT = 4;
    public static final int TABLES_SPLIT = 5;
    public static final int CAPABILITIES_MOVED = 6;
    public static final int CAPABILITIES_REFUSED = 7;
    public static final int DEMANDED = 8;
    public static final int FRAMES_FREE = 9;
    public static final int FRAMES_ZEROED = 10;
    public static final int TABLES = 11;
    /** μprocesses that there can be besides those that are. */
    public static final int SLOTS_FREE = 12;
    /** Regions that are in use, or that some frame still calls home. */
    public static final int REGIONS = 13;
    public static final int PAGES_PRIVATE = 14;
    public static final int PAGES_SHARED = 15;
    public static final int TABLES_PRIVATE = 16;
    /** Bytes that the kernel keeps for every μprocess besides its pages and tables: its record, and the stack of its slot. */
    public static final int KERNEL_BYTES = 17;
    /** Objects of the kernel that are in use: open files, pipes, names, and their like. */
    public static final int OBJECTS = 18;
    /** Frames that the kernel keeps for its next objects and that hold none now. */
    public static final int FRAMES_SPARE = 19;

    private Counter() {}
}
