package dev.ufork.emulator.morello;

import static dev.ufork.emulator.morello.Registers.*;

import dev.ufork.isa.morello.A64;

/** The A64 instructions that are not in the core's loop, and every form of load and store. */
final class IntegerUnit {
    private static final A64[] ROWS = A64.values();

    private final MorelloCore core;
    private final Registers regs;

    IntegerUnit(MorelloCore core) {
        this.core = core;
        regs = core.regs;
    }

    private static int source(int r) {
        return r == 31 ? ZERO : r;
    }

    private static int sink(int r) {
        return r == 31 ? SINK : r;
    }

    private static int field(int word, int at, int width) {
        return word >>> at & (1 << width) - 1;
    }

    // ---------------------------------------------------------------------------------------------------- memory

    void loadPair(long w, long address) {
        int rc = (int) (w >>> 28) & 63;
        int rt = (int) (w >>> 10) & 63;
        int rt2 = (int) (w >>> 22) & 63;
        long first = core.load8of(rc, address, 16);
        long second = core.load8(rc, address + 8);
        regs.setInt(rt, first);
        regs.setInt(rt2, second);
    }

    void storePair(long w, long address) {
        int rc = (int) (w >>> 28) & 63;
        core.checkWhole(rc, address, 16, false);
        core.store8(rc, address, regs.x[(int) (w >>> 10) & 63]);
        core.store8(rc, address + 8, regs.x[(int) (w >>> 22) & 63]);
    }

    /** A load or store in any form; see {@link Uop} for the bits. */
    void memory(long w, long imm) {
        int aux = (int) (w >>> 34) & 0x3fff;
        int rn = (int) (w >>> 16) & 63;
        int rc = (int) (w >>> 28) & 63;
        if (rn == PCC) regs.x[PCC] = core.pc;
        if ((aux & Uop.SP_CHECK) != 0) core.checkStack();
        long offset = (aux & Uop.M_REGISTER) != 0 ? extend(regs.x[(int) (w >>> 22) & 63], (int) imm >>> 8, (int) imm & 255) : imm;
        long start = regs.x[rn];
        long address = (aux & Uop.M_POST) != 0 ? start : start + offset;
        if (rc == DDC) address += core.ddcOffset();
        int rt = (int) (w >>> 10) & 63;
        if ((aux & Uop.M_PAIR) != 0) pair(aux, rc, address, rt, (int) (w >>> 22) & 63);
        else single(aux, rc, address, rt);
        if ((aux & Uop.M_WRITE_BACK) == 0) return;
        if (rc == DDC) regs.setInt(rn, start + imm);
        else regs.add(rn, rn, imm);
    }

    private void single(int aux, int rc, long address, int rt) {
        int log = aux & Uop.M_SIZE;
        boolean load = (aux & Uop.M_LOAD) != 0;
        if ((aux & Uop.M_VECTOR) != 0) {
            vector(log, load, rc, address, rt);
        } else if (log == 4) {
            capability(aux, load, rc, address, rt);
        } else if (load) {
            long value = (aux & Uop.M_USER) != 0 ? loadUser(rc, address, 1 << log) : core.load(rc, address, 1 << log);
            regs.setInt(rt, signed(aux, log, value));
        } else if ((aux & Uop.M_USER) != 0) {
            core.check(rc, address, 1 << log, PERM_STORE, true);
            core.requireStrict(address, 1 << log, true);
            core.write(address, 1 << log, regs.x[rt], core.userAccess());
        } else {
            core.store(rc, address, 1 << log, regs.x[rt]);
        }
    }

    private long loadUser(int rc, long address, int size) {
        core.check(rc, address, size, PERM_LOAD, false);
        core.requireStrict(address, size, false);
        return core.read(address, size, core.userAccess());
    }

    private static long signed(int aux, int log, long value) {
        if ((aux & Uop.M_SIGNED) == 0) return value;
        int unused = 64 - (8 << log);
        long extended = value << unused >> unused;
        return (aux & Uop.M_64) != 0 ? extended : extended & 0xffffffffL;
    }

    private void capability(int aux, boolean load, int rc, long address, int rt) {
        if ((aux & Uop.M_USER) == 0) {
            if (load) core.loadCap(rc, address, rt);
            else core.storeCap(rc, address, rt);
            return;
        }
        core.check(rc, address, 16, load ? PERM_LOAD : core.storePermissions(rt), !load);
        if (load) core.loadChecked(regs.pesbt(rc), address, rt, core.userAccess());
        else core.storeChecked(address, rt, core.userAccess());
    }

