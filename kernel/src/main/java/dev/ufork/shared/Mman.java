package dev.ufork.shared;

/** What {@code mmap} and {@code mprotect} are asked for. Source: POSIX.1-2017, {@code sys/mman.h}; values as Linux has them. */
public final class Mman {
    // Protection.
    public static final int NONE = 0;
    public static final int READ = 1;
    public static final int WRITE = 2;
    public static final int EXECUTE = 4;

    // Flags.
    public static final int SHARED = 1;
    public static final int PRIVATE = 2;
    public static final int FIXED = 0x10;
    public static final int ANONYMOUS = 0x20;

    // Flags of msync.
    public static final int ASYNC = 1;
    public static final int INVALIDATE = 2;
    public static final int SYNC = 4;

    private Mman() {}
}
