package dev.ufork.isa.cap;

/** A hardware permission of a capability, and its bit in each format's permission word. */
public enum Permission {
    //                  cc128  cc128m     the ISA manuals' names where they differ
    GLOBAL             ( 0,  0),
    EXECUTE            ( 1, 15),
    LOAD               ( 2, 17),
    STORE              ( 3, 16),
    LOAD_CAP           ( 4, 14),
    STORE_CAP          ( 5, 13),
    STORE_LOCAL        ( 6, 12),
    SEAL               ( 7, 11),
    BRANCH_SEALED_PAIR ( 8,  8),       // CHERI-RISC-V: Permit_CInvoke
    UNSEAL             ( 9, 10),
    SYSTEM             (10,  9),       // CHERI-RISC-V: Access_System_Registers
    SET_CID            (11,  7),
    MUTABLE_LOAD       (-1,  6),
    EXECUTIVE          (-1,  1);

    private final int cc128;
    private final int cc128m;

    Permission(int cc128, int cc128m) {
        this.cc128 = cc128;
        this.cc128m = cc128m;
    }

    /** This permission's bit in {@link CapFormat#permissions}, or 0 if {@code format} has no such permission. */
    public int in(CapFormat format) {
        int bit = format.hasAddressFlags() ? cc128m : cc128;
        return bit < 0 ? 0 : 1 << bit;
    }

    /** The bits of several permissions in {@code format}. */
    public static int mask(CapFormat format, Permission... permissions) {
        int mask = 0;
        for (Permission p : permissions) mask |= p.in(format);
        return mask;
    }
}
