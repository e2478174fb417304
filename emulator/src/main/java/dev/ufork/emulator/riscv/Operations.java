package dev.ufork.emulator.riscv;

import dev.ufork.isa.riscv.Atomic;
import dev.ufork.isa.riscv.Base;
import dev.ufork.isa.riscv.Compressed;
import dev.ufork.isa.riscv.FloatingPoint;
import dev.ufork.isa.riscv.Privileged;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.isa.riscv.xcheri.Cheri;
import dev.ufork.isa.riscv.xcheri.CheriMemory;

/** Which operation executes a row, by mode. Several rows share one: compressed forms, and loads through DDC or not. */
final class Operations {
    private Operations() {}

    static int of(RvOp op, boolean capability) {
        return switch (op) {
            case Base row -> base(row, capability);
            case Compressed row -> compressed(row, capability);
            case Atomic row -> atomic(row);
            case Privileged row -> privileged(row);
            case FloatingPoint row -> floatingPoint(row);
            case Cheri row -> cheri(row);
            case CheriMemory row -> cheriMemory(row);
            default -> Code.ILLEGAL;
        };
    }

    /** Whether the immediate counts from the instruction's own address. */
    static boolean isPcRelative(int operation) {
        return operation == Code.AUIPC || operation == Code.AUIPCC || operation == Code.JAL || operation == Code.CJAL
                || operation >= Code.BEQ && operation <= Code.BGEU;
    }

    private static int base(Base op, boolean capability) {
        return switch (op) {
            case LUI -> Code.CONST;
            case FENCE, FENCE_TSO -> Code.NOP;
            case AUIPC -> capability ? Code.AUIPCC : Code.AUIPC;
            case JAL -> capability ? Code.CJAL : Code.JAL;
            case JALR -> capability ? Code.CJALR : Code.JALR;
            case BEQ -> Code.BEQ;
            case BNE -> Code.BNE;
            case BLT -> Code.BLT;
            case BGE -> Code.BGE;
            case BLTU -> Code.BLTU;
            case BGEU -> Code.BGEU;
            case LB -> Code.LB;
            case LH -> Code.LH;
            case LW -> Code.LW;
            case LD -> Code.LD;
            case LBU -> Code.LBU;
            case LHU -> Code.LHU;
            case LWU -> Code.LWU;
            case SB -> Code.SB;
            case SH -> Code.SH;
            case SW -> Code.SW;
            case SD -> Code.SD;
            case ADDI -> Code.ADDI;
            case SLTI -> Code.SLTI;
            case SLTIU -> Code.SLTIU;
            case XORI -> Code.XORI;
            case ORI -> Code.ORI;
            case ANDI -> Code.ANDI;
            case SLLI -> Code.SLLI;
            case SRLI -> Code.SRLI;
            case SRAI -> Code.SRAI;
            case ADD -> Code.ADD;
            case SUB -> Code.SUB;
            case SLL -> Code.SLL;
            case SLT -> Code.SLT;
            case SLTU -> Code.SLTU;
            case XOR -> Code.XOR;
            case SRL -> Code.SRL;
            case SRA -> Code.SRA;
            case OR -> Code.OR;
            case AND -> Code.AND;
            case ADDIW -> Code.ADDIW;
            case SLLIW -> Code.SLLIW;
            case SRLIW -> Code.SRLIW;
            case SRAIW -> Code.SRAIW;
            case ADDW -> Code.ADDW;
            case SUBW -> Code.SUBW;
            case SLLW -> Code.SLLW;
            case SRLW -> Code.SRLW;
            case SRAW -> Code.SRAW;
            case MUL -> Code.MUL;
            case MULH -> Code.MULH;
            case MULHSU -> Code.MULHSU;
            case MULHU -> Code.MULHU;
            case DIV -> Code.DIV;
            case DIVU -> Code.DIVU;
            case REM -> Code.REM;
            case REMU -> Code.REMU;
            case MULW -> Code.MULW;
            case DIVW -> Code.DIVW;
            case DIVUW -> Code.DIVUW;
            case REMW -> Code.REMW;
            case REMUW -> Code.REMUW;
            case ECALL -> Code.ECALL;
            case EBREAK -> Code.EBREAK;
            case FENCE_I -> Code.FENCE_I;
        };
    }

