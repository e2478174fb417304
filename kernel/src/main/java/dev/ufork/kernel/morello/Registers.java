package dev.ufork.kernel.morello;

/**
 * Where registers are in a frame: c0 to c30 in slots 1 to 31, then a program's stack pointer and its condition flags. Source: the pure-capability
 * supplement to AAPCS64.
 */
public abstract class Registers {
    /** Slots that hold anything. */
    public static final int COUNT = 34;
    /** Where the program goes on. */
    public static final int PC = 0;
    /** Where a called function returns to: c30. */
    public static final int LINK = 31;
    /** RCSP: programs are Restricted. */
    public static final int STACK = 32;
    /** The result of a call and its first argument, c0; the other arguments are in the slots behind. */
    public static final int RESULT = 1;
    /** Bit n: a call keeps what is in slot n: c19 to c29, the stack pointer, and where it goes on. */
    public static final long PRESERVED = 1 << 0 | (1L << 31) - (1 << 20) | 1L << 32;
    /** Whether a register outside the frame names the thread: RCTPIDR. */
    public static final boolean THREAD = true;
    /** Where the register that names the thread is in the frame, if it is there: none of the frame's. */
    public static final int POINTER = 0;
    /** Nanoseconds of the clock's tick: the stubs count in these, whatever the counter's frequency. */
    public static final long TICK = 1;
}
