package dev.ufork.shared;

/** The events of {@code poll}. Source: POSIX.1-2017, {@code poll.h}; values as Linux has them. */
public final class Poll {
    public static final int IN = 1;
    public static final int OUT = 4;
    public static final int ERR = 8;
    public static final int HUP = 16;
    public static final int NVAL = 32;

    private Poll() {}
}
