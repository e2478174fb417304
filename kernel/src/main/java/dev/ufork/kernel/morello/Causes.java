package dev.ufork.kernel.morello;

import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.kernel.Access;

/**
 * Why programs are interrupted: ESR_EL1. Source: Arm architecture reference manual, section D17.2.37; Morello supplement (DDI 0606), section 2.13.
 */
@Kernel
public abstract class Causes {
    private static final int CLASS_SHIFT = 26;
    private static final int STATUS = 63;
    private static final int WRITE = 1 << 6;

    // Exception classes.
    private static final int UNKNOWN = 0x00;
    private static final int FLOATING_POINT = 0x07;
    private static final int ILLEGAL_STATE = 0x0e;
    private static final int SUPERVISOR_CALL = 0x15;
    private static final int INSTRUCTION_ABORT = 0x21;
    private static final int DATA_ABORT = 0x25;
    private static final int BREAKPOINT = 0x3c;

    // Fault status: translation, access flag and permission faults, of any level; then that of the page table's capability bits.
    private static final int FIRST_OF_TABLE = 0x04;
    private static final int LAST_OF_TABLE = 0x0f;
    private static final int CAPABILITY_BITS = 0x2c;

    /** What the page table refused. */
    @Inline
    public static Access access(long cause) {
        int kind = (int) cause >>> CLASS_SHIFT;
        int status = (int) cause & STATUS;
        boolean write = (cause & WRITE) != 0;
        if (kind == DATA_ABORT && status == CAPABILITY_BITS) return write ? Access.STORE_CAP : Access.LOAD_CAP;
        if (status < FIRST_OF_TABLE || status > LAST_OF_TABLE) return Access.NONE;
        if (kind == DATA_ABORT) return write ? Access.WRITE : Access.READ;
        return kind == INSTRUCTION_ABORT ? Access.EXECUTE : Access.NONE;
    }

    /** Whether the instruction is none that a program may execute. */
    @Inline
    public static boolean isIllegal(long cause) {
        return switch ((int) cause >>> CLASS_SHIFT) {
            case UNKNOWN, FLOATING_POINT, ILLEGAL_STATE, SUPERVISOR_CALL, BREAKPOINT -> true;
            default -> false;
        };
    }
}
