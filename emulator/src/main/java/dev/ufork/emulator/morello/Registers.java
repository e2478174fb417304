package dev.ufork.emulator.morello;

import static dev.ufork.isa.cap.CapFormat.CC128M;

import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.cap.Capability;
import dev.ufork.isa.cap.Permission;

/**
 * The registers of one core as flat arrays: cursor, upper half, and bounds that are decoded when first asked for.
 *
 * <p>An integer in a register is the null capability with that cursor; its {@link #state} is 0 and its upper half is
 * not kept. Register 31 of an instruction is one of {@link #SP}, {@link #ZERO} (read) and {@link #SINK} (written); the
 * decoder chooses. DDC and PCC are registers too, so one check serves all accesses.
 */
final class Registers {
    static final int SP = 31;
    static final int ZERO = 32;
    static final int SINK = 33;
    static final int DDC = 34;
    static final int PCC = 35;
    static final int TEMP = 36;
    static final int COUNT = 40;

    /** The upper half is kept. */
    static final int CAP = 1;
    static final int TAG = 2;
    /** Base and length are those of the capability, which is tagged, unsealed and of ordinary bounds. */
    static final int PLAIN = 4;
    /** Plain, and permits loads or stores. */
    static final int LOAD = 8;
    static final int STORE = 16;

    static final long NULL = CC128M.nullMask();
    static final int PERM_LOAD = Permission.LOAD.in(CC128M);
    static final int PERM_STORE = Permission.STORE.in(CC128M);
    static final int PERM_EXECUTE = Permission.EXECUTE.in(CC128M);
    static final int PERM_LOAD_CAP = Permission.LOAD_CAP.in(CC128M);
    static final int PERM_STORE_CAP = Permission.STORE_CAP.in(CC128M);
    static final int PERM_STORE_LOCAL = Permission.STORE_LOCAL.in(CC128M);
    static final int PERM_SEAL = Permission.SEAL.in(CC128M);
    static final int PERM_UNSEAL = Permission.UNSEAL.in(CC128M);
    static final int PERM_SYSTEM = Permission.SYSTEM.in(CC128M);
    static final int PERM_EXECUTIVE = Permission.EXECUTIVE.in(CC128M);
    static final int PERM_BRANCH_SEALED_PAIR = Permission.BRANCH_SEALED_PAIR.in(CC128M);
    static final int PERM_MUTABLE_LOAD = Permission.MUTABLE_LOAD.in(CC128M);
    static final int PERM_GLOBAL = Permission.GLOBAL.in(CC128M);

    final long[] x = new long[COUNT];
    final long[] upper = new long[COUNT];
    final int[] state = new int[COUNT];
    final long[] base = new long[COUNT];
    final long[] length = new long[COUNT];

    void setInt(int d, long value) {
        x[d] = value;
        state[d] = 0;
    }

    void setCap(int d, long value, long pesbt, boolean tag) {
        x[d] = value;
        upper[d] = pesbt;
        state[d] = tag ? CAP | TAG : CAP;
    }

    /** Copies all of {@code s}, decoded bounds included. */
    void move(int d, int s) {
        x[d] = x[s];
        state[d] = state[s];
        upper[d] = upper[s];
        base[d] = base[s];
        length[d] = length[s];
    }

    long pesbt(int r) {
        return (state[r] & CAP) != 0 ? upper[r] : NULL;
    }

    boolean tag(int r) {
        return (state[r] & TAG) != 0;
    }

    void clearTag(int r) {
        state[r] &= CAP;
    }

    int permissions(int r) {
        return CC128M.permissions(pesbt(r));
    }

    boolean permits(int r, int permission) {
        return (permissions(r) & permission) == permission;
    }

    boolean isSealed(int r) {
        return CC128M.isSealed(pesbt(r));
    }

    int otype(int r) {
        return CC128M.otype(pesbt(r));
    }

    /** Fills in base and length of a tagged, unsealed capability; capabilities of strange bounds never become plain. */
    void decode(int r) {
        if ((state[r] & (TAG | PLAIN)) != TAG) return;
        long p = upper[r];
        if (CC128M.isSealed(p) || !CC128M.hasValidBounds(p)) return;
        long b = CC128M.base(p, x[r]);
        long t = CC128M.top(p, x[r]);
        boolean high = CC128M.topBit64(p, x[r]);
        if (!high && Long.compareUnsigned(b, t) > 0) return;
        base[r] = b;
        length[r] = !high ? t - b : b == 0 ? -1 : -b; // SCTAG can make tops beyond the last address
        int perms = CC128M.permissions(p);
        state[r] |= PLAIN | ((perms & PERM_LOAD) != 0 ? LOAD : 0) | ((perms & PERM_STORE) != 0 ? STORE : 0);
    }

    /** Register {@code d} becomes {@code n} plus {@code increment}, as ADD does: with hardware's quick representability check. */
    void add(int d, int n, long increment) {
        int s = state[n];
        long old = x[n];
        long value = old + increment;
        if ((s & TAG) != 0) {
            if ((s & PLAIN) == 0) {
                decode(n);
                s = state[n];
            }
            boolean near = (s & PLAIN) != 0 && Long.compareUnsigned(old - base[n], length[n]) < 0
                    && Long.compareUnsigned(value - base[n], length[n]) < 0 && (old ^ value) >>> 55 == 0;
            if (!near && (CC128M.isSealed(upper[n]) || !CC128M.isRepresentableFast(upper[n], old, increment))) s = CAP;
        }
        x[d] = value;
        upper[d] = upper[n];
        base[d] = base[n];
        length[d] = length[n];
        state[d] = s;
    }

    /** Gives {@code r} another cursor, as SCVALUE does; sealed or unrepresentable loses the tag. */
    void setValue(int r, long value) {
        boolean near = (state[r] & PLAIN) != 0 && Long.compareUnsigned(value - base[r], length[r]) < 0 && (x[r] ^ value) >>> 55 == 0;
        if (!near && (state[r] & TAG) != 0 && (isSealed(r) || !CC128M.isRepresentable(upper[r], x[r], value))) state[r] = CAP;
        x[r] = value;
    }

    /** {@code r} with another upper half; decoded bounds are forgotten. */
    void setUpper(int r, long pesbt, boolean tag) {
        upper[r] = pesbt;
        state[r] = tag ? CAP | TAG : CAP;
    }

    long baseOf(int r) {
        return CC128M.base(pesbt(r), x[r]);
    }

    boolean spans(int r, long address, long size) {
        return CC128M.spans(pesbt(r), x[r], address, size);
    }

    Capability capability(int r) {
        return new Capability(CC128M, pesbt(r), x[r], tag(r));
    }

    /** All permissions and all addresses, at {@code cursor}. */
    void setRoot(int r, long cursor) {
        setCap(r, cursor, CapFormat.CC128M.root(), true);
    }
}
