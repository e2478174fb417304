package dev.ufork.emulator.riscv;

import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.riscv.XReg;
import dev.ufork.isa.riscv.xcheri.Scr;

/**
 * A hart's capability registers in flat arrays, numbered as fault reports number them: 0..31 general, 32 + n special.
 *
 * <p>This exists because nearly every instruction touches it and none may allocate. An integer write is
 * {@code x[r] = v; meta[r] = 0}: a register with {@code meta} 0 holds the null capability at address {@code x[r]}, and
 * {@code upper}, {@code base} and {@code reach} are stale. Otherwise {@code upper} is valid, and once {@link #DECODED}
 * is set so are {@code base}, {@code reach}, the permission bits and {@link #SEALED}; only tagged registers are ever
 * decoded. Register 0 is written by nobody: the predecoder sends such results to {@link #SINK}.
 */
final class Registers {
    static final CapFormat FORMAT = CapFormat.CC128;
    static final long NULL = FORMAT.nullMask();

    static final int PCC = 32;
    static final int DDC = 33;
    /** A register that no instruction reads. */
    static final int SINK = 34;
    static final int STCC = 32 + 12;
    static final int SSCRATCHC = 32 + 14;
    static final int SEPCC = 32 + 15;
    static final int MTCC = 32 + 28;
    static final int MSCRATCHC = 32 + 30;
    static final int MEPCC = 32 + 31;
    private static final int COUNT = 64;

    // meta: bits 11:0 are the hardware permissions of a decoded register, in the architecture's order.
    static final int GLOBAL = 1;
    static final int EXECUTE = 1 << 1;
    static final int LOAD = 1 << 2;
    static final int STORE = 1 << 3;
    static final int LOAD_CAP = 1 << 4;
    static final int STORE_CAP = 1 << 5;
    static final int STORE_LOCAL = 1 << 6;
    static final int PERMIT_SEAL = 1 << 7;
    static final int CINVOKE = 1 << 8;
    static final int UNSEAL = 1 << 9;
    static final int ASR = 1 << 10;
    static final int TAG = 1 << 16;
    static final int SEALED = 1 << 17;
    static final int DECODED = 1 << 18;
    /** {@code upper} is valid. */
    static final int CAP = 1 << 19;
    /** The state in which bounds can be compared. */
    static final int USABLE = TAG | DECODED;
    static final int USABLE_MASK = TAG | SEALED | DECODED;

    /** Addresses; the integer registers. */
    final long[] x = new long[COUNT];
    final long[] upper = new long[COUNT];
    final long[] base = new long[COUNT];
    /** Length in bytes, at most 2^63 - 1: a larger one is looked up the slow way. */
    final long[] reach = new long[COUNT];
    final int[] meta = new int[COUNT];

    static String name(int register) {
        if (register < 32) return XReg.of(register).c();
        return Scr.of(register - 32).map(Scr::text).orElse("register " + register);
    }

    boolean tag(int r) {
        return (meta[r] & TAG) != 0;
    }

    long upper(int r) {
        return (meta[r] & CAP) != 0 ? upper[r] : NULL;
    }

    void setInteger(int r, long value) {
        x[r] = value;
        meta[r] = 0;
    }

    void set(int r, long upper, long cursor, boolean tag) {
        x[r] = cursor;
        this.upper[r] = upper;
        meta[r] = tag ? CAP | TAG : CAP;
    }

    void copy(int to, int from) {
        x[to] = x[from];
        upper[to] = upper[from];
        base[to] = base[from];
        reach[to] = reach[from];
        meta[to] = meta[from];
    }

    /** Sets address and tag of a copy of {@code from}. */
    void derive(int to, int from, long cursor, boolean tag) {
        copy(to, from);
        x[to] = cursor;
        if (!tag) untag(to);
    }

    void untag(int r) {
        meta[r] &= CAP;
    }

    /** Decodes if tagged and not yet decoded; the new meta. */
    int decode(int r) {
        int m = meta[r];
        if ((m & USABLE) != TAG) return m;
        long up = upper[r];
        base[r] = FORMAT.base(up, x[r]);
        long length = FORMAT.shortLength(up);
        if (length < 0) length = FORMAT.length(up, x[r]);
        reach[r] = length < 0 ? Long.MAX_VALUE : length;
        m |= DECODED | FORMAT.permissions(up) | (FORMAT.isSealed(up) ? SEALED : 0);
        return meta[r] = m;
    }

    /** Whether {@code size} bytes at {@code address} are within the bounds, whatever the tag says. */
    boolean spans(int r, long address, long size) {
        if ((decode(r) & DECODED) != 0 && reach[r] != Long.MAX_VALUE) {
            long offset = address - base[r];
            return offset >= 0 && offset <= reach[r] - size;
        }
        return FORMAT.spans(upper(r), x[r], address, size);
    }

    /** Whether the address could become {@code address} and the bounds stay. */
    boolean isRepresentable(int r, long address) {
        if ((decode(r) & DECODED) != 0) {
            long offset = address - base[r];
            if (offset >= 0 && offset < reach[r]) return true;
        }
        return FORMAT.isRepresentable(upper(r), x[r], address);
    }

    /** The whole address space with all permissions, at {@code address}. */
    void setRoot(int r, long address) {
        set(r, FORMAT.root(), address, true);
        decode(r);
    }
}
