package dev.ufork.user;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/** Groups, sessions, limits, time: what is left of POSIX's calls about processes. */
@Kernel
public final class Processes {
    public static final int LIMIT_PROCESSES = 6;
    public static final int LIMIT_FILES = 7;

    private Processes() {}

    public static int setpgid(int pid, int group) {
        return (int) Sys.calls().setpgid().call(pid, group);
    }

    public static int getpgid(int pid) {
        return (int) Sys.calls().getpgid().call(pid);
    }

    public static int setsid() {
        return (int) Sys.calls().setsid().call();
    }

    public static int getsid(int pid) {
        return (int) Sys.calls().getsid().call(pid);
    }

    /** A limit, lowered to {@code value} unless that is below 0; returns what it was. */
    public static int limit(int which, long value) {
        return (int) Sys.calls().limit().call(which, value);
    }

    /** A resource limit, {@link dev.ufork.shared.Limit}: what it is goes to memory. */
    public static int getrlimit(int which, Cap to) {
        return (int) Sys.calls().rlimit().call(which, Cap.NULL, to);
    }

    public static int setrlimit(int which, Cap limit) {
        return (int) Sys.calls().rlimit().call(which, limit, Cap.NULL);
    }

    /** {@link dev.ufork.shared.Usage} of this process or its children. */
    public static int getrusage(int who, Cap to) {
        return (int) Sys.calls().usage().call(who, to);
    }

    /** Describes a process: {@link dev.ufork.shared.ProcessInfo}. Begins with 0; returns with what to go on, 0 at the end. */
    public static int next(int at, Cap to) {
        return (int) Sys.calls().process().call(at, to);
    }

    /** Nanoseconds since the machine began. */
    public static long clock() {
        return Sys.calls().clock().call();
    }

    /** Rests so many nanoseconds; returns 0, or below 0 minus what is left when a handler has run. */
    public static long sleep(long nanoseconds) {
        return Sys.calls().sleep().call(nanoseconds);
    }
}