    private void vector(int log, boolean load, int rc, long address, int rt) {
        int size = 1 << log;
        core.checkWhole(rc, address, size, load);
        core.requireStrict(address, size, !load);
        if (load) {
            long low = core.load(rc, address, Math.min(8, size));
            core.vectorHigh[rt] = log == 4 ? core.load8(rc, address + 8) : 0;
            core.vectorLow[rt] = low;
        } else {
            core.store(rc, address, Math.min(8, size), core.vectorLow[rt]);
            if (log == 4) core.store8(rc, address + 8, core.vectorHigh[rt]);
        }
    }

    private void pair(int aux, int rc, long address, int rt, int rt2) {
        int log = aux & Uop.M_SIZE;
        int size = 1 << log;
        boolean load = (aux & Uop.M_LOAD) != 0;
        if (log == 4 && (aux & Uop.M_VECTOR) == 0) {
            capabilityPair(load, rc, address, rt, rt2);
            return;
        }
        core.checkWhole(rc, address, 2 * size, load);
        if ((aux & Uop.M_VECTOR) != 0) {
            vector(log, load, rc, address, rt);
            vector(log, load, rc, address + size, rt2);
        } else if (load) {
            long first = signed(aux, log, core.load(rc, address, size));
            long second = signed(aux, log, core.load(rc, address + size, size));
            regs.setInt(rt, first);
            regs.setInt(rt2, second);
        } else {
            core.store(rc, address, size, regs.x[rt]);
            core.store(rc, address + size, size, regs.x[rt2]);
        }
    }

    private void capabilityPair(boolean load, int rc, long address, int rt, int rt2) {
        if (load) {
            core.check(rc, address, 32, PERM_LOAD, false);
            long authority = regs.pesbt(rc);
            boolean user = core.sys.el == 0;
            core.loadChecked(authority, address, TEMP, user);
            core.loadChecked(authority, address + 16, rt2, user);
            regs.move(rt, TEMP);
        } else {
            core.storeCap(rc, address, rt);
            core.storeCap(rc, address + 16, rt2);
        }
    }

    // ----------------------------------------------------------------------------------------------- arithmetic

    static long extend(long value, int option, int shift) {
        long v = switch (option) {
            case 0 -> value & 0xff;
            case 1 -> value & 0xffff;
            case 2 -> value & 0xffffffffL;
            case 4 -> (byte) value;
            case 5 -> (short) value;
            case 6 -> (int) value;
            default -> value;
        };
        return v << shift;
    }

    static long shift64(long value, int kind, int amount) {
        return switch (kind) {
            case 0 -> value << amount;
            case 1 -> value >>> amount;
            case 2 -> value >> amount;
            default -> Long.rotateRight(value, amount);
        };
    }

    private static long shift32(long value, int kind, int amount) {
        int v = (int) value;
        return Integer.toUnsignedLong(switch (kind) {
            case 0 -> v << amount;
            case 1 -> v >>> amount;
            case 2 -> v >> amount;
            default -> Integer.rotateRight(v, amount);
        });
    }

    /** CSEL, CSINC, CSINV, CSNEG; {@code aux} as the decoder packs it. */
    long select(int aux, long n, long m) {
        boolean wide = (aux & 64) != 0;
        long value = n;
        if (!core.holds(aux & 15)) {
            value = m;
            if ((aux & 32) != 0) value = ~value;
            if ((aux & 16) != 0) value++;
        }
        return wide ? value : value & 0xffffffffL;
    }

    private void put(int word, long value) {
        regs.setInt(sink(word & 31), word < 0 ? value : value & 0xffffffffL);
    }

    private long n(int word) {
        return regs.x[source(field(word, 5, 5))];
    }

    private long m(int word) {
        return regs.x[source(field(word, 16, 5))];
    }

