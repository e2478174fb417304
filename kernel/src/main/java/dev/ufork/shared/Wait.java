package dev.ufork.shared;

import dev.ufork.dsl.Kernel;

/** Options of {@code waitpid}, and what its status says. Source: POSIX.1-2017, {@code sys/wait.h}; values as Linux has them. */
@Kernel
public final class Wait {
    public static final int NO_HANG = 1;
    public static final int UNTRACED = 2;
    public static final int CONTINUED = 8;

    private Wait() {}

    public static boolean exited(int status) {
        return (status & 0x7f) == 0;
    }

    public static int exitStatus(int status) {
        return status >>> 8 & 0xff;
    }

    public static boolean signaled(int status) {
        return (status & 0x7f) != 0 && (status & 0x7f) != 0x7f;
    }

    public static int terminatingSignal(int status) {
        return status & 0x7f;
    }

    public static boolean stopped(int status) {
        return (status & 0xff) == 0x7f;
    }

    public static int stopSignal(int status) {
        return status >>> 8 & 0xff;
    }

    public static boolean continued(int status) {
        return status == 0xffff;
    }
}
