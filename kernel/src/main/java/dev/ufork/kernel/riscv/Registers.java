package dev.ufork.kernel.riscv;

/** Where registers are in a frame: register n in slot n, the program counter in that of the zero register. Source: RISC-V psABI. */
public abstract class Registers {
    /** Slots that hold anything. */
    public static final int COUNT = 32;
    /** Where the program goes on. */
    public static final int PC = 0;
    /** Where a called function returns to: c1. */
    public static final int LINK = 1;
    /** c2. */
    public static final int STACK = 2;
    /** The result of a call and its first argument, c10; the other arguments are in the slots behind. */
    public static final int RESULT = 10;
    /** Bit n: a call keeps what is in slot n: c2 to c4, c8, c9, c18 to c27, and where it goes on. */
    public static final long PRESERVED = 1 << 0 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 8 | 1 << 9 | (1 << 28) - (1 << 18);
    /** Whether a register outside the frame names the thread. */
    public static final boolean THREAD = false;
    /** Where the register that names the thread is in the frame, if it is there: c4. */
    public static final int POINTER = 4;
    /** Nanoseconds of the clock's tick: it runs at 10 MHz. */
    public static final long TICK = 100;
}
