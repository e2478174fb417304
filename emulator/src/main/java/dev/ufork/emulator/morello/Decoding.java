package dev.ufork.emulator.morello;

import static dev.ufork.emulator.morello.Registers.*;

import dev.ufork.isa.morello.A64;
import dev.ufork.isa.morello.Bitmask;
import dev.ufork.isa.morello.Cheri;
import dev.ufork.isa.morello.Mode;
import dev.ufork.isa.morello.Morello;
import dev.ufork.isa.morello.MorelloOp;

/**
 * Turns an instruction word into a packed operation of {@link Uop}.
 *
 * <p>The result depends on a <i>context</i>, so that the loop need not ask: the mode, whether capabilities or SIMD trap,
 * and whether SP must be aligned.
 */
final class Decoding {
    static final int C64 = 1;
    static final int CAPABILITY_TRAP = 2;
    static final int FP_TRAP = 4;
    static final int SP_ALIGNED = 8;

    private int word;
    private int context;
    /** The packed operation and its immediate, of the word decoded last. */
    long packed;
    long immediate;

    void decode(int word, int context) {
        this.word = word;
        this.context = context;
        immediate = 0;
        MorelloOp op = Morello.find(word, (context & C64) != 0 ? Mode.C64 : Mode.A64).orElse(null);
        switch (op) {
            case null -> packed = Uop.UNDEFINED;
            case A64 a -> a64(a);
            case Cheri c -> cheri(c);
        }
    }

    private void set(int op, int rd, int rn, int rm, int aux, long imm) {
        packed = Uop.pack(op, rd, rn, rm, 0, aux);
        immediate = imm;
    }

    private int field(int at, int width) {
        return word >>> at & (1 << width) - 1;
    }

    private static int source(int r) {
        return r == 31 ? ZERO : r;
    }

    private static int sink(int r) {
        return r == 31 ? SINK : r;
    }

    private int rd() {
        return sink(field(0, 5));
    }

    private int rn() {
        return source(field(5, 5));
    }

    private int rm() {
        return source(field(16, 5));
    }

    private boolean wide() {
        return word < 0;
    }

    private void rare(Enum<?> row, int kind) {
        packed = kind;
        immediate = (long) row.ordinal() << 32 | word & 0xffffffffL;
    }

    private void a64(A64 op) {
        switch (op) {
            case ADR_C_I_C, ADRP_C_I_C -> rare(op, Uop.RARE_A64);
            case ADD_ADDSUB_IMM_32, ADD_ADDSUB_IMM_64, SUB_ADDSUB_IMM_32, SUB_ADDSUB_IMM_64, ADDS_ADDSUB_IMM_32, ADDS_ADDSUB_IMM_64,
                 SUBS_ADDSUB_IMM_32, SUBS_ADDSUB_IMM_64 -> addImmediate();
            case AND_LOG_IMM_32, AND_LOG_IMM_64, ORR_LOG_IMM_32, ORR_LOG_IMM_64, EOR_LOG_IMM_32, EOR_LOG_IMM_64, ANDS_LOG_IMM_32,
                 ANDS_LOG_IMM_64 -> logicalImmediate();
            case MOVN_32, MOVN_64, MOVZ_32, MOVZ_64, MOVK_32, MOVK_64 -> moveWide();
            case SBFM_32, SBFM_64, UBFM_32, UBFM_64 -> bitfield(op);
            case AND_LOG_SHIFT_32, AND_LOG_SHIFT_64, ORR_LOG_SHIFT_32, ORR_LOG_SHIFT_64, EOR_LOG_SHIFT_32, EOR_LOG_SHIFT_64,
                 ANDS_LOG_SHIFT_32, ANDS_LOG_SHIFT_64 -> shifted(op, new int[] {Uop.AND64, Uop.ORR64, Uop.EOR64, Uop.ANDS64}[field(29, 2)]);
            case ADD_ADDSUB_SHIFT_32, ADD_ADDSUB_SHIFT_64, ADDS_ADDSUB_SHIFT_32, ADDS_ADDSUB_SHIFT_64, SUB_ADDSUB_SHIFT_32, SUB_ADDSUB_SHIFT_64,
                 SUBS_ADDSUB_SHIFT_32, SUBS_ADDSUB_SHIFT_64 ->
                shifted(op, new int[] {Uop.ADD64, Uop.ADDS64, Uop.SUB64, Uop.SUBS64}[field(29, 2)]);
            case CSEL_32, CSEL_64, CSINC_32, CSINC_64, CSINV_32, CSINV_64, CSNEG_32, CSNEG_64 ->
                set(Uop.CSEL, rd(), rn(), rm(), field(12, 4) | field(30, 1) << 5 | field(10, 1) << 4 | field(31, 1) << 6, 0);
            case MADD_32, MADD_64 -> packed = Uop.pack(wide() ? Uop.MADD64 : Uop.MADD32, rd(), rn(), rm(), source(field(10, 5)), 0);
            case B_UNCOND -> set(Uop.B, 0, 0, 0, 0, (long) (word << 6) >> 4);
            case BL -> set(Uop.BL, 0, 0, 0, 0, (long) (word << 6) >> 4);
            case B_COND -> set(Uop.B_COND, 0, 0, 0, field(0, 4), (long) (word << 8) >> 13 << 2);
            case CBZ_32, CBZ_64 -> set(wide() ? Uop.CBZ64 : Uop.CBZ32, 0, source(field(0, 5)), 0, 0, (long) (word << 8) >> 13 << 2);
            case CBNZ_32, CBNZ_64 -> set(wide() ? Uop.CBNZ64 : Uop.CBNZ32, 0, source(field(0, 5)), 0, 0, (long) (word << 8) >> 13 << 2);
            case TBZ -> set(Uop.TBZ, 0, source(field(0, 5)), 0, field(31, 1) << 5 | field(19, 5), (long) (word << 13) >> 18 << 2);
            case TBNZ -> set(Uop.TBNZ, 0, source(field(0, 5)), 0, field(31, 1) << 5 | field(19, 5), (long) (word << 13) >> 18 << 2);
            case DSB, DMB, PRFM_IMM, PRFM_LIT, PRFM_REG, PRFUM -> packed = Uop.NOP;
            case FPSIMD_DATA, FPSIMD_STRUCTURES, FMOV_D_FROM_GENERAL, FMOV_D_TO_GENERAL, FMOV_S_FROM_GENERAL, FMOV_S_TO_GENERAL, UMOV_X -> {
                if ((context & FP_TRAP) != 0) packed = Uop.TRAP_FP;
                else rare(op, Uop.RARE_A64);
            }
            default -> {
                MemoryForm form = MemoryForm.find(op);
                if (form == null) rare(op, Uop.RARE_A64);
                else memory(form);
            }
        }
    }

