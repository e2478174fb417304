package dev.ufork.user.riscv;

import dev.ufork.dsl.Kernel;
import dev.ufork.shared.FaultKind;

/** Faults as the frame of a signal describes them: scause and stval. Source: RISC-V privileged manual; CHERI ISAv9, section 5.3. */
@Kernel
public abstract class Faults {
    /** Is a jump refused where it is made? Otherwise the place faults that it went to, and no handler can go back there. */
    public static final boolean AT_THE_JUMP = true;

    private static final int ILLEGAL = 2;
    private static final int CHERI = 28;
    private static final long PAGES = 1 << 12 | 1 << 13 | 1 << 15 | 1 << 26 | 1 << 27;

    /** What was refused. */
    public static FaultKind kind(int cause, long value) {
        if (cause == ILLEGAL) return FaultKind.ILLEGAL;
        if (cause == CHERI) return capability((int) value & 31);
        return (PAGES >>> cause & 1) != 0 ? FaultKind.PAGE : FaultKind.OTHER;
    }

    private static FaultKind capability(int cause) {
        return switch (cause) {
            case 1 -> FaultKind.BOUNDS;
            case 2 -> FaultKind.TAG;
            case 3 -> FaultKind.SEAL;
            case 0x18 -> FaultKind.SYSTEM;
            default -> cause < 16 ? FaultKind.OTHER : FaultKind.PERMISSION;
        };
    }
}
