package dev.ufork.isa.riscv;

import static dev.ufork.isa.riscv.Extension.D;
import static dev.ufork.isa.riscv.Extension.F;
import static dev.ufork.isa.riscv.Kind.COMPUTE;
import static dev.ufork.isa.riscv.Kind.LOAD;
import static dev.ufork.isa.riscv.Kind.STORE;

/**
 * Extensions F and D, so that programs of other compilers can be listed. Our own code uses none of them, and the
 * embedded machine treats them as QEMU does while the unit is off: as illegal. Conversions that are always exact have
 * no rounding mode; the bits are ignored.
 */
public enum FloatingPoint implements RvOp {
    FLW        (F, "flw",        "imm[11:0] ab:5 010 fd:5 0000111", LOAD, 4),
    FSW        (F, "fsw",        "imm[11:5] fs2:5 ab:5 010 imm[4:0] 0100111", STORE, 4),
    FMADD_S    (F, "fmadd.s",    "fs3:5 00 fs2:5 fs1:5 rm:3 fd:5 1000011"),
    FMSUB_S    (F, "fmsub.s",    "fs3:5 00 fs2:5 fs1:5 rm:3 fd:5 1000111"),
    FNMSUB_S   (F, "fnmsub.s",   "fs3:5 00 fs2:5 fs1:5 rm:3 fd:5 1001011"),
    FNMADD_S   (F, "fnmadd.s",   "fs3:5 00 fs2:5 fs1:5 rm:3 fd:5 1001111"),
    FADD_S     (F, "fadd.s",     "0000000 fs2:5 fs1:5 rm:3 fd:5 1010011"),
    FSUB_S     (F, "fsub.s",     "0000100 fs2:5 fs1:5 rm:3 fd:5 1010011"),
    FMUL_S     (F, "fmul.s",     "0001000 fs2:5 fs1:5 rm:3 fd:5 1010011"),
    FDIV_S     (F, "fdiv.s",     "0001100 fs2:5 fs1:5 rm:3 fd:5 1010011"),
    FSQRT_S    (F, "fsqrt.s",    "0101100 00000 fs1:5 rm:3 fd:5 1010011"),
    FSGNJ_S    (F, "fsgnj.s",    "0010000 fs2:5 fs1:5 000 fd:5 1010011"),
    FSGNJN_S   (F, "fsgnjn.s",   "0010000 fs2:5 fs1:5 001 fd:5 1010011"),
    FSGNJX_S   (F, "fsgnjx.s",   "0010000 fs2:5 fs1:5 010 fd:5 1010011"),
    FMIN_S     (F, "fmin.s",     "0010100 fs2:5 fs1:5 000 fd:5 1010011"),
    FMAX_S     (F, "fmax.s",     "0010100 fs2:5 fs1:5 001 fd:5 1010011"),
    FEQ_S      (F, "feq.s",      "1010000 fs2:5 fs1:5 010 rd:5 1010011"),
    FLT_S      (F, "flt.s",      "1010000 fs2:5 fs1:5 001 rd:5 1010011"),
    FLE_S      (F, "fle.s",      "1010000 fs2:5 fs1:5 000 rd:5 1010011"),
    FCLASS_S   (F, "fclass.s",   "1110000 00000 fs1:5 001 rd:5 1010011"),
    FCVT_W_S   (F, "fcvt.w.s",   "1100000 00000 fs1:5 rm:3 rd:5 1010011"),
    FCVT_WU_S  (F, "fcvt.wu.s",  "1100000 00001 fs1:5 rm:3 rd:5 1010011"),
    FCVT_L_S   (F, "fcvt.l.s",   "1100000 00010 fs1:5 rm:3 rd:5 1010011"),
    FCVT_LU_S  (F, "fcvt.lu.s",  "1100000 00011 fs1:5 rm:3 rd:5 1010011"),
    FCVT_S_W   (F, "fcvt.s.w",   "1101000 00000 rs1:5 rm:3 fd:5 1010011"),
    FCVT_S_WU  (F, "fcvt.s.wu",  "1101000 00001 rs1:5 rm:3 fd:5 1010011"),
    FCVT_S_L   (F, "fcvt.s.l",   "1101000 00010 rs1:5 rm:3 fd:5 1010011"),
    FCVT_S_LU  (F, "fcvt.s.lu",  "1101000 00011 rs1:5 rm:3 fd:5 1010011"),
    FMV_X_W    (F, "fmv.x.w",    "1110000 00000 fs1:5 000 rd:5 1010011"),
    FMV_W_X    (F, "fmv.w.x",    "1111000 00000 rs1:5 000 fd:5 1010011"),
    FLD        (D, "fld",        "imm[11:0] ab:5 011 fd:5 0000111", LOAD, 8),
    FSD        (D, "fsd",        "imm[11:5] fs2:5 ab:5 011 imm[4:0] 0100111", STORE, 8),
    FMADD_D    (D, "fmadd.d",    "fs3:5 01 fs2:5 fs1:5 rm:3 fd:5 1000011"),
    FMSUB_D    (D, "fmsub.d",    "fs3:5 01 fs2:5 fs1:5 rm:3 fd:5 1000111"),
    FNMSUB_D   (D, "fnmsub.d",   "fs3:5 01 fs2:5 fs1:5 rm:3 fd:5 1001011"),
    FNMADD_D   (D, "fnmadd.d",   "fs3:5 01 fs2:5 fs1:5 rm:3 fd:5 1001111"),
    FADD_D     (D, "fadd.d",     "0000001 fs2:5 fs1:5 rm:3 fd:5 1010011"),
    FSUB_D     (D, "fsub.d",     "0000101 fs2:5 fs1:5 rm:3 fd:5 1010011"),
    FMUL_D     (D, "fmul.d",     "0001001 fs2:5 fs1:5 rm:3 fd:5 1010011"),
    FDIV_D     (D, "fdiv.d",     "0001101 fs2:5 fs1:5 rm:3 fd:5 1010011"),
    FSQRT_D    (D, "fsqrt.d",    "0101101 00000 fs1:5 rm:3 fd:5 1010011"),
    FSGNJ_D    (D, "fsgnj.d",    "0010001 fs2:5 fs1:5 000 fd:5 1010011"),
    FSGNJN_D   (D, "fsgnjn.d",   "0010001 fs2:5 fs1:5 001 fd:5 1010011"),
    FSGNJX_D   (D, "fsgnjx.d",   "0010001 fs2:5 fs1:5 010 fd:5 1010011"),
    FMIN_D     (D, "fmin.d",     "0010101 fs2:5 fs1:5 000 fd:5 1010011"),
    FMAX_D     (D, "fmax.d",     "0010101 fs2:5 fs1:5 001 fd:5 1010011"),
    FEQ_D      (D, "feq.d",      "1010001 fs2:5 fs1:5 010 rd:5 1010011"),
    FLT_D      (D, "flt.d",      "1010001 fs2:5 fs1:5 001 rd:5 1010011"),
    FLE_D      (D, "fle.d",      "1010001 fs2:5 fs1:5 000 rd:5 1010011"),
    FCLASS_D   (D, "fclass.d",   "1110001 00000 fs1:5 001 rd:5 1010011"),
    FCVT_W_D   (D, "fcvt.w.d",   "1100001 00000 fs1:5 rm:3 rd:5 1010011"),
    FCVT_WU_D  (D, "fcvt.wu.d",  "1100001 00001 fs1:5 rm:3 rd:5 1010011"),
    FCVT_L_D   (D, "fcvt.l.d",   "1100001 00010 fs1:5 rm:3 rd:5 1010011"),
    FCVT_LU_D  (D, "fcvt.lu.d",  "1100001 00011 fs1:5 rm:3 rd:5 1010011"),
    FCVT_D_W   (D, "fcvt.d.w",   "1101001 00000 rs1:5 --- fd:5 1010011"),
    FCVT_D_WU  (D, "fcvt.d.wu",  "1101001 00001 rs1:5 --- fd:5 1010011"),
    FCVT_D_L   (D, "fcvt.d.l",   "1101001 00010 rs1:5 rm:3 fd:5 1010011"),
    FCVT_D_LU  (D, "fcvt.d.lu",  "1101001 00011 rs1:5 rm:3 fd:5 1010011"),
    FMV_X_D    (D, "fmv.x.d",    "1110001 00000 fs1:5 000 rd:5 1010011"),
    FMV_D_X    (D, "fmv.d.x",    "1111001 00000 rs1:5 000 fd:5 1010011"),
    FCVT_S_D   (D, "fcvt.s.d",   "0100000 00001 fs1:5 rm:3 fd:5 1010011"),
    FCVT_D_S   (D, "fcvt.d.s",   "0100001 00000 fs1:5 --- fd:5 1010011");

    private final RvRow row;

    FloatingPoint(Extension extension, String mnemonic, String pattern) {
        this(extension, mnemonic, pattern, COMPUTE, 0);
    }

    FloatingPoint(Extension extension, String mnemonic, String pattern, Kind kind, int accessBytes) {
        row = RvRow.of(extension, mnemonic, pattern, kind, accessBytes);
    }

    @Override
    public RvRow row() {
        return row;
    }
}
