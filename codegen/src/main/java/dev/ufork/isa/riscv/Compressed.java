package dev.ufork.isa.riscv;

import static dev.ufork.isa.riscv.Kind.BRANCH;
import static dev.ufork.isa.riscv.Kind.COMPUTE;
import static dev.ufork.isa.riscv.Kind.JUMP;
import static dev.ufork.isa.riscv.Kind.LOAD;
import static dev.ufork.isa.riscv.Kind.STORE;
import static dev.ufork.isa.riscv.Kind.TRAP;

/**
 * RV64C, in the order of the manual's quadrants. Words that the manual calls HINT are ordinary rows here, since they
 * execute as such; reserved words belong to no row. In capability mode the slots of {@code c.fld} and its like hold
 * capability loads and stores, which are in the profile's package.
 */
public enum Compressed implements RvOp {
    C_ADDI4SPN ("c.addi4spn|c.cincoffset4cspn", "000 uimm!=0[5:4|9:6|2|3] ad':3 as1=2 00"),
    C_FLD      ("c.fld",    "001 uimm[5:3] ab':3 uimm[7:6] fd':3  00", LOAD, 8, Mode.INTEGER),
    C_LW       ("c.lw",     "010 uimm[5:3] ab':3 uimm[2|6] rd':3  00", LOAD, 4),
    C_LD       ("c.ld",     "011 uimm[5:3] ab':3 uimm[7:6] rd':3  00", LOAD, 8),
    C_FSD      ("c.fsd",    "101 uimm[5:3] ab':3 uimm[7:6] fs2':3 00", STORE, 8, Mode.INTEGER),
    C_SW       ("c.sw",     "110 uimm[5:3] ab':3 uimm[2|6] rs2':3 00", STORE, 4),
    C_SD       ("c.sd",     "111 uimm[5:3] ab':3 uimm[7:6] rs2':3 00", STORE, 8),
    C_NOP      ("c.nop",    "000 0 00000 00000 01"),
    C_ADDI     ("c.addi",   "000 imm[5] rsd:5 imm[4:0] 01"),
    C_ADDIW    ("c.addiw",  "001 imm[5] rsd!=0:5 imm[4:0] 01"),
    C_LI       ("c.li",     "010 imm[5] rd:5 imm[4:0] 01"),
    C_ADDI16SP ("c.addi16sp|c.cincoffset16csp", "011 imm!=0[9] 00010 imm[4|6|8:7|5] asd=2 01"),
    C_LUI      ("c.lui",    "011 imm!=0[17] rd!=2:5 imm[16:12] 01"),
    C_SRLI     ("c.srli",   "100 shamt[5] 00 rsd':3 shamt[4:0] 01"),
    C_SRAI     ("c.srai",   "100 shamt[5] 01 rsd':3 shamt[4:0] 01"),
    C_ANDI     ("c.andi",   "100 imm[5] 10 rsd':3 imm[4:0] 01"),
    C_SUB      ("c.sub",    "100 0 11 rsd':3 00 rs2':3 01"),
    C_XOR      ("c.xor",    "100 0 11 rsd':3 01 rs2':3 01"),
    C_OR       ("c.or",     "100 0 11 rsd':3 10 rs2':3 01"),
    C_AND      ("c.and",    "100 0 11 rsd':3 11 rs2':3 01"),
    C_SUBW     ("c.subw",   "100 1 11 rsd':3 00 rs2':3 01"),
    C_ADDW     ("c.addw",   "100 1 11 rsd':3 01 rs2':3 01"),
    C_J        ("c.j",      "101 imm[11|4|9:8|10|6|7|3:1|5] 01", JUMP),
    C_BEQZ     ("c.beqz",   "110 imm[8|4:3] rs1':3 imm[7:6|2:1|5] 01", BRANCH),
    C_BNEZ     ("c.bnez",   "111 imm[8|4:3] rs1':3 imm[7:6|2:1|5] 01", BRANCH),
    C_SLLI     ("c.slli",   "000 shamt[5] rsd:5 shamt[4:0] 10"),
    C_FLDSP    ("c.fldsp",  "001 uimm[5] fd:5 uimm[4:3|8:6] ab=2 10", LOAD, 8, Mode.INTEGER),
    C_LWSP     ("c.lwsp|c.clwcsp", "010 uimm[5] rd!=0:5 uimm[4:2|7:6] ab=2 10", LOAD, 4),
    C_LDSP     ("c.ldsp|c.cldcsp", "011 uimm[5] rd!=0:5 uimm[4:3|8:6] ab=2 10", LOAD, 8),
    C_JR       ("c.jr",     "100 0 as1!=0:5 00000 10", JUMP),
    C_MV       ("c.mv",     "100 0 rd:5 rs2!=0:5 10"),
    C_EBREAK   ("c.ebreak", "100 1 00000 00000 10", TRAP),
    C_JALR     ("c.jalr",   "100 1 as1!=0:5 00000 ad=1 10", JUMP),
    C_ADD      ("c.add",    "100 1 rsd:5 rs2!=0:5 10"),
    C_FSDSP    ("c.fsdsp",  "101 uimm[5:3|8:6] fs2:5 ab=2 10", STORE, 8, Mode.INTEGER),
    C_SWSP     ("c.swsp|c.cswcsp", "110 uimm[5:2|7:6] rs2:5 ab=2 10", STORE, 4),
    C_SDSP     ("c.sdsp|c.csdcsp", "111 uimm[5:3|8:6] rs2:5 ab=2 10", STORE, 8);

    private final RvRow row;

    Compressed(String mnemonic, String pattern) {
        this(mnemonic, pattern, COMPUTE, 0);
    }

    Compressed(String mnemonic, String pattern, Kind kind) {
        this(mnemonic, pattern, kind, 0);
    }

    Compressed(String mnemonic, String pattern, Kind kind, int accessBytes) {
        row = RvRow.of(Extension.C, mnemonic, pattern, kind, accessBytes);
    }

    Compressed(String mnemonic, String pattern, Kind kind, int accessBytes, Mode only) {
        row = RvRow.of(Extension.C, mnemonic, pattern, kind, accessBytes).only(only);
    }

    @Override
    public RvRow row() {
        return row;
    }
}
