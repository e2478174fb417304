package dev.ufork.emulator.morello;

import static dev.ufork.emulator.morello.Registers.*;

import dev.ufork.isa.morello.A64;
import dev.ufork.isa.morello.Cheri;
import java.util.stream.Stream;

/**
 * Exclusive, ordered and atomic accesses. Cores take turns, so every access is single-copy atomic and ordered.
 *
 * <p>The monitor remembers a block of memory and what was loaded from it; a store-exclusive into the block succeeds if
 * that is still there. QEMU demands the very address and size of the load.
 */
final class AtomicUnit {
    private final MorelloCore core;
    private final Registers regs;

    private static final int BLOCK_BITS = 6;

    private boolean armed;
    private long address;
    private int loaded;
    private final long[] value = new long[4];
    private final boolean[] tags = new boolean[2];

    AtomicUnit(MorelloCore core) {
        this.core = core;
        regs = core.regs;
    }

    void clearMonitor() {
        armed = false;
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

    /** The base register's check, for the mode or against it. */
    private int authority(int word, boolean alternate) {
        return core.c64 != alternate ? field(word, 5, 5) : DDC;
    }

    private long base(int word, int rc) {
        if (field(word, 5, 5) == 31 && (core.context & Decoding.SP_ALIGNED) != 0) core.checkStack();
        return regs.x[field(word, 5, 5)] + (rc == DDC ? core.ddcOffset() : 0);
    }

    private void requireAligned(long a, int size, boolean write) {
        if ((a & size - 1) != 0) throw core.alignment(a, write);
    }

    // ------------------------------------------------------------------------------------------------- integers

    /** What the rows of the table do, by the beginnings of their names. */
    private enum Kind {
        COMPARE_PAIR("CASP.*"), COMPARE("CAS.*"), SWAP("SWP.*"),
        LOAD_EXCLUSIVE_PAIR("LDA?XP_.*"), LOAD_EXCLUSIVE("LDA?X.*"), STORE_EXCLUSIVE_PAIR("STL?XP_.*"), STORE_EXCLUSIVE("STL?X.*"),
        LOAD_ORDERED("LD(A|LA|AP)R.*"), STORE_ORDERED("STLL?R.*"), MODIFY("LD(ADD|CLR|EOR|SET|SMAX|SMIN|UMAX|UMIN).*"), NONE(".*");

        private final String names;

        Kind(String names) {
            this.names = names;
        }

        static Kind of(A64 op) {
            return Stream.of(values()).filter(kind -> op.name().matches(kind.names)).findFirst().orElseThrow();
        }
    }

    private static final Kind[] KINDS = Stream.of(A64.values()).map(Kind::of).toArray(Kind[]::new);

    /** Runs an instruction of the integers' rows; other rows are undefined. */
    void run(A64 op, int word) {
        switch (KINDS[op.ordinal()]) {
            case COMPARE_PAIR -> comparePair(word);
            case COMPARE -> compareAndSwap(word);
            case SWAP -> readModifyWrite(word, 8);
            case LOAD_EXCLUSIVE_PAIR -> loadExclusive(word, true);
            case LOAD_EXCLUSIVE -> loadExclusive(word, false);
            case STORE_EXCLUSIVE_PAIR -> storeExclusive(word, true);
            case STORE_EXCLUSIVE -> storeExclusive(word, false);
            case LOAD_ORDERED -> ordered(word, true, false, field(word, 30, 2));
            case STORE_ORDERED -> ordered(word, false, false, field(word, 30, 2));
            case MODIFY -> readModifyWrite(word, field(word, 12, 3));
            case NONE -> throw core.undefined();
        }
    }

    private void ordered(int word, boolean load, boolean alternate, int log) {
        int rc = authority(word, alternate);
        long a = base(word, rc);
        int size = 1 << log;
        core.checkWhole(rc, a, size, load);
        requireAligned(a, size, !load);
        if (load) regs.setInt(sink(word & 31), core.load(rc, a, size));
        else core.store(rc, a, size, regs.x[source(word & 31)]);
    }

    /** Both checks of an access that loads and stores. */
    private long both(int word, int rc, int size) {
        long a = base(word, rc);
        core.check(rc, a, size, PERM_LOAD | PERM_STORE, false);
        requireAligned(a, size, false);
        return a;
    }

    /** Faults of a page that cannot be read are reads', even if it cannot be written either (ESR_ELx.WnR of atomics). */
    private void requireBoth(long a, boolean user) {
        core.translation.translate(a, Translation.READ, user);
        core.translation.translate(a, Translation.WRITE, user);
    }

    private void readModifyWrite(int word, int kind) {
        int rc = authority(word, false);
        int size = 1 << field(word, 30, 2);
        long a = both(word, rc, size);
        boolean user = core.sys.el == 0;
        requireBoth(a, user);
        long old = core.read(a, size, user);
        long operand = regs.x[source(field(word, 16, 5))];
        core.write(a, size, combine(kind, old, operand, 64 - 8 * size), user);
        regs.setInt(sink(word & 31), old);
    }

    private static long combine(int kind, long old, long operand, int unused) {
        long a = old << unused;
        long b = operand << unused;
        long result = switch (kind) {
            case 0 -> a + b;
            case 1 -> a & ~b;
            case 2 -> a ^ b;
            case 3 -> a | b;
            case 4 -> Math.max(a, b);
            case 5 -> Math.min(a, b);
            case 6 -> Long.compareUnsigned(a, b) > 0 ? a : b;
            case 7 -> Long.compareUnsigned(a, b) < 0 ? a : b;
            default -> b;
        };
        return result >>> unused;
    }

    private void compareAndSwap(int word) {
        int rc = authority(word, false);
        int size = 1 << field(word, 30, 2);
        long a = both(word, rc, size);
        boolean user = core.sys.el == 0;
        requireBoth(a, user);
        long old = core.read(a, size, user);
        int unused = 64 - 8 * size;
        int rs = field(word, 16, 5);
        if (old << unused == regs.x[source(rs)] << unused) core.write(a, size, regs.x[source(word & 31)], user);
        regs.setInt(sink(rs), old);
    }

    private void comparePair(int word) {
        int rs = field(word, 16, 5);
        int rt = word & 31;
        if (((rs | rt) & 1) != 0) throw core.undefined();
        int rc = authority(word, false);
        int size = 4 << field(word, 30, 1);
        long a = both(word, rc, 2 * size);
        boolean user = core.sys.el == 0;
        requireBoth(a, user);
        long low = core.read(a, size, user);
        long high = core.read(a + size, size, user);
        int unused = 64 - 8 * size;
        if (low << unused == regs.x[rs] << unused && high << unused == regs.x[source(rs + 1)] << unused) {
            core.write(a, size, regs.x[rt], user);
            core.write(a + size, size, regs.x[source(rt + 1)], user);
        }
        regs.setInt(rs, low);
        regs.setInt(sink(rs + 1), high);
    }

    private void loadExclusive(int word, boolean pair) {
        int rc = authority(word, false);
        long a = base(word, rc);
        int size = 1 << field(word, 30, 2);
        int whole = pair ? 2 * size : size;
        core.checkWhole(rc, a, whole, true);
        requireAligned(a, whole, false);
        boolean user = core.sys.el == 0;
        long first = core.read(a, size, user);
        long second = pair ? core.read(a + size, size, user) : 0;
        arm(a, whole, user);
        regs.setInt(sink(word & 31), first);
        if (pair) regs.setInt(sink(field(word, 10, 5)), second);
    }

    private void storeExclusive(int word, boolean pair) {
        int rc = authority(word, false);
        long a = base(word, rc);
        int size = 1 << field(word, 30, 2);
        int whole = pair ? 2 * size : size;
        core.checkWhole(rc, a, whole, false);
        requireAligned(a, whole, true);
        boolean user = core.sys.el == 0;
        boolean same = isHeld(a, user);
        if (same) core.translation.translate(a, Translation.WRITE, user);
        if (same) {
            core.write(a, size, regs.x[source(word & 31)], user);
            if (pair) core.write(a + size, size, regs.x[source(field(word, 10, 5))], user);
        }
        armed = false;
        regs.setInt(sink(field(word, 16, 5)), same ? 0 : 1);
    }

    // --------------------------------------------------------------------------------------------- capabilities

    void run(Cheri op, int word) {
        int ct = word & 31;
        switch (op) {
            case LDAPR_C_R_C, LDAR_C_R_C -> orderedCap(word, true, false);
            case STLR_C_R_C -> orderedCap(word, false, false);
            case ALDAR_C_R_C -> orderedCap(word, true, true);
            case ASTLR_C_R_C -> orderedCap(word, false, true);
            case ALDAR_R_R_32 -> ordered(word, true, true, 2);
            case ASTLR_R_R_32 -> ordered(word, false, true, 2);
            case ALDARB_R_R_B -> ordered(word, true, true, 0);
            case ASTLRB_R_R_B -> ordered(word, false, true, 0);
            case LDXR_C_R_C, LDAXR_C_R_C -> loadExclusiveCap(word, sink(ct), -1);
            case LDXP_C_R_C, LDAXP_C_R_C -> loadExclusiveCap(word, sink(ct), sink(field(word, 10, 5)));
            case STXR_R_CR_C, STLXR_R_CR_C -> storeExclusiveCap(word, source(ct), -1);
            case STXP_R_CR_C, STLXP_R_CR_C -> storeExclusiveCap(word, source(ct), source(field(word, 10, 5)));
            case CAS_C_R_C, CASA_C_R_C, CASAL_C_R_C, CASL_C_R_C -> swap(word, source(ct), field(word, 16, 5), field(word, 16, 5), true);
            default -> swap(word, source(field(word, 16, 5)), ZERO, ct, false);
        }
    }

    private void orderedCap(int word, boolean load, boolean alternate) {
        int rc = authority(word, alternate);
        long a = base(word, rc);
        if (load) core.loadCap(rc, a, sink(word & 31));
        else core.storeCap(rc, a, source(word & 31));
    }

    private void loadExclusiveCap(int word, int ct, int ct2) {
        int rc = authority(word, false);
        long a = base(word, rc);
        boolean pair = ct2 >= 0;
        int size = pair ? 32 : 16;
        core.check(rc, a, size, PERM_LOAD, false);
        requireAligned(a, size, false);
        boolean user = core.sys.el == 0;
        long authority = regs.pesbt(rc);
        core.loadChecked(authority, a, TEMP, user);
        if (pair) core.loadChecked(authority, a + 16, ct2, user);
        arm(a, size, user);
        regs.move(ct, TEMP);
    }

    /** Remembers the {@code size} bytes at {@code a}, and the tags if they are capabilities. */
    private void arm(long a, int size, boolean user) {
        armed = true;
        address = a;
        loaded = size;
        for (int i = 0; i < size; i += 8) value[i >>> 3] = core.read(a + i, Math.min(8, size), user);
        for (int i = 0; i + 16 <= size; i += 16) tags[i >>> 4] = rawTag(a + i, user);
    }

    /** Whether {@code a} is in the remembered block and nothing has changed there. */
    private boolean isHeld(long a, boolean user) {
        if (!armed || (a ^ address) >>> BLOCK_BITS != 0) return false;
        for (int i = 0; i < loaded; i += 8) if (value[i >>> 3] != core.read(address + i, Math.min(8, loaded), user)) return false;
        for (int i = 0; i + 16 <= loaded; i += 16) if (tags[i >>> 4] != rawTag(address + i, user)) return false;
        return true;
    }

    private boolean rawTag(long a, boolean user) {
        long p = core.translation.translate(a, Translation.READ, user);
        var memory = core.bus.memory(p, 16);
        return memory != null && memory.tag(p);
    }

    private void storeExclusiveCap(int word, int ct, int ct2) {
        int rc = authority(word, false);
        long a = base(word, rc);
        boolean pair = ct2 >= 0;
        boolean user = core.sys.el == 0;
        core.check(rc, a, 16, core.storePermissions(ct), true);
        if (pair) core.check(rc, a + 16, 16, core.storePermissions(ct2), true);
        requireAligned(a, pair ? 32 : 16, true);
        boolean same = isHeld(a, user);
        if (same) {
            core.storeChecked(a, ct, user);
            if (pair) core.storeChecked(a + 16, ct2, user);
        }
        armed = false;
        regs.setInt(sink(field(word, 16, 5)), same ? 0 : 1);
    }

    /** SWP and CAS of capabilities: {@code stored} goes to memory if {@code expected} is there, and the old one to {@code result}. */
    private void swap(int word, int stored, int expected, int result, boolean compare) {
        int rc = authority(word, false);
        long a = base(word, rc);
        core.check(rc, a, 16, PERM_LOAD | core.storePermissions(stored), false);
        requireAligned(a, 16, false);
        boolean user = core.sys.el == 0;
        if (!regs.tag(stored)) core.translation.translate(a, Translation.READ, user); // as QEMU: a tagged store is asked for first
        core.translation.translate(a, Translation.WRITE, user);
        int caps = core.translation.capabilityBits;
        if (regs.tag(stored) && (caps & Translation.NO_STORE) != 0) core.storeChecked(a, stored, user);
        core.loadChecked(regs.pesbt(rc), a, TEMP, user);
        int wanted = source(expected);
        boolean same = !compare || regs.x[TEMP] == regs.x[wanted] && regs.pesbt(TEMP) == regs.pesbt(wanted) && regs.tag(TEMP) == regs.tag(wanted);
        if (same) core.storeChecked(a, stored, user);
        regs.move(sink(result), TEMP);
    }
}
