package dev.ufork.emulator.morello;

/** The encodings of ESR_ELx: exception classes and fault status codes (Arm ARM D13.2; Morello supplement, section 4.4). */
final class Syndrome {
    private Syndrome() {}

    static final int WFX = 0x01;
    static final int FP_ACCESS = 0x07;
    static final int SVC = 0x15;
    static final int HVC = 0x16;
    static final int SMC = 0x17;
    static final int SYSREG = 0x18;
    static final int INSN_ABORT = 0x20;
    static final int PC_ALIGNMENT = 0x22;
    static final int DATA_ABORT = 0x24;
    static final int SP_ALIGNMENT = 0x26;
    static final int CAP_ACCESS = 0x29;
    static final int CAP_SYSREG = 0x2a;
    static final int SERROR = 0x2f;
    static final int BRK = 0x3c;

    // Fault status codes; those of a table walk have the level in the low two bits.
    static final int FSC_ADDRESS_SIZE = 0x00;
    static final int FSC_TRANSLATION = 0x04;
    static final int FSC_ACCESS_FLAG = 0x08;
    static final int FSC_PERMISSION = 0x0c;
    static final int FSC_EXTERNAL = 0x10;
    static final int FSC_EXTERNAL_WALK = 0x14;
    static final int FSC_ALIGNMENT = 0x21;
    static final int FSC_CAP_TAG = 0x28;
    static final int FSC_CAP_SEAL = 0x29;
    static final int FSC_CAP_BOUNDS = 0x2a;
    static final int FSC_CAP_PERM = 0x2b;
    static final int FSC_CAP_PAGE = 0x2c;

    private static final int LENGTH_32 = 1 << 25;
    static final int WRITE = 1 << 6;
    static final int CACHE_MAINTENANCE = 1 << 8;

    static int of(int exceptionClass, int details) {
        return exceptionClass << 26 | LENGTH_32 | details;
    }

    /** Details of a trapped MRS or MSR, from the instruction word. */
    static int systemRegister(int word, int rt) {
        int op0 = word >>> 19 & 3;
        int op1 = word >>> 16 & 7;
        int crn = word >>> 12 & 15;
        int crm = word >>> 8 & 15;
        int op2 = word >>> 5 & 7;
        return op0 << 20 | op2 << 17 | op1 << 14 | crn << 10 | rt << 5 | crm << 1 | word >>> 21 & 1;
    }
}