    private static int compressed(Compressed op, boolean capability) {
        return switch (op) {
            case C_ADDI4SPN, C_ADDI16SP -> capability ? Code.CINCOFFSETIMM : Code.ADDI;
            case C_LW, C_LWSP -> Code.LW;
            case C_LD, C_LDSP -> Code.LD;
            case C_SW, C_SWSP -> Code.SW;
            case C_SD, C_SDSP -> Code.SD;
            case C_FLD, C_FLDSP -> Code.FLD;
            case C_FSD, C_FSDSP -> Code.FSD;
            case C_NOP -> Code.NOP;
            case C_ADDI, C_LI -> Code.ADDI;
            case C_ADDIW -> Code.ADDIW;
            case C_LUI -> Code.CONST;
            case C_SRLI -> Code.SRLI;
            case C_SRAI -> Code.SRAI;
            case C_SLLI -> Code.SLLI;
            case C_ANDI -> Code.ANDI;
            case C_SUB -> Code.SUB;
            case C_XOR -> Code.XOR;
            case C_OR -> Code.OR;
            case C_AND -> Code.AND;
            case C_SUBW -> Code.SUBW;
            case C_ADDW -> Code.ADDW;
            case C_J -> capability ? Code.CJAL : Code.JAL;
            case C_BEQZ -> Code.BEQ;
            case C_BNEZ -> Code.BNE;
            case C_JR, C_JALR -> capability ? Code.CJALR : Code.JALR;
            case C_MV, C_ADD -> Code.ADD;
            case C_EBREAK -> Code.EBREAK;
        };
    }

    private static int atomic(Atomic op) {
        return switch (op) {
            case LR_B, LR_H, LR_W, LR_D -> Code.LR;
            case SC_B, SC_H, SC_W, SC_D -> Code.SC_N;
            case AMOSWAP_W, AMOSWAP_D -> Code.AMOSWAP;
            case AMOADD_W, AMOADD_D -> Code.AMOADD;
            case AMOXOR_W, AMOXOR_D -> Code.AMOXOR;
            case AMOAND_W, AMOAND_D -> Code.AMOAND;
            case AMOOR_W, AMOOR_D -> Code.AMOOR;
            case AMOMIN_W, AMOMIN_D -> Code.AMOMIN;
            case AMOMAX_W, AMOMAX_D -> Code.AMOMAX;
            case AMOMINU_W, AMOMINU_D -> Code.AMOMINU;
            case AMOMAXU_W, AMOMAXU_D -> Code.AMOMAXU;
        };
    }

    private static int privileged(Privileged op) {
        return switch (op) {
            case CSRRW -> Code.CSRRW;
            case CSRRS -> Code.CSRRS;
            case CSRRC -> Code.CSRRC;
            case CSRRWI -> Code.CSRRWI;
            case CSRRSI -> Code.CSRRSI;
            case CSRRCI -> Code.CSRRCI;
            case SRET -> Code.SRET;
            case MRET -> Code.MRET;
            case WFI -> Code.WFI;
            case SFENCE_VMA -> Code.SFENCE_VMA;
        };
    }

    private static int floatingPoint(FloatingPoint op) {
        return switch (op) {
            case FLW -> Code.FLW;
            case FLD -> Code.FLD;
            case FSW -> Code.FSW;
            case FSD -> Code.FSD;
            case FMV_X_W -> Code.FMV_X_W;
            case FMV_X_D -> Code.FMV_X_D;
            case FMV_W_X -> Code.FMV_W_X;
            case FMV_D_X -> Code.FMV_D_X;
            case FSGNJ_S -> Code.FSGNJ_S;
            case FSGNJN_S -> Code.FSGNJN_S;
            case FSGNJX_S -> Code.FSGNJX_S;
            case FSGNJ_D -> Code.FSGNJ_D;
            case FSGNJN_D -> Code.FSGNJN_D;
            case FSGNJX_D -> Code.FSGNJX_D;
            default -> Code.FLOAT_ARITHMETIC;
        };
    }