    private void addImmediate() {
        long imm = (long) field(10, 12) << 12 * field(22, 1);
        boolean subtract = field(30, 1) != 0;
        int n = field(5, 5);
        if (field(29, 1) == 0) {
            set(wide() ? Uop.ADDI64 : Uop.ADDI32, field(0, 5), n, 0, 0, subtract ? -imm : imm);
        } else {
            int op = subtract ? wide() ? Uop.SUBSI64 : Uop.SUBSI32 : wide() ? Uop.ADDSI64 : Uop.ADDSI32;
            set(op, rd(), n, 0, 0, imm);
        }
    }

    private void logicalImmediate() {
        var mask = Bitmask.decode(wide() ? field(22, 1) : 0, field(16, 6), field(10, 6));
        if (mask.isEmpty()) {
            packed = Uop.UNDEFINED;
            return;
        }
        long imm = wide() ? mask.getAsLong() : mask.getAsLong() & 0xffffffffL;
        int opc = field(29, 2);
        int[] narrow = {Uop.ANDI, Uop.ORRI32, Uop.EORI32, Uop.ANDSI32};
        int[] full = {Uop.ANDI, Uop.ORRI64, Uop.EORI64, Uop.ANDSI64};
        set((wide() ? full : narrow)[opc], opc == 3 ? rd() : field(0, 5), rn(), 0, 0, imm);
    }

    private void moveWide() {
        int shift = 16 * field(21, 2);
        long imm = (long) field(5, 16) << shift;
        switch (field(29, 2)) {
            case 0 -> set(Uop.MOVI, rd(), 0, 0, 0, wide() ? ~imm : ~imm & 0xffffffffL);
            case 2 -> set(Uop.MOVI, rd(), 0, 0, 0, imm);
            default -> {
                if (wide()) set(Uop.MOVK, rd(), rdSource(), 0, shift, imm);
                else rare(A64.MOVK_32, Uop.RARE_A64);
            }
        }
    }

    private int rdSource() {
        return source(field(0, 5));
    }

    private void bitfield(A64 op) {
        int r = field(16, 6);
        int s = field(10, 6);
        int width = wide() ? 64 : 32;
        boolean signed = op == A64.SBFM_32 || op == A64.SBFM_64;
        if (!signed && s >= r) {
            long mask = s - r == 63 ? -1 : (1L << s - r + 1) - 1;
            set(Uop.UBFX, rd(), rn(), 0, r, mask);
        } else if (!signed) {
            set(Uop.UBFIZ, rd(), rn(), 0, width - r, (1L << s + 1) - 1);
        } else if (s >= r) {
            set(wide() ? Uop.SBFX64 : Uop.SBFX32, rd(), rn(), 0, 63 - s | 63 - s + r << 6, 0);
        } else {
            rare(op, Uop.RARE_A64);
        }
    }

    /** {@code op} is the 64-bit form; the 32-bit one follows it. */
    private void shifted(A64 row, int op) {
        int kind = field(22, 2);
        if (kind == 0) set(wide() ? op : op + 1, rd(), rn(), rm(), field(10, 6), 0);
        else if (op == Uop.EOR64 && wide()) set(Uop.EOR64_SHIFT, rd(), rn(), rm(), kind << 6 | field(10, 6), 0);
        else rare(row, Uop.RARE_A64);
    }

