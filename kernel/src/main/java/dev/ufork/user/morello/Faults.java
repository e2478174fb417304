package dev.ufork.user.morello;

import dev.ufork.dsl.Kernel;
import dev.ufork.shared.FaultKind;

/** Faults as the frame of a signal describes them: ESR_EL1. Source: Arm architecture reference manual, section D17.2.37; Morello supplement (DDI 0606), section 2.13. */
@Kernel
public abstract class Faults {
    /** Is a jump refused where it is made? Otherwise the place faults that it went to, and no handler can go back there. */
    public static final boolean AT_THE_JUMP = false;

    private static final int CLASS_SHIFT = 26;
    private static final int STATUS = 63;

    /** What was refused; {@code value} is not needed here. */
    public static FaultKind kind(int cause, long value) {
        return switch (cause >>> CLASS_SHIFT) {
            case 0x00, 0x07, 0x0e, 0x15, 0x3c -> FaultKind.ILLEGAL;
            case 0x18, 0x2a -> FaultKind.SYSTEM;
            case 0x21, 0x25 -> access(cause & STATUS);
            default -> FaultKind.OTHER;
        };
    }

    private static FaultKind access(int status) {
        return switch (status) {
            case 0x28 -> FaultKind.TAG;
            case 0x29 -> FaultKind.SEAL;
            case 0x2a -> FaultKind.BOUNDS;
            case 0x2b -> FaultKind.PERMISSION;
            case 0x2c -> FaultKind.PAGE;
            default -> status >= 0x04 && status <= 0x0f ? FaultKind.PAGE : FaultKind.OTHER;
        };
    }
}
