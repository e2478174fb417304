package dev.ufork.emulator.morello;

/**
 * What the core's loop does: the operations that decoded instructions are packed into.
 *
 * <p>A packed instruction is {@code operation | rd << 10 | rn << 16 | rm << 22 | rc << 28 | aux << 34} with an immediate
 * beside it. {@code rc} is the register whose capability an access is checked with. What is rare stays an instruction
 * word, and is taken apart when it runs ({@link #RARE_A64}, {@link #RARE_CHERI}).
 */
final class Uop {
    private Uop() {}

    static final int RARE_A64 = 1;      // immediate: row's ordinal << 32 | word
    static final int RARE_CHERI = 2;
    static final int UNDEFINED = 3;
    static final int TRAP_FP = 4;
    static final int TRAP_CAPABILITY = 5;
    static final int NOP = 6;
    static final int MOVI = 7;          // rd = immediate
    static final int MOVK = 8;          // 16 bits of rd at aux
    static final int ADDI64 = 9;
    static final int ADDI32 = 10;
    static final int ADDSI64 = 11;
    static final int ADDSI32 = 12;
    static final int SUBSI64 = 13;
    static final int SUBSI32 = 14;
    static final int ANDI = 15;
    static final int ORRI64 = 16;
    static final int ORRI32 = 17;
    static final int EORI64 = 18;
    static final int EORI32 = 19;
    static final int ANDSI64 = 20;
    static final int ANDSI32 = 21;
    static final int ADD64 = 22;        // second operand: rm << aux
    static final int ADD32 = 23;
    static final int SUB64 = 24;
    static final int SUB32 = 25;
    static final int AND64 = 26;
    static final int AND32 = 27;
    static final int ORR64 = 28;
    static final int ORR32 = 29;
    static final int EOR64 = 30;
    static final int EOR32 = 31;
    static final int ADDS64 = 32;
    static final int ADDS32 = 33;
    static final int SUBS64 = 34;
    static final int SUBS32 = 35;
    static final int ANDS64 = 36;
    static final int ANDS32 = 37;
    static final int EOR64_SHIFT = 38;  // aux: kind << 6 | amount
    static final int UBFX = 39;         // (rn >>> aux) & immediate
    static final int UBFIZ = 40;        // (rn & immediate) << aux
    static final int SBFX64 = 41;       // rn << (aux & 63) >> (aux >>> 6)
    static final int SBFX32 = 42;
    static final int CSEL = 43;         // aux: condition, kind << 4, 64 bits << 6
    static final int MADD64 = 44;       // rc is the addend
    static final int MADD32 = 45;
    static final int B = 50;            // immediate: distance
    static final int BL = 51;
    static final int B_COND = 52;       // aux: condition
    static final int CBZ64 = 53;
    static final int CBNZ64 = 54;
    static final int CBZ32 = 55;
    static final int CBNZ32 = 56;
    static final int TBZ = 57;          // aux: bit
    static final int TBNZ = 58;
    static final int LD8 = 70;          // [rn + immediate]
    static final int LD4 = 71;
    static final int LD2 = 72;
    static final int LD1 = 73;
    static final int LDS4 = 74;
    static final int ST8 = 75;
    static final int ST4 = 76;
    static final int ST2 = 77;
    static final int ST1 = 78;
    static final int LD8R = 79;         // [rn + (rm << aux)]
    static final int LD4R = 80;
    static final int LD1R = 81;
    static final int ST8R = 82;
    static final int ST4R = 83;
    static final int ST1R = 84;
    static final int LDP8 = 85;         // rd and rm from [rn + immediate]
    static final int STP8 = 86;
    static final int LDC = 87;
    static final int STC = 88;
    static final int MEM = 89;          // any single or pair access, aux as below
    static final int CADDI = 90;
    static final int CADDR = 91;        // rn + (rm << aux)
    static final int BRANCH_CAP = 92;   // rn; aux: see the core

    /** A flag in aux: register 31 is the base, and must be aligned to 16. */
    static final int SP_CHECK = 1 << 13;

    // aux of MEM
    static final int M_SIZE = 7;
    static final int M_LOAD = 1 << 3;
    static final int M_SIGNED = 1 << 4;
    static final int M_64 = 1 << 5;
    static final int M_WRITE_BACK = 1 << 6;
    static final int M_POST = 1 << 7;
    static final int M_PAIR = 1 << 8;
    static final int M_VECTOR = 1 << 9;
    static final int M_USER = 1 << 10;
    static final int M_REGISTER = 1 << 11;  // immediate: extend option << 8 | shift

    static long pack(int op, int rd, int rn, int rm, int rc, int aux) {
        return op | (long) rd << 10 | (long) rn << 16 | (long) rm << 22 | (long) rc << 28 | (long) aux << 34;
    }
}
