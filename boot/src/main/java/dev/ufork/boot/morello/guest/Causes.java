package dev.ufork.boot.morello.guest;

import dev.ufork.dsl.Kernel;

/** Names of causes: exception classes and fault status codes of ESR_EL1 (Arm ARM, D13.2; Morello supplement, section 4.4). */
@Kernel
final class Causes {
    private Causes() {}

    static final int SYSTEM_REGISTER = 0x18;
    static final int FETCH = 0x20;
    static final int FETCH_HERE = 0x21;
    static final int DATA = 0x24;
    static final int DATA_HERE = 0x25;
    static final int CAPABILITY_SYSTEM_REGISTER = 0x2a;

    /** Where the fault status codes of capability checks begin. */
    static final int FIRST_CAPABILITY = 0x28;
    static final int PERMISSION = 0x2b;
    /** The one among them that page tables decide. */
    static final int CAPABILITY_PAGE = 0x2c;

    static final String[] CAPABILITY = {"tag", "seal", "bounds", "permission"};

    /** By fault status code; those of a walk once for each four. */
    static final String[] STATUS = {
        "address size fault", "page fault: nothing is there", "access flag fault", "page fault: not permitted", "external abort", "external abort on a walk",
        "unknown fault", "unknown fault", "misaligned address"
    };

    static String ofClass(int c) {
        return switch (c) {
            case 0x00 -> "illegal instruction";
            case 0x01 -> "wfi";
            case 0x07 -> "SIMD or floating point, which are off";
            case 0x0e -> "illegal execution state";
            case 0x15 -> "supervisor call";
            case 0x16 -> "hypervisor call";
            case 0x17 -> "secure monitor call";
            case SYSTEM_REGISTER, CAPABILITY_SYSTEM_REGISTER -> "access system registers";
            case 0x22 -> "misaligned program counter";
            case 0x26 -> "misaligned stack pointer";
            case 0x29 -> "capabilities are off";
            case 0x3c -> "breakpoint";
            default -> "unknown";
        };
    }
}
