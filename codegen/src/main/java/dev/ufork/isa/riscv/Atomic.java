package dev.ufork.isa.riscv;

/**
 * Extension A, and the byte and halfword reservations that CHERI-RISC-V adds to it.
 *
 * <p>Whether a reservation is also refused for want of a permission is the machine's business, not the row's.
 */
public enum Atomic implements RvOp {
    LR_B       ("lr.b",       "00010 aq:1 rl:1 00000 ab:5 000 rd:5 0101111", 1),
    LR_H       ("lr.h",       "00010 aq:1 rl:1 00000 ab:5 001 rd:5 0101111", 2),
    LR_W       ("lr.w",       "00010 aq:1 rl:1 00000 ab:5 010 rd:5 0101111", 4),
    LR_D       ("lr.d",       "00010 aq:1 rl:1 00000 ab:5 011 rd:5 0101111", 8),
    SC_B       ("sc.b",       "00011 aq:1 rl:1 rs2:5 ab:5 000 rd:5 0101111", 1),
    SC_H       ("sc.h",       "00011 aq:1 rl:1 rs2:5 ab:5 001 rd:5 0101111", 2),
    SC_W       ("sc.w",       "00011 aq:1 rl:1 rs2:5 ab:5 010 rd:5 0101111", 4),
    SC_D       ("sc.d",       "00011 aq:1 rl:1 rs2:5 ab:5 011 rd:5 0101111", 8),
    AMOSWAP_W  ("amoswap.w",  "00001 aq:1 rl:1 rs2:5 ab:5 010 rd:5 0101111", 4),
    AMOSWAP_D  ("amoswap.d",  "00001 aq:1 rl:1 rs2:5 ab:5 011 rd:5 0101111", 8),
    AMOADD_W   ("amoadd.w",   "00000 aq:1 rl:1 rs2:5 ab:5 010 rd:5 0101111", 4),
    AMOADD_D   ("amoadd.d",   "00000 aq:1 rl:1 rs2:5 ab:5 011 rd:5 0101111", 8),
    AMOXOR_W   ("amoxor.w",   "00100 aq:1 rl:1 rs2:5 ab:5 010 rd:5 0101111", 4),
    AMOXOR_D   ("amoxor.d",   "00100 aq:1 rl:1 rs2:5 ab:5 011 rd:5 0101111", 8),
    AMOAND_W   ("amoand.w",   "01100 aq:1 rl:1 rs2:5 ab:5 010 rd:5 0101111", 4),
    AMOAND_D   ("amoand.d",   "01100 aq:1 rl:1 rs2:5 ab:5 011 rd:5 0101111", 8),
    AMOOR_W    ("amoor.w",    "01000 aq:1 rl:1 rs2:5 ab:5 010 rd:5 0101111", 4),
    AMOOR_D    ("amoor.d",    "01000 aq:1 rl:1 rs2:5 ab:5 011 rd:5 0101111", 8),
    AMOMIN_W   ("amomin.w",   "10000 aq:1 rl:1 rs2:5 ab:5 010 rd:5 0101111", 4),
    AMOMIN_D   ("amomin.d",   "10000 aq:1 rl:1 rs2:5 ab:5 011 rd:5 0101111", 8),
    AMOMAX_W   ("amomax.w",   "10100 aq:1 rl:1 rs2:5 ab:5 010 rd:5 0101111", 4),
    AMOMAX_D   ("amomax.d",   "10100 aq:1 rl:1 rs2:5 ab:5 011 rd:5 0101111", 8),
    AMOMINU_W  ("amominu.w",  "11000 aq:1 rl:1 rs2:5 ab:5 010 rd:5 0101111", 4),
    AMOMINU_D  ("amominu.d",  "11000 aq:1 rl:1 rs2:5 ab:5 011 rd:5 0101111", 8),
    AMOMAXU_W  ("amomaxu.w",  "11100 aq:1 rl:1 rs2:5 ab:5 010 rd:5 0101111", 4),
    AMOMAXU_D  ("amomaxu.d",  "11100 aq:1 rl:1 rs2:5 ab:5 011 rd:5 0101111", 8);

    private final RvRow row;

    Atomic(String mnemonic, String pattern, int accessBytes) {
        row = RvRow.of(Extension.A, mnemonic, pattern, Kind.ATOMIC, accessBytes);
    }

    @Override
    public RvRow row() {
        return row;
    }
}
