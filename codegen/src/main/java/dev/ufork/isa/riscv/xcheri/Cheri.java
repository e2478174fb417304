package dev.ufork.isa.riscv.xcheri;

import static dev.ufork.isa.riscv.Kind.CONTROL;
import static dev.ufork.isa.riscv.Kind.JUMP;
import static dev.ufork.isa.riscv.Kind.LOAD;

import dev.ufork.isa.riscv.Extension;
import dev.ufork.isa.riscv.Kind;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.isa.riscv.RvRow;

/**
 * CHERI-RISC-V instructions on capability registers, in the order of the CHERI ISA manual's encoding summary.
 *
 * <p>ISAv9 writes {@code csub} as {@code sub} and {@code cgetaddr} as {@code mv}, because the integer register is the
 * capability's address; so does the assembler's alias table. The older encodings still execute and are printed with
 * the suffix {@code .v8}. CClear, Clear and FPClear are in the manual but not in QEMU.
 */
public enum Cheri implements RvOp {
    CSpecialRW          ("cspecialrw",      "0000001 scr:5 cs1:5 000 cd:5 1011011", CONTROL),
    CSetBounds          ("csetbounds",      "0001000 rs2:5 cs1:5 000 cd:5 1011011"),
    CSetBoundsExact     ("csetboundsexact", "0001001 rs2:5 cs1:5 000 cd:5 1011011"),
    CSeal               ("cseal",           "0001011 cs2:5 cs1:5 000 cd:5 1011011"),
    CUnseal             ("cunseal",         "0001100 cs2:5 cs1:5 000 cd:5 1011011"),
    CAndPerm            ("candperm",        "0001101 rs2:5 cs1:5 000 cd:5 1011011"),
    CSetFlags           ("csetflags",       "0001110 rs2:5 cs1:5 000 cd:5 1011011"),
    CSetOffset          ("csetoffset",      "0001111 rs2:5 cs1:5 000 cd:5 1011011"),
    CSetAddr            ("csetaddr",        "0010000 rs2:5 cs1:5 000 cd:5 1011011"),
    CIncOffset          ("cincoffset",      "0010001 rs2:5 cs1:5 000 cd:5 1011011"),
    CToPtr              ("ctoptr",          "0010010 ds2:5 cs1:5 000 rd:5 1011011"),
    CFromPtr            ("cfromptr",        "0010011 rs2:5 ds1:5 000 cd:5 1011011"),
    CSub                ("csub.v8",         "0010100 cs2:5 cs1:5 000 rd:5 1011011"),
    CSetHigh            ("csethigh",        "0010110 rs2:5 cs1:5 000 cd:5 1011011"),
    CBuildCap           ("cbuildcap",       "0011101 cs2:5 ds1:5 000 cd:5 1011011"),
    CCopyType           ("ccopytype",       "0011110 cs2:5 cs1:5 000 cd:5 1011011"),
    CCSeal              ("ccseal",          "0011111 cs2:5 cs1:5 000 cd:5 1011011"),
    CTestSubset         ("ctestsubset",     "0100000 cs2:5 ds1:5 000 rd:5 1011011"),
    CSetEqualExact      ("csetequalexact",  "0100001 cs2:5 cs1:5 000 rd:5 1011011"),
    CIncOffsetImmediate ("cincoffset",      "imm[11:0]     cs1:5 001 cd:5 1011011"),
    CSetBoundsImmediate ("csetbounds",      "uimm[11:0]    cs1:5 010 cd:5 1011011"),
    CInvoke             ("cinvoke",         "1111110 cs2:5 cs1:5 000 00001 cd=31 1011011", JUMP),
    CGetPerm            ("cgetperm",        "1111111 00000 cs1:5 000 rd:5 1011011"),
    CGetType            ("cgettype",        "1111111 00001 cs1:5 000 rd:5 1011011"),
    CGetBase            ("cgetbase",        "1111111 00010 cs1:5 000 rd:5 1011011"),
    CGetLen             ("cgetlen",         "1111111 00011 cs1:5 000 rd:5 1011011"),
    CGetTag             ("cgettag",         "1111111 00100 cs1:5 000 rd:5 1011011"),
    CGetSealed          ("cgetsealed",      "1111111 00101 cs1:5 000 rd:5 1011011"),
    CGetOffset          ("cgetoffset",      "1111111 00110 cs1:5 000 rd:5 1011011"),
    CGetFlags           ("cgetflags",       "1111111 00111 cs1:5 000 rd:5 1011011"),
    CRRL                ("crrl",            "1111111 01000 rs1:5 000 rd:5 1011011"),
    CRAM                ("cram",            "1111111 01001 rs1:5 000 rd:5 1011011"),
    CMove               ("cmove",           "1111111 01010 cs1:5 000 cd:5 1011011"),
    CClearTag           ("ccleartag",       "1111111 01011 cs1:5 000 cd:5 1011011"),
    JALR_CAP            ("jalr.cap",        "1111111 01100 cs1:5 000 cd:5 1011011", JUMP),
    Clear               ("clear",           "1111111 01101 quarter:2 uimm[7:5] 000 uimm[4:0] 1011011"),
    CClear              ("cclear",          "1111111 01110 quarter:2 uimm[7:5] 000 uimm[4:0] 1011011"),
    CGetAddr            ("cgetaddr.v8",     "1111111 01111 cs1:5 000 rd:5 1011011"),
    FPClear             ("fpclear",         "1111111 10000 quarter:2 uimm[7:5] 000 uimm[4:0] 1011011"),
    CSealEntry          ("csealentry",      "1111111 10001 cs1:5 000 cd:5 1011011"),
    CLoadTags           ("cloadtags",       "1111111 10010 cb:5 000 rd:5 1011011", LOAD, 64),
    JALR_PCC            ("jalr.pcc",        "1111111 10100 rs1:5 000 rd:5 1011011", JUMP),
    CGetHigh            ("cgethigh",        "1111111 10111 cs1:5 000 rd:5 1011011");

    private final RvRow row;

    Cheri(String mnemonic, String pattern) {
        this(mnemonic, pattern, Kind.COMPUTE, 0);
    }

    Cheri(String mnemonic, String pattern, Kind kind) {
        this(mnemonic, pattern, kind, 0);
    }

    Cheri(String mnemonic, String pattern, Kind kind, int accessBytes) {
        row = RvRow.of(Extension.XCHERI, mnemonic, pattern, kind, accessBytes);
    }

    @Override
    public RvRow row() {
        return row;
    }
}
