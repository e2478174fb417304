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

    private static final MorelloOp[] A64_ROWS = A64.values();

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
        String name = op.name();
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
                if (!isMemory(name)) rare(op, Uop.RARE_A64);
                else memory(name);
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

    /** Loads and stores of one or two registers without ordering. */
    private static boolean isMemory(String name) {
        if (name.matches("LD(A|AX|X|LA|AP|ADD|CLR|EOR|SET|SMAX|SMIN|UMAX|UMIN)[RP]?.*") && !name.matches("LDAP?_?UR.*")) return false;
        if (name.matches("ST(L|X|LX|LL)[RP].*")) return false;
        return name.matches("(LD|ST)(R|P|UR|TR|NP|RS|URS|TRS|PS).*");
    }

    private void memory(String name) {
        if (field(26, 1) != 0 && (context & FP_TRAP) != 0) {
            packed = Uop.TRAP_FP;
            return;
        }
        if (name.contains("_LIT")) literal();
        else if (field(27, 3) == 5) pair(name);
        else single(name);
    }

    private int aux(int size, boolean load) {
        return size | (load ? Uop.M_LOAD : 0);
    }

    private int spCheck() {
        return field(5, 5) == 31 && (context & SP_ALIGNED) != 0 ? Uop.SP_CHECK : 0;
    }

    private int authority(boolean alternate) {
        return (context & C64) != 0 != alternate ? field(5, 5) : DDC;
    }

    private void mem(int rd, int rm, int rc, int aux, long imm) {
        packed = Uop.pack(Uop.MEM, rd, field(5, 5), rm, rc, aux | spCheck());
        immediate = imm;
    }

    private void literal() {
        int opc = field(30, 2);
        boolean vector = field(26, 1) != 0;
        int size = vector ? 2 + opc : opc == 1 ? 3 : 2;
        int aux = aux(size, true) | (vector ? Uop.M_VECTOR : opc == 2 ? Uop.M_SIGNED | Uop.M_64 : 0);
        packed = Uop.pack(Uop.MEM, vector ? field(0, 5) : rd(), PCC, 0, PCC, aux);
        immediate = (long) (word << 8) >> 13 << 2;
    }

    private void pair(String name) {
        boolean vector = field(26, 1) != 0;
        int opc = field(30, 2);
        boolean load = field(22, 1) != 0;
        boolean signed = !vector && opc == 1;
        int size = vector ? 2 + opc : opc == 2 ? 3 : 2;
        int form = field(23, 2);
        int aux = aux(size, load) | Uop.M_PAIR | (vector ? Uop.M_VECTOR : 0) | (signed ? Uop.M_SIGNED | Uop.M_64 : 0)
                | (form == 1 || form == 3 ? Uop.M_WRITE_BACK : 0) | (form == 1 ? Uop.M_POST : 0);
        long imm = (long) (word << 10) >> 25 << size;
        int rt = field(0, 5);
        int rt2 = field(10, 5);
        if (!vector) {
            rt = load ? sink(rt) : source(rt);
            rt2 = load ? sink(rt2) : source(rt2);
        }
        mem(rt, rt2, authority(false), aux, imm);
        if (size == 3 && !vector && form % 2 == 0) repack(load ? Uop.LDP8 : Uop.STP8);
    }

    /** The same operands for a faster operation. */
    private void repack(int op) {
        packed = packed & ~0x3ffL & ~(0x1fffL << 34) | op;
    }

    private void single(String name) {
        boolean vector = field(26, 1) != 0;
        int opc = field(22, 2);
        int size = vector && (opc & 2) != 0 ? 4 : field(30, 2);
        boolean load = vector ? (opc & 1) != 0 : opc != 0;
        boolean signed = !vector && (opc & 2) != 0;
        int aux = aux(size, load) | (vector ? Uop.M_VECTOR : 0) | (signed ? Uop.M_SIGNED : 0) | (signed && opc == 2 ? Uop.M_64 : 0);
        access(name, aux, vector, false, size);
    }

    /** The addressing modes that all single accesses share. */
    private void access(String name, int aux, boolean vector, boolean alternate, int size) {
        boolean load = (aux & Uop.M_LOAD) != 0;
        int rt = vector ? field(0, 5) : load ? rd() : rdSource();
        int rc = authority(alternate);
        long signed9 = (long) (word << 11) >> 23;
        if (name.contains("_REG") || name.contains("RRB")) {
            int option = field(13, 3);
            int shift = field(12, 1) != 0 ? size : 0;
            mem(rt, rm(), rc, aux | Uop.M_REGISTER, option << 8 | shift);
            if (option == 3 && !vector && (aux & Uop.M_SIGNED) == 0) fastRegister(size, load, shift);
            return;
        }
        boolean post = name.contains("POST") || name.contains("RIAW");
        boolean pre = name.contains("PRE") || name.contains("RIBW");
        boolean unsigned = name.contains("UNSIGNED");
        long imm = unsigned ? (long) field(10, 12) << size : size == 4 && !vector && (post || pre || name.contains("TR_")) ? signed9 << 4 : signed9;
        boolean user = name.startsWith("LDTR") || name.startsWith("STTR");
        mem(rt, 0, rc, aux | (post ? Uop.M_POST : 0) | (post || pre ? Uop.M_WRITE_BACK : 0) | (user ? Uop.M_USER : 0), imm);
        if (!vector && !post && !pre && !user) fastImmediate(aux, size, load);
    }

    private void fastImmediate(int aux, int size, boolean load) {
        boolean signed = (aux & Uop.M_SIGNED) != 0;
        if (signed && !(size == 2)) return;
        if (signed) repack(Uop.LDS4);
        else if (size == 4) repack(load ? Uop.LDC : Uop.STC);
        else repack((load ? Uop.LD8 : Uop.ST8) + 3 - size);
    }

    private void fastRegister(int size, boolean load, int shift) {
        int op = switch (size) {
            case 3 -> load ? Uop.LD8R : Uop.ST8R;
            case 2 -> load ? Uop.LD4R : Uop.ST4R;
            case 0 -> load ? Uop.LD1R : Uop.ST1R;
            default -> 0;
        };
        if (op == 0) return;
        repack(op);
        packed |= (long) shift << 34;
    }

    // ----------------------------------------------------------------------------------------------- capabilities

    private void cheri(Cheri op) {
        boolean always = op == Cheri.ADRP_C_IP_C || op == Cheri.ADRDP_C_ID_C || op == Cheri.MRS_C_I_C || op == Cheri.MSR_C_I_C;
        if ((context & CAPABILITY_TRAP) != 0 && !always) {
            packed = Uop.TRAP_CAPABILITY;
            immediate = (long) op.ordinal() << 32 | word & 0xffffffffL;
            return;
        }
        String name = op.name();
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
            case LDR_C_RIB_C, STR_C_RIB_C -> {
                capAccess(field(22, 1) != 0);
                immediate = (long) field(10, 12) << 4;
            }
            case LDR_C_RIAW_C, LDR_C_RIBW_C, LDUR_C_RI_C, LDTR_C_RIB_C, LDR_C_RRB_C, STR_C_RIAW_C, STR_C_RIBW_C, STUR_C_RI_C, STTR_C_RIB_C,
                 STR_C_RRB_C -> access(name, aux(4, field(22, 1) != 0), false, false, 4);
            case LDP_C_RIB_C, LDP_C_RIBW_C, LDP_CC_RIAW_C, LDNP_C_RIB_C, STP_C_RIB_C, STP_C_RIBW_C, STP_CC_RIAW_C, STNP_C_RIB_C -> capPair(name);
            default -> alternate(op, name);
        }
    }

    private void capAccess(boolean load) {
        mem(load ? rd() : rdSource(), 0, authority(false), aux(4, load), 0);
        repack(load ? Uop.LDC : Uop.STC);
    }

    private void capPair(String name) {
        boolean load = field(22, 1) != 0;
        boolean post = name.contains("RIAW");
        boolean pre = name.contains("RIBW");
        int rt = field(0, 5);
        int rt2 = field(10, 5);
        int aux = aux(4, load) | Uop.M_PAIR | (post || pre ? Uop.M_WRITE_BACK : 0) | (post ? Uop.M_POST : 0);
        mem(load ? sink(rt) : source(rt), load ? sink(rt2) : source(rt2), authority(false), aux, (long) (word << 10) >> 25 << 4);
    }

    /** ALDR, ASTR, ALDUR, ASTUR: the operand letter before the form says what is moved. */
    private void alternate(Cheri op, String name) {
        if (!name.startsWith("ALDR") && !name.startsWith("ASTR") && !name.startsWith("ALDUR") && !name.startsWith("ASTUR")) {
            rare(op, Uop.RARE_CHERI);
            return;
        }
        boolean vector = name.contains("_V_");
        if (vector && (context & FP_TRAP) != 0) {
            packed = Uop.TRAP_FP;
            return;
        }
        boolean signed = name.matches("ALDU?RS[BHW].*");
        boolean full = name.endsWith("_64");
        int size = name.contains("_C_") ? 4 : vector ? "BHSDQ".indexOf(name.charAt(name.length() - 1))
                : name.matches("A(LD|ST)U?RS?B.*") ? 0 : name.matches("A(LD|ST)U?RS?H.*") ? 1 : name.contains("RSW") ? 2 : full ? 3 : 2;
        int aux = aux(size, name.startsWith("ALD")) | (vector ? Uop.M_VECTOR : 0) | (signed ? Uop.M_SIGNED : 0) | (signed && full ? Uop.M_64 : 0);
        access(name, aux, vector, true, size);
        if (name.startsWith("ALDR") || name.startsWith("ASTR")) {
            if (!name.contains("RRB")) immediate = (long) field(12, 9) << size;
        }
    }
}
