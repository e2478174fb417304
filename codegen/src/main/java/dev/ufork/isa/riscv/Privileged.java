package dev.ufork.isa.riscv;

import static dev.ufork.isa.riscv.Extension.PRIVILEGED;
import static dev.ufork.isa.riscv.Extension.ZICSR;
import static dev.ufork.isa.riscv.Kind.CONTROL;
import static dev.ufork.isa.riscv.Kind.FENCE;
import static dev.ufork.isa.riscv.Kind.RETURN;

/** Zicsr and the privileged instructions. */
public enum Privileged implements RvOp {
    CSRRW      (ZICSR, "csrrw",  "csr:12 rs1:5  001 rd:5 1110011", CONTROL),
    CSRRS      (ZICSR, "csrrs",  "csr:12 rs1:5  010 rd:5 1110011", CONTROL),
    CSRRC      (ZICSR, "csrrc",  "csr:12 rs1:5  011 rd:5 1110011", CONTROL),
    CSRRWI     (ZICSR, "csrrwi", "csr:12 uimm:5 101 rd:5 1110011", CONTROL),
    CSRRSI     (ZICSR, "csrrsi", "csr:12 uimm:5 110 rd:5 1110011", CONTROL),
    CSRRCI     (ZICSR, "csrrci", "csr:12 uimm:5 111 rd:5 1110011", CONTROL),
    SRET       (PRIVILEGED, "sret", "0001000 00010 00000 000 00000 1110011", RETURN),
    MRET       (PRIVILEGED, "mret", "0011000 00010 00000 000 00000 1110011", RETURN),
    WFI        (PRIVILEGED, "wfi",  "0001000 00101 00000 000 00000 1110011", CONTROL),
    SFENCE_VMA (PRIVILEGED, "sfence.vma", "0001001 rs2:5 rs1:5 000 00000 1110011", FENCE);

    private final RvRow row;

    Privileged(Extension extension, String mnemonic, String pattern, Kind kind) {
        row = RvRow.of(extension, mnemonic, pattern, kind, 0);
    }

    @Override
    public RvRow row() {
        return row;
    }
}