    // ---------------------------------------------------------------------------------------------------- memory

    /** A load or store in the general form, or in the loop's own if it has one. */
    private void memory(MemoryForm form) {
        if (form.has(Uop.M_VECTOR) && (context & FP_TRAP) != 0) {
            packed = Uop.TRAP_FP;
            return;
        }
        int base = form.literal() ? PCC : field(5, 5);
        int rc = form.literal() ? PCC : (context & C64) != 0 != form.alternate() ? base : DDC;
        int check = base == SP && (context & SP_ALIGNED) != 0 ? Uop.SP_CHECK : 0;
        int rt2 = form.has(Uop.M_PAIR) ? moved(form, field(10, 5)) : form.has(Uop.M_REGISTER) ? rm() : 0;
        packed = Uop.pack(Uop.MEM, moved(form, field(0, 5)), base, rt2, rc, form.flags() | check);
        immediate = form.has(Uop.M_REGISTER) ? field(13, 3) << 8 | shift(form) : form.offset().extract(word);
        int fast = form.has(Uop.M_VECTOR | Uop.M_WRITE_BACK | Uop.M_USER) || form.literal() ? 0 : fast(form);
        if (fast == 0) return;
        packed = packed & ~0x3ffL & ~(0x1fffL << 34) | fast;
        if (form.has(Uop.M_REGISTER)) packed |= (long) shift(form) << 34;
    }

    /** The register that is loaded or stored, as the register file has it. */
    private static int moved(MemoryForm form, int r) {
        return form.has(Uop.M_VECTOR) ? r : form.has(Uop.M_LOAD) ? sink(r) : source(r);
    }

    private int shift(MemoryForm form) {
        return field(12, 1) != 0 ? form.size() : 0;
    }

    /** The loop's own operation, or 0. */
    private int fast(MemoryForm form) {
        boolean load = form.has(Uop.M_LOAD);
        int size = form.size();
        if (form.has(Uop.M_PAIR)) return size == 3 ? load ? Uop.LDP8 : Uop.STP8 : 0;
        if (form.has(Uop.M_REGISTER)) {
            boolean plain = field(13, 3) == 3 && !form.has(Uop.M_SIGNED);
            return plain ? (load ? FAST_INDEXED_LOAD : FAST_INDEXED_STORE)[size] : 0;
        }
        if (form.has(Uop.M_SIGNED)) return size == 2 ? Uop.LDS4 : 0;
        return (load ? FAST_LOAD : FAST_STORE)[size];
    }

    // By the logarithm of the size.
    private static final int[] FAST_LOAD = {Uop.LD1, Uop.LD2, Uop.LD4, Uop.LD8, Uop.LDC};
    private static final int[] FAST_STORE = {Uop.ST1, Uop.ST2, Uop.ST4, Uop.ST8, Uop.STC};
    private static final int[] FAST_INDEXED_LOAD = {Uop.LD1R, 0, Uop.LD4R, Uop.LD8R, 0};
    private static final int[] FAST_INDEXED_STORE = {Uop.ST1R, 0, Uop.ST4R, Uop.ST8R, 0};

    // ----------------------------------------------------------------------------------------------- capabilities

    private void cheri(Cheri op) {
        boolean always = op == Cheri.ADRP_C_IP_C || op == Cheri.ADRDP_C_ID_C || op == Cheri.MRS_C_I_C || op == Cheri.MSR_C_I_C;
        if ((context & CAPABILITY_TRAP) != 0 && !always) {
            packed = Uop.TRAP_CAPABILITY;
            immediate = (long) op.ordinal() << 32 | word & 0xffffffffL;
            return;
        }
        switch (op) {
            case ADD_C_CIS_C -> set(Uop.CADDI, field(0, 5), field(5, 5), 0, 0, (long) field(10, 12) << 12 * field(22, 1));
            case SUB_C_CIS_C -> set(Uop.CADDI, field(0, 5), field(5, 5), 0, 0, -((long) field(10, 12) << 12 * field(22, 1)));
            case ADD_C_CRI_C -> {
                if (field(13, 3) == 3 && field(10, 3) <= 4) set(Uop.CADDR, field(0, 5), field(5, 5), rm(), field(10, 3), 0);
                else rare(op, Uop.RARE_CHERI);
            }
            case BR_C_C, BLR_C_C, RET_C_C, BRS_C_C, BLRS_C_C, RETS_C_C -> {
                int kind = field(13, 2) == 1 ? 1 : 0;
                set(Uop.BRANCH_CAP, 0, rn(), 0, kind | ((word & 2) != 0 ? 2 : 0), 0);
            }
            default -> {
                MemoryForm form = MemoryForm.find(op);
                if (form == null) rare(op, Uop.RARE_CHERI);
                else memory(form);
            }
        }
    }
}