    private static int cheri(Cheri op) {
        return switch (op) {
            case CSpecialRW -> Code.CSPECIALRW;
            case CSetBounds -> Code.CSETBOUNDS;
            case CSetBoundsExact -> Code.CSETBOUNDSEXACT;
            case CSeal -> Code.CSEAL;
            case CUnseal -> Code.CUNSEAL;
            case CAndPerm -> Code.CANDPERM;
            case CSetFlags -> Code.CSETFLAGS;
            case CSetOffset -> Code.CSETOFFSET;
            case CSetAddr -> Code.CSETADDR;
            case CIncOffset -> Code.CINCOFFSET;
            case CToPtr -> Code.CTOPTR;
            case CFromPtr -> Code.CFROMPTR;
            case CSub -> Code.CSUB;
            case CSetHigh -> Code.CSETHIGH;
            case CBuildCap -> Code.CBUILDCAP;
            case CCopyType -> Code.CCOPYTYPE;
            case CCSeal -> Code.CCSEAL;
            case CTestSubset -> Code.CTESTSUBSET;
            case CSetEqualExact -> Code.CSETEQUALEXACT;
            case CInvoke -> Code.CINVOKE;
            case CGetPerm -> Code.CGETPERM;
            case CGetType -> Code.CGETTYPE;
            case CGetBase -> Code.CGETBASE;
            case CGetLen -> Code.CGETLEN;
            case CGetTag -> Code.CGETTAG;
            case CGetSealed -> Code.CGETSEALED;
            case CGetOffset -> Code.CGETOFFSET;
            case CGetFlags -> Code.CGETFLAGS;
            case CRRL -> Code.CRRL;
            case CRAM -> Code.CRAM;
            case CMove -> Code.CMOVE;
            case CClearTag -> Code.CCLEARTAG;
            case CGetAddr -> Code.CGETADDR;
            case CSealEntry -> Code.CSEALENTRY;
            case CLoadTags -> Code.CLOADTAGS;
            case CGetHigh -> Code.CGETHIGH;
            case CIncOffsetImmediate -> Code.CINCOFFSETIMM;
            case CSetBoundsImmediate -> Code.CSETBOUNDSIMM;
            case JALR_CAP -> Code.CJALR;
            case JALR_PCC -> Code.JALR;
            // In the manual, and not in QEMU.
            case Clear, CClear, FPClear -> Code.ILLEGAL;
        };
    }

    private static int cheriMemory(CheriMemory op) {
        return switch (op) {
            case LC, LC_DDC, LC_CAP, C_CLC, C_CLCCSP -> Code.LC;
            case SC, SC_DDC, SC_CAP, C_CSC, C_CSCCSP -> Code.SC;
            case LR_C, LR_C_DDC, LR_C_CAP -> Code.LR_C;
            case SC_C, SC_C_DDC, SC_C_CAP -> Code.SC_C;
            case AMOSWAP_C -> Code.AMOSWAP_C;
            case LB_DDC, LB_CAP -> Code.LB;
            case LH_DDC, LH_CAP -> Code.LH;
            case LW_DDC, LW_CAP -> Code.LW;
            case LD_DDC, LD_CAP -> Code.LD;
            case LBU_DDC, LBU_CAP -> Code.LBU;
            case LHU_DDC, LHU_CAP -> Code.LHU;
            case LWU_DDC, LWU_CAP -> Code.LWU;
            case SB_DDC, SB_CAP -> Code.SB;
            case SH_DDC, SH_CAP -> Code.SH;
            case SW_DDC, SW_CAP -> Code.SW;
            case SD_DDC, SD_CAP -> Code.SD;
            case LR_B_DDC, LR_H_DDC, LR_W_DDC, LR_D_DDC, LR_B_CAP, LR_H_CAP, LR_W_CAP, LR_D_CAP -> Code.LR;
            case SC_B_DDC, SC_H_DDC, SC_W_DDC, SC_D_DDC, SC_B_CAP, SC_H_CAP, SC_W_CAP, SC_D_CAP -> Code.SC_N;
        };
    }
}
