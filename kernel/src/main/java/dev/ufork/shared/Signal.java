package dev.ufork.shared;

/** Signal numbers and what can be said about signals. Source: POSIX.1-2017, {@code signal.h}; numbers as Linux has them. */
public final class Signal {
    public static final int HUP = 1;
    public static final int INT = 2;
    public static final int QUIT = 3;
    public static final int ILL = 4;
    public static final int TRAP = 5;
    public static final int ABRT = 6;
    public static final int BUS = 7;
    public static final int FPE = 8;
    public static final int KILL = 9;
    public static final int USR1 = 10;
    public static final int SEGV = 11;
    public static final int USR2 = 12;
    public static final int PIPE = 13;
    public static final int ALRM = 14;
    public static final int TERM = 15;
    public static final int CHLD = 17;
    public static final int CONT = 18;
    public static final int STOP = 19;
    public static final int TSTP = 20;
    public static final int TTIN = 21;
    public static final int TTOU = 22;
    public static final int URG = 23;
    public static final int XCPU = 24;
    public static final int XFSZ = 25;
    public static final int VTALRM = 26;
    public static final int PROF = 27;
    public static final int WINCH = 28;
    /** One more than the last. */
    public static final int COUNT = 32;

    /** What happens on a signal: the default, nothing, or a call of a handler. */
    public static final int DEFAULT = 0;
    public static final int IGNORE = 1;
    public static final int CATCH = 2;

    // Flags of an action.
    public static final int NO_CHILD_STOP = 1;
    public static final int NO_CHILD_WAIT = 2;
    public static final int ON_ALTERNATE_STACK = 0x0800_0000;
    public static final int RESTART = 0x1000_0000;
    public static final int NO_DEFER = 0x4000_0000;
    public static final int RESET = 0x8000_0000;

    // How a mask changes.
    public static final int BLOCK = 0;
    public static final int UNBLOCK = 1;
    public static final int SET_MASK = 2;

    /** Those that stop a process unless it says otherwise. */
    public static final long STOPS = 1L << STOP | 1L << TSTP | 1L << TTIN | 1L << TTOU;
    /** Those that do nothing unless it says otherwise. */
    public static final long HARMLESS = 1L << CHLD | 1L << CONT | 1L << URG | 1L << WINCH;
    /** Those about which a process has no say. */
    public static final long FORCED = 1L << KILL | 1L << STOP;

    private Signal() {}
}