    /** Runs one instruction; true if the core must look at its program counter again. */
    boolean run(int ordinal, int word) {
        A64 op = ROWS[ordinal];
        switch (op) {
            case ADR_C_I_C, ADRP_C_I_C -> core.system.addressOf(word);
            case MOVK_32 -> {
                int at = 16 * field(word, 21, 2);
                long old = regs.x[source(word & 31)];
                put(word, old & ~(0xffffL << at) | (long) field(word, 5, 16) << at);
            }
            case SBFM_32, SBFM_64, BFM_32, BFM_64 -> bitfield(op, word);
            case EXTR_32 -> put(word, (n(word) << 32 | m(word) & 0xffffffffL) >>> field(word, 10, 5));
            case EXTR_64 -> {
                int by = field(word, 10, 6);
                put(word, by == 0 ? m(word) : m(word) >>> by | n(word) << 64 - by);
            }
            case AND_LOG_SHIFT_32, AND_LOG_SHIFT_64, BIC_LOG_SHIFT_32, BIC_LOG_SHIFT_64, ORR_LOG_SHIFT_32, ORR_LOG_SHIFT_64, ORN_LOG_SHIFT_32,
                 ORN_LOG_SHIFT_64, EOR_LOG_SHIFT_32, EOR_LOG_SHIFT_64, EON_32, EON_64, ANDS_LOG_SHIFT_32, ANDS_LOG_SHIFT_64, BICS_32, BICS_64 -> logical(word);
            case ADD_ADDSUB_SHIFT_32, ADD_ADDSUB_SHIFT_64, ADDS_ADDSUB_SHIFT_32, ADDS_ADDSUB_SHIFT_64, SUB_ADDSUB_SHIFT_32, SUB_ADDSUB_SHIFT_64,
                 SUBS_ADDSUB_SHIFT_32, SUBS_ADDSUB_SHIFT_64 -> addSub(word, n(word), shifted(word), sink(word & 31));
            case ADD_ADDSUB_EXT_32, ADD_ADDSUB_EXT_64, ADDS_ADDSUB_EXT_32, ADDS_ADDSUB_EXT_64, SUB_ADDSUB_EXT_32, SUB_ADDSUB_EXT_64,
                 SUBS_ADDSUB_EXT_32, SUBS_ADDSUB_EXT_64 -> {
                if (field(word, 10, 3) > 4) throw core.undefined();
                long b = extend(m(word), field(word, 13, 3), field(word, 10, 3));
                addSub(word, regs.x[field(word, 5, 5)], b, field(word, 29, 1) != 0 ? sink(word & 31) : word & 31);
            }
            case ADC_32, ADC_64, ADCS_32, ADCS_64, SBC_32, SBC_64, SBCS_32, SBCS_64 -> withCarry(word);
            case CCMN_IMM_32, CCMN_IMM_64, CCMP_IMM_32, CCMP_IMM_64 -> compare(word, field(word, 16, 5));
            case CCMN_REG_32, CCMN_REG_64, CCMP_REG_32, CCMP_REG_64 -> compare(word, m(word));
            case MSUB_32, MSUB_64 -> put(word, regs.x[source(field(word, 10, 5))] - n(word) * m(word));
            case SMADDL, UMADDL, SMSUBL, UMSUBL -> multiplyLong(word);
            case SMULH -> put(word, Math.multiplyHigh(n(word), m(word)));
            case UMULH -> put(word, Math.unsignedMultiplyHigh(n(word), m(word)));
            default -> {
                return two(op, word);
            }
        }
        return false;
    }

    private long shifted(int word) {
        int kind = field(word, 22, 2);
        return word < 0 ? shift64(m(word), kind, field(word, 10, 6)) : shift32(m(word), kind, field(word, 10, 5));
    }

    private void logical(int word) {
        long b = shifted(word);
        if (field(word, 21, 1) != 0) b = ~b;
        long a = n(word);
        long r = switch (field(word, 29, 2)) {
            case 0, 3 -> a & b;
            case 1 -> a | b;
            default -> a ^ b;
        };
        put(word, r);
        if (field(word, 29, 2) != 3) return;
        if (word < 0) core.setLogicFlags64(r);
        else core.setLogicFlags32(r);
    }

    private void addSub(int word, long a, long b, int rd) {
        boolean subtract = field(word, 30, 1) != 0;
        long r;
        if (field(word, 29, 1) == 0) r = subtract ? a - b : a + b;
        else if (word < 0) r = subtract ? core.subs64(a, b) : core.adds64(a, b);
        else r = subtract ? core.subs32(a, b) : core.adds32(a, b);
        regs.setInt(rd, word < 0 ? r : r & 0xffffffffL);
    }

    private void withCarry(int word) {
        long a = n(word);
        long b = field(word, 30, 1) != 0 ? ~m(word) : m(word);
        if (word >= 0) {
            a &= 0xffffffffL;
            b &= 0xffffffffL;
        }
        int carry = core.flagC;
        long r = a + b + carry;
        put(word, r);
        if (field(word, 29, 1) == 0) return;
        int width = word < 0 ? 63 : 31;
        boolean out = word < 0 ? Long.compareUnsigned(r, a) < 0 || carry == 1 && r == a : r >>> 32 != 0;
        boolean overflow = (((a ^ r) & (b ^ r)) >>> width & 1) != 0;
        long shown = word < 0 ? r : r & 0xffffffffL;
        core.nzcv(((shown >>> width & 1) != 0 ? 8 : 0) | (shown == 0 ? 4 : 0) | (out ? 2 : 0) | (overflow ? 1 : 0));
    }

    private void compare(int word, long b) {
        if (!core.holds(field(word, 12, 4))) {
            core.nzcv(word & 15);
            return;
        }
        boolean subtract = field(word, 30, 1) != 0;
        if (word < 0) {
            if (subtract) core.subs64(n(word), b);
            else core.adds64(n(word), b);
        } else if (subtract) {
            core.subs32(n(word), b);
        } else {
            core.adds32(n(word), b);
        }
    }

