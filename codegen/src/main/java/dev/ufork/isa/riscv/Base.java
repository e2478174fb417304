package dev.ufork.isa.riscv;

import static dev.ufork.isa.riscv.Extension.I;
import static dev.ufork.isa.riscv.Extension.M;
import static dev.ufork.isa.riscv.Extension.ZIFENCEI;
import static dev.ufork.isa.riscv.Kind.BRANCH;
import static dev.ufork.isa.riscv.Kind.COMPUTE;
import static dev.ufork.isa.riscv.Kind.JUMP;
import static dev.ufork.isa.riscv.Kind.LOAD;
import static dev.ufork.isa.riscv.Kind.STORE;
import static dev.ufork.isa.riscv.Kind.TRAP;

/** RV64I, M and Zifencei, in the order of the manual's instruction listings. One row serves both modes. */
public enum Base implements RvOp {
    LUI       (I, "lui",    "imm[31:12]                      rd:5  0110111"),
    AUIPC     (I, "auipc|auipcc", "imm[31:12]                ad:5  0010111"),
    JAL       (I, "jal",    "imm[20|10:1|11|19:12]           ad:5  1101111", JUMP),
    JALR      (I, "jalr",   "imm[11:0]           ab:5  000   ad:5  1100111", JUMP),
    BEQ       (I, "beq",    "imm[12|10:5]  rs2:5 rs1:5 000 imm[4:1|11] 1100011", BRANCH),
    BNE       (I, "bne",    "imm[12|10:5]  rs2:5 rs1:5 001 imm[4:1|11] 1100011", BRANCH),
    BLT       (I, "blt",    "imm[12|10:5]  rs2:5 rs1:5 100 imm[4:1|11] 1100011", BRANCH),
    BGE       (I, "bge",    "imm[12|10:5]  rs2:5 rs1:5 101 imm[4:1|11] 1100011", BRANCH),
    BLTU      (I, "bltu",   "imm[12|10:5]  rs2:5 rs1:5 110 imm[4:1|11] 1100011", BRANCH),
    BGEU      (I, "bgeu",   "imm[12|10:5]  rs2:5 rs1:5 111 imm[4:1|11] 1100011", BRANCH),
    LB        (I, "lb",     "imm[11:0]           ab:5  000   rd:5  0000011", LOAD, 1),
    LH        (I, "lh",     "imm[11:0]           ab:5  001   rd:5  0000011", LOAD, 2),
    LW        (I, "lw",     "imm[11:0]           ab:5  010   rd:5  0000011", LOAD, 4),
    LD        (I, "ld",     "imm[11:0]           ab:5  011   rd:5  0000011", LOAD, 8),
    LBU       (I, "lbu",    "imm[11:0]           ab:5  100   rd:5  0000011", LOAD, 1),
    LHU       (I, "lhu",    "imm[11:0]           ab:5  101   rd:5  0000011", LOAD, 2),
    LWU       (I, "lwu",    "imm[11:0]           ab:5  110   rd:5  0000011", LOAD, 4),
    SB        (I, "sb",     "imm[11:5]     rs2:5 ab:5  000 imm[4:0] 0100011", STORE, 1),
    SH        (I, "sh",     "imm[11:5]     rs2:5 ab:5  001 imm[4:0] 0100011", STORE, 2),
    SW        (I, "sw",     "imm[11:5]     rs2:5 ab:5  010 imm[4:0] 0100011", STORE, 4),
    SD        (I, "sd",     "imm[11:5]     rs2:5 ab:5  011 imm[4:0] 0100011", STORE, 8),
    ADDI      (I, "addi",   "imm[11:0]           rs1:5 000   rd:5  0010011"),
    SLTI      (I, "slti",   "imm[11:0]           rs1:5 010   rd:5  0010011"),
    SLTIU     (I, "sltiu",  "imm[11:0]           rs1:5 011   rd:5  0010011"),
    XORI      (I, "xori",   "imm[11:0]           rs1:5 100   rd:5  0010011"),
    ORI       (I, "ori",    "imm[11:0]           rs1:5 110   rd:5  0010011"),
    ANDI      (I, "andi",   "imm[11:0]           rs1:5 111   rd:5  0010011"),
    SLLI      (I, "slli",   "000000  shamt:6     rs1:5 001   rd:5  0010011"),
    SRLI      (I, "srli",   "000000  shamt:6     rs1:5 101   rd:5  0010011"),
    SRAI      (I, "srai",   "010000  shamt:6     rs1:5 101   rd:5  0010011"),
    ADD       (I, "add",    "0000000       rs2:5 rs1:5 000   rd:5  0110011"),
    SUB       (I, "sub",    "0100000       rs2:5 rs1:5 000   rd:5  0110011"),
    SLL       (I, "sll",    "0000000       rs2:5 rs1:5 001   rd:5  0110011"),
    SLT       (I, "slt",    "0000000       rs2:5 rs1:5 010   rd:5  0110011"),
    SLTU      (I, "sltu",   "0000000       rs2:5 rs1:5 011   rd:5  0110011"),
    XOR       (I, "xor",    "0000000       rs2:5 rs1:5 100   rd:5  0110011"),
    SRL       (I, "srl",    "0000000       rs2:5 rs1:5 101   rd:5  0110011"),
    SRA       (I, "sra",    "0100000       rs2:5 rs1:5 101   rd:5  0110011"),
    OR        (I, "or",     "0000000       rs2:5 rs1:5 110   rd:5  0110011"),
    AND       (I, "and",    "0000000       rs2:5 rs1:5 111   rd:5  0110011"),
    ADDIW     (I, "addiw",  "imm[11:0]           rs1:5 000   rd:5  0011011"),
    SLLIW     (I, "slliw",  "0000000     shamt:5 rs1:5 001   rd:5  0011011"),
    SRLIW     (I, "srliw",  "0000000     shamt:5 rs1:5 101   rd:5  0011011"),
    SRAIW     (I, "sraiw",  "0100000     shamt:5 rs1:5 101   rd:5  0011011"),
    ADDW      (I, "addw",   "0000000       rs2:5 rs1:5 000   rd:5  0111011"),
    SUBW      (I, "subw",   "0100000       rs2:5 rs1:5 000   rd:5  0111011"),
    SLLW      (I, "sllw",   "0000000       rs2:5 rs1:5 001   rd:5  0111011"),
    SRLW      (I, "srlw",   "0000000       rs2:5 rs1:5 101   rd:5  0111011"),
    SRAW      (I, "sraw",   "0100000       rs2:5 rs1:5 101   rd:5  0111011"),
    FENCE_TSO (I, "fence.tso", "1000 0011 0011   ----- 000   ----- 0001111", Kind.FENCE),
    FENCE     (I, "fence",  "---- pred:4 succ:4  ----- 000   ----- 0001111", Kind.FENCE),
    ECALL     (I, "ecall",  "000000000000        00000 000   00000 1110011", TRAP),
    EBREAK    (I, "ebreak", "000000000001        00000 000   00000 1110011", TRAP),
    FENCE_I   (ZIFENCEI, "fence.i", "------------ ----- 001  ----- 0001111", Kind.FENCE),
    MUL       (M, "mul",    "0000001       rs2:5 rs1:5 000   rd:5  0110011"),
    MULH      (M, "mulh",   "0000001       rs2:5 rs1:5 001   rd:5  0110011"),
    MULHSU    (M, "mulhsu", "0000001       rs2:5 rs1:5 010   rd:5  0110011"),
    MULHU     (M, "mulhu",  "0000001       rs2:5 rs1:5 011   rd:5  0110011"),
    DIV       (M, "div",    "0000001       rs2:5 rs1:5 100   rd:5  0110011"),
    DIVU      (M, "divu",   "0000001       rs2:5 rs1:5 101   rd:5  0110011"),
    REM       (M, "rem",    "0000001       rs2:5 rs1:5 110   rd:5  0110011"),
    REMU      (M, "remu",   "0000001       rs2:5 rs1:5 111   rd:5  0110011"),
    MULW      (M, "mulw",   "0000001       rs2:5 rs1:5 000   rd:5  0111011"),
    DIVW      (M, "divw",   "0000001       rs2:5 rs1:5 100   rd:5  0111011"),
    DIVUW     (M, "divuw",  "0000001       rs2:5 rs1:5 101   rd:5  0111011"),
    REMW      (M, "remw",   "0000001       rs2:5 rs1:5 110   rd:5  0111011"),
    REMUW     (M, "remuw",  "0000001       rs2:5 rs1:5 111   rd:5  0111011");

    private final RvRow row;

    Base(Extension extension, String mnemonic, String pattern) {
        this(extension, mnemonic, pattern, COMPUTE, 0);
    }

    Base(Extension extension, String mnemonic, String pattern, Kind kind) {
        this(extension, mnemonic, pattern, kind, 0);
    }

    Base(Extension extension, String mnemonic, String pattern, Kind kind, int accessBytes) {
        row = RvRow.of(extension, mnemonic, pattern, kind, accessBytes);
    }

    @Override
    public RvRow row() {
        return row;
    }
}
