package dev.ufork.isa.riscv.xcheri;

import static dev.ufork.isa.riscv.Kind.ATOMIC;
import static dev.ufork.isa.riscv.Kind.LOAD;
import static dev.ufork.isa.riscv.Kind.STORE;

import dev.ufork.isa.riscv.Extension;
import dev.ufork.isa.riscv.Kind;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.isa.riscv.RvRow;

/**
 * CHERI-RISC-V loads and stores: of capabilities, and of anything through a register class that the mode does not
 * choose ({@code .ddc}: an integer checked against DDC; {@code .cap}: a capability).
 *
 * <p>The explicit store-conditionals return their result in the register that held the data.
 */
public enum CheriMemory implements RvOp {
    LC        ("lc",        "imm[11:0]       ab:5 010 cd:5     0001111", LOAD),
    SC        ("sc",        "imm[11:5] cs2:5 ab:5 100 imm[4:0] 0100011", STORE),
    LR_C      ("lr.c",      "00010 aq:1 rl:1 00000 ab:5 100 cd:5 0101111", ATOMIC),
    SC_C      ("sc.c",      "00011 aq:1 rl:1 cs2:5 ab:5 100 rd:5 0101111", ATOMIC),
    AMOSWAP_C ("amoswap.c", "00001 aq:1 rl:1 cs2:5 ab:5 100 cd:5 0101111", ATOMIC),
    LB_DDC    ("lb.ddc",    "1111101 00000 rb:5 000 rd:5 1011011", LOAD, 1),
    LH_DDC    ("lh.ddc",    "1111101 00001 rb:5 000 rd:5 1011011", LOAD, 2),
    LW_DDC    ("lw.ddc",    "1111101 00010 rb:5 000 rd:5 1011011", LOAD, 4),
    LD_DDC    ("ld.ddc",    "1111101 00011 rb:5 000 rd:5 1011011", LOAD, 8),
    LBU_DDC   ("lbu.ddc",   "1111101 00100 rb:5 000 rd:5 1011011", LOAD, 1),
    LHU_DDC   ("lhu.ddc",   "1111101 00101 rb:5 000 rd:5 1011011", LOAD, 2),
    LWU_DDC   ("lwu.ddc",   "1111101 00110 rb:5 000 rd:5 1011011", LOAD, 4),
    LC_DDC    ("lc.ddc",    "1111101 10111 rb:5 000 cd:5 1011011", LOAD),
    LR_B_DDC  ("lr.b.ddc",  "1111101 10000 rb:5 000 rd:5 1011011", ATOMIC, 1),
    LR_H_DDC  ("lr.h.ddc",  "1111101 10001 rb:5 000 rd:5 1011011", ATOMIC, 2),
    LR_W_DDC  ("lr.w.ddc",  "1111101 10010 rb:5 000 rd:5 1011011", ATOMIC, 4),
    LR_D_DDC  ("lr.d.ddc",  "1111101 10011 rb:5 000 rd:5 1011011", ATOMIC, 8),
    LR_C_DDC  ("lr.c.ddc",  "1111101 10100 rb:5 000 cd:5 1011011", ATOMIC),
    SB_DDC    ("sb.ddc",    "1111100 rs2:5 rb:5 000 00000 1011011", STORE, 1),
    SH_DDC    ("sh.ddc",    "1111100 rs2:5 rb:5 000 00001 1011011", STORE, 2),
    SW_DDC    ("sw.ddc",    "1111100 rs2:5 rb:5 000 00010 1011011", STORE, 4),
    SD_DDC    ("sd.ddc",    "1111100 rs2:5 rb:5 000 00011 1011011", STORE, 8),
    SC_DDC    ("sc.ddc",    "1111100 cs2:5 rb:5 000 00100 1011011", STORE),
    SC_B_DDC  ("sc.b.ddc",  "1111100 rsd:5 rb:5 000 10000 1011011", ATOMIC, 1),
    SC_H_DDC  ("sc.h.ddc",  "1111100 rsd:5 rb:5 000 10001 1011011", ATOMIC, 2),
    SC_W_DDC  ("sc.w.ddc",  "1111100 rsd:5 rb:5 000 10010 1011011", ATOMIC, 4),
    SC_D_DDC  ("sc.d.ddc",  "1111100 rsd:5 rb:5 000 10011 1011011", ATOMIC, 8),
    SC_C_DDC  ("sc.c.ddc",  "1111100 csd:5 rb:5 000 10100 1011011", ATOMIC),
    LB_CAP    ("lb.cap",    "1111101 01000 cb:5 000 rd:5 1011011", LOAD, 1),
    LH_CAP    ("lh.cap",    "1111101 01001 cb:5 000 rd:5 1011011", LOAD, 2),
    LW_CAP    ("lw.cap",    "1111101 01010 cb:5 000 rd:5 1011011", LOAD, 4),
    LD_CAP    ("ld.cap",    "1111101 01011 cb:5 000 rd:5 1011011", LOAD, 8),
    LBU_CAP   ("lbu.cap",   "1111101 01100 cb:5 000 rd:5 1011011", LOAD, 1),
    LHU_CAP   ("lhu.cap",   "1111101 01101 cb:5 000 rd:5 1011011", LOAD, 2),
    LWU_CAP   ("lwu.cap",   "1111101 01110 cb:5 000 rd:5 1011011", LOAD, 4),
    LC_CAP    ("lc.cap",    "1111101 11111 cb:5 000 cd:5 1011011", LOAD),
    LR_B_CAP  ("lr.b.cap",  "1111101 11000 cb:5 000 rd:5 1011011", ATOMIC, 1),
    LR_H_CAP  ("lr.h.cap",  "1111101 11001 cb:5 000 rd:5 1011011", ATOMIC, 2),
    LR_W_CAP  ("lr.w.cap",  "1111101 11010 cb:5 000 rd:5 1011011", ATOMIC, 4),
    LR_D_CAP  ("lr.d.cap",  "1111101 11011 cb:5 000 rd:5 1011011", ATOMIC, 8),
    LR_C_CAP  ("lr.c.cap",  "1111101 11100 cb:5 000 cd:5 1011011", ATOMIC),
    SB_CAP    ("sb.cap",    "1111100 rs2:5 cb:5 000 01000 1011011", STORE, 1),
    SH_CAP    ("sh.cap",    "1111100 rs2:5 cb:5 000 01001 1011011", STORE, 2),
    SW_CAP    ("sw.cap",    "1111100 rs2:5 cb:5 000 01010 1011011", STORE, 4),
    SD_CAP    ("sd.cap",    "1111100 rs2:5 cb:5 000 01011 1011011", STORE, 8),
    SC_CAP    ("sc.cap",    "1111100 cs2:5 cb:5 000 01100 1011011", STORE),
    SC_B_CAP  ("sc.b.cap",  "1111100 rsd:5 cb:5 000 11000 1011011", ATOMIC, 1),
    SC_H_CAP  ("sc.h.cap",  "1111100 rsd:5 cb:5 000 11001 1011011", ATOMIC, 2),
    SC_W_CAP  ("sc.w.cap",  "1111100 rsd:5 cb:5 000 11010 1011011", ATOMIC, 4),
    SC_D_CAP  ("sc.d.cap",  "1111100 rsd:5 cb:5 000 11011 1011011", ATOMIC, 8),
    SC_C_CAP  ("sc.c.cap",  "1111100 csd:5 cb:5 000 11100 1011011", ATOMIC),
    C_CLC     ("c.clc",     "001 uimm[5:4|8] ab':3 uimm[7:6] cd':3  00", LOAD),
    C_CSC     ("c.csc",     "101 uimm[5:4|8] ab':3 uimm[7:6] cs2':3 00", STORE),
    C_CLCCSP  ("c.clccsp",  "001 uimm[5] cd!=0:5 uimm[4|9:6] ab=2 10", LOAD),
    C_CSCCSP  ("c.csccsp",  "101 uimm[5:4|9:6] cs2:5 ab=2 10", STORE);

    private static final int CAPABILITY_BYTES = 16;

    private final RvRow row;

    CheriMemory(String mnemonic, String pattern, Kind kind) {
        this(mnemonic, pattern, kind, CAPABILITY_BYTES);
    }

    CheriMemory(String mnemonic, String pattern, Kind kind, int accessBytes) {
        RvRow both = RvRow.of(Extension.XCHERI, mnemonic + (mnemonic.startsWith("c.") ? "|" + mnemonic : ""), pattern, kind, accessBytes);
        // In integer mode the compressed slots hold floating-point loads and stores.
        row = mnemonic.startsWith("c.") ? both.only(Mode.CAPABILITY) : both;
    }

    @Override
    public RvRow row() {
        return row;
    }
}
