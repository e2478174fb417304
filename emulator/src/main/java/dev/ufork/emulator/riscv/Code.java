package dev.ufork.emulator.riscv;

/**
 * The predecoded form of an instruction: one long, with an operation of this list and operands in fixed places.
 *
 * <pre>
 *  63        32 31    30   25 24 20 19 15 14  9 8       0
 *  | immediate | four | auth | rs2 | rs1 | rd  | operation |
 * </pre>
 *
 * {@code rd} is a register to write, {@link Registers#SINK} where the instruction names x0. {@code auth} is the
 * capability that is checked for a memory access: {@code rs1} itself in capability mode, DDC in integer mode, so one
 * operation serves both. {@code four} tells 4-byte instructions from 2-byte ones. Immediates of pc-relative operations
 * count from the block's start.
 */
final class Code {
    // ordinary integer instructions
    static final int NOP = 0;
    static final int CONST = 1;
    static final int AUIPC = 2;
    static final int ADDI = 3;
    static final int SLTI = 4;
    static final int SLTIU = 5;
    static final int XORI = 6;
    static final int ORI = 7;
    static final int ANDI = 8;
    static final int SLLI = 9;
    static final int SRLI = 10;
    static final int SRAI = 11;
    static final int ADD = 12;
    static final int SUB = 13;
    static final int SLL = 14;
    static final int SLT = 15;
    static final int SLTU = 16;
    static final int XOR = 17;
    static final int SRL = 18;
    static final int SRA = 19;
    static final int OR = 20;
    static final int AND = 21;
    static final int ADDIW = 22;
    static final int SLLIW = 23;
    static final int SRLIW = 24;
    static final int SRAIW = 25;
    static final int ADDW = 26;
    static final int SUBW = 27;
    static final int SLLW = 28;
    static final int SRLW = 29;
    static final int SRAW = 30;
    static final int MUL = 31;
    static final int MULW = 32;
    // jumps and branches: the last of a block
    static final int BEQ = 33;
    static final int BNE = 34;
    static final int BLT = 35;
    static final int BGE = 36;
    static final int BLTU = 37;
    static final int BGEU = 38;
    static final int JAL = 39;
    static final int JALR = 40;
    static final int CJAL = 41;
    static final int CJALR = 42;
    // memory
    static final int LB = 43;
    static final int LH = 44;
    static final int LW = 45;
    static final int LD = 46;
    static final int LBU = 47;
    static final int LHU = 48;
    static final int LWU = 49;
    static final int SB = 50;
    static final int SH = 51;
    static final int SW = 52;
    static final int SD = 53;
    static final int LC = 54;
    static final int SC = 55;
    // pointer arithmetic
    static final int AUIPCC = 56;
    static final int CINCOFFSET = 57;
    static final int CINCOFFSETIMM = 58;
    static final int CMOVE = 59;
    static final int CSETADDR = 60;
    static final int CSETBOUNDS = 61;
    static final int CSETBOUNDSIMM = 62;
    static final int CSETBOUNDSEXACT = 63;
    static final int CANDPERM = 64;
    static final int CGETTAG = 65;
    // integer, rare
    static final int FIRST_RARE_INTEGER = 66;
    static final int MULH = 66;
    static final int MULHSU = 67;
    static final int MULHU = 68;
    static final int DIV = 69;
    static final int DIVU = 70;
    static final int REM = 71;
    static final int REMU = 72;
    static final int DIVW = 73;
    static final int DIVUW = 74;
    static final int REMW = 75;
    static final int REMUW = 76;
    static final int CRRL = 77;
    static final int CRAM = 78;
    // capability, rare
    static final int FIRST_RARE_CAPABILITY = 79;
    static final int CSEAL = 79;
    static final int CUNSEAL = 80;
    static final int CSETFLAGS = 81;
    static final int CSETOFFSET = 82;
    static final int CTOPTR = 83;
    static final int CFROMPTR = 84;
    static final int CSUB = 85;
    static final int CSETHIGH = 86;
    static final int CBUILDCAP = 87;
    static final int CCOPYTYPE = 88;
    static final int CCSEAL = 89;
    static final int CTESTSUBSET = 90;
    static final int CSETEQUALEXACT = 91;
    static final int CGETPERM = 92;
    static final int CGETTYPE = 93;
    static final int CGETBASE = 94;
    static final int CGETLEN = 95;
    static final int CGETSEALED = 96;
    static final int CGETOFFSET = 97;
    static final int CGETFLAGS = 98;
    static final int CCLEARTAG = 99;
    static final int CGETADDR = 100;
    static final int CSEALENTRY = 101;
    static final int CGETHIGH = 102;
    // atomic; the immediate is the size
    static final int FIRST_ATOMIC = 103;
    static final int CLOADTAGS = 103;
    static final int LR = 104;
    static final int SC_N = 105;
    static final int AMOSWAP = 106;
    static final int AMOADD = 107;
    static final int AMOXOR = 108;
    static final int AMOAND = 109;
    static final int AMOOR = 110;
    static final int AMOMIN = 111;
    static final int AMOMAX = 112;
    static final int AMOMINU = 113;
    static final int AMOMAXU = 114;
    static final int LR_C = 115;
    static final int SC_C = 116;
    static final int AMOSWAP_C = 117;
    // floating-point registers
    static final int FIRST_FLOAT = 118;
    static final int FLW = 118;
    static final int FLD = 119;
    static final int FSW = 120;
    static final int FSD = 121;
    static final int FMV_X_W = 122;
    static final int FMV_X_D = 123;
    static final int FMV_W_X = 124;
    static final int FMV_D_X = 125;
    static final int FSGNJ_S = 126;
    static final int FSGNJN_S = 127;
    static final int FSGNJX_S = 128;
    static final int FSGNJ_D = 129;
    static final int FSGNJN_D = 130;
    static final int FSGNJX_D = 131;
    static final int FLOAT_ARITHMETIC = 132;
    // may change everything: the last of a block
    static final int FIRST_SYSTEM = 133;
    static final int SFENCE_VMA = 133;
    static final int FENCE_I = 134;
    static final int CSRRW = 135;
    static final int CSRRS = 136;
    static final int CSRRC = 137;
    static final int CSRRWI = 138;
    static final int CSRRSI = 139;
    static final int CSRRCI = 140;
    static final int CSPECIALRW = 141;
    static final int CINVOKE = 142;
    static final int MRET = 143;
    static final int SRET = 144;
    static final int WFI = 145;
    static final int ECALL = 146;
    static final int EBREAK = 147;
    static final int ILLEGAL = 148;

    private Code() {}

    static long of(int operation, int rd, int rs1, int rs2, int auth, boolean four, int immediate) {
        int low = operation | (rd == 0 ? Registers.SINK : rd) << 9 | rs1 << 15 | rs2 << 20 | auth << 25 | (four ? 1 << 31 : 0);
        return Integer.toUnsignedLong(low) | (long) immediate << 32;
    }

    static int operation(long code) {
        return (int) code & 0x1ff;
    }

    static int rd(long code) {
        return (int) code >>> 9 & 63;
    }

    static int rs1(long code) {
        return (int) code >>> 15 & 31;
    }

    static int rs2(long code) {
        return (int) code >>> 20 & 31;
    }

    static int auth(long code) {
        return (int) code >>> 25 & 63;
    }

    static int bytes(long code) {
        return (int) code < 0 ? 4 : 2;
    }

    static int immediate(long code) {
        return (int) (code >>> 32);
    }
}