    private void multiplyLong(int word) {
        boolean unsigned = field(word, 23, 1) != 0;
        long a = unsigned ? n(word) & 0xffffffffL : (int) n(word);
        long b = unsigned ? m(word) & 0xffffffffL : (int) m(word);
        long addend = regs.x[source(field(word, 10, 5))];
        put(word, field(word, 15, 1) != 0 ? addend - a * b : addend + a * b);
    }

    private void bitfield(A64 op, int word) {
        int r = field(word, 16, 6);
        int s = field(word, 10, 6);
        int width = word < 0 ? 64 : 32;
        long src = n(word);
        if (op == A64.SBFM_32 || op == A64.SBFM_64) {
            put(word, src << 63 - s >> 63 - s << width - r); // the other half of SBFM is in the loop
            return;
        }
        long old = regs.x[source(word & 31)];
        int length = s >= r ? s - r + 1 : s + 1;
        long mask = length == 64 ? -1 : (1L << length) - 1;
        if (s >= r) put(word, old & ~mask | src >>> r & mask);
        else put(word, old & ~(mask << width - r) | (src & mask) << width - r);
    }

    private boolean two(A64 op, int word) {
        boolean wide = word < 0;
        long a = n(word);
        long b = m(word);
        switch (op) {
            case UDIV_32 -> put(word, (int) b == 0 ? 0 : Integer.toUnsignedLong(Integer.divideUnsigned((int) a, (int) b)));
            case UDIV_64 -> put(word, b == 0 ? 0 : Long.divideUnsigned(a, b));
            case SDIV_32 -> put(word, (int) b == 0 ? 0 : (int) a / (long) (int) b);
            case SDIV_64 -> put(word, b == 0 ? 0 : a / b);
            case LSLV_32 -> put(word, (int) a << b);
            case LSLV_64 -> put(word, a << b);
            case LSRV_32 -> put(word, (int) a >>> b);
            case LSRV_64 -> put(word, a >>> b);
            case ASRV_32 -> put(word, (int) a >> b);
            case ASRV_64 -> put(word, a >> b);
            case RORV_32 -> put(word, Integer.rotateRight((int) a, (int) b));
            case RORV_64 -> put(word, Long.rotateRight(a, (int) b));
            case RBIT_INT_32 -> put(word, Integer.reverse((int) a));
            case RBIT_INT_64 -> put(word, Long.reverse(a));
            case REV16_INT_32, REV16_INT_64 -> put(word, (a & 0x00ff00ff00ff00ffL) << 8 | a >>> 8 & 0x00ff00ff00ff00ffL);
            case REV_32 -> put(word, Integer.reverseBytes((int) a));
            case REV32_INT_64 -> put(word, Integer.toUnsignedLong(Integer.reverseBytes((int) (a >>> 32))) << 32 | Integer.toUnsignedLong(Integer.reverseBytes((int) a)));
            case REV_64 -> put(word, Long.reverseBytes(a));
            case CLZ_INT_32 -> put(word, Integer.numberOfLeadingZeros((int) a));
            case CLZ_INT_64 -> put(word, Long.numberOfLeadingZeros(a));
            case CLS_INT_32 -> put(word, Integer.numberOfLeadingZeros((int) a ^ (int) a >> 31) - 1);
            case CLS_INT_64 -> put(word, Long.numberOfLeadingZeros(a ^ a >> 63) - 1);
            case CRC32B, CRC32H, CRC32W, CRC32X -> put(word & ~(1 << 31), crc((int) a, b, 8 << field(word, 10, 2), 0xedb88320));
            case CRC32CB, CRC32CH, CRC32CW, CRC32CX -> put(word & ~(1 << 31), crc((int) a, b, 8 << field(word, 10, 2), 0x82f63b78));
            case UMOV_X -> regs.setInt(sink(word & 31), field(word, 20, 1) == 0 ? core.vectorLow[field(word, 5, 5)] : core.vectorHigh[field(word, 5, 5)]);
            case FMOV_D_FROM_GENERAL, FMOV_S_FROM_GENERAL -> {
                core.vectorLow[word & 31] = wide ? a : a & 0xffffffffL;
                core.vectorHigh[word & 31] = 0;
            }
            case FMOV_D_TO_GENERAL, FMOV_S_TO_GENERAL -> put(word, core.vectorLow[field(word, 5, 5)]);
            case FPSIMD_DATA, FPSIMD_STRUCTURES -> throw core.undefined();
            default -> {
                return core.system.run(op, word);
            }
        }
        return false;
    }

    private static int crc(int crc, long value, int bits, int polynomial) {
        for (int i = 0; i < bits; i++) {
            int bit = (crc ^ (int) (value >>> i)) & 1;
            crc = crc >>> 1 ^ (bit != 0 ? polynomial : 0);
        }
        return crc;
    }
}
