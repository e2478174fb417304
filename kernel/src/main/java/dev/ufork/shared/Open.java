package dev.ufork.shared;

/** The flags of {@code open}, and what {@code lseek} and {@code fcntl} are asked. Source: POSIX.1-2017, {@code fcntl.h}; values as Linux has them. */
public final class Open {
    public static final int READ = 0;
    public static final int WRITE = 1;
    public static final int READ_WRITE = 2;
    public static final int ACCESS = 3;
    public static final int CREATE = 0x40;
    public static final int EXCLUSIVE = 0x80;
    public static final int TRUNCATE = 0x200;
    public static final int APPEND = 0x400;
    public static final int NONBLOCK = 0x800;
    public static final int DIRECTORY = 0x1_0000;
    public static final int NOFOLLOW = 0x2_0000;
    public static final int CLOSE_ON_EXEC = 0x8_0000;

    public static final int SEEK_SET = 0;
    public static final int SEEK_CUR = 1;
    public static final int SEEK_END = 2;

    public static final int DUP = 0;
    public static final int GET_DESCRIPTOR_FLAGS = 1;
    public static final int SET_DESCRIPTOR_FLAGS = 2;
    public static final int GET_STATUS_FLAGS = 3;
    public static final int SET_STATUS_FLAGS = 4;
    public static final int DUP_CLOSE_ON_EXEC = 1030;

    private Open() {}
}
