package dev.ufork.emulator.riscv;

import dev.ufork.emulator.Memory;
import dev.ufork.isa.cap.CapFormat;

/**
 * The ordinary case of each frequent instruction that is more than one line: jumps, memory accesses and pointer
 * arithmetic on tagged, unsealed capabilities that stay in bounds.
 *
 * <p>Every method either completes the instruction or says that it is not the ordinary case, having changed nothing.
 */
abstract class FastPaths {
    private static final int LOADABLE = Registers.USABLE | Registers.LOAD;
    private static final int LOADABLE_MASK = Registers.USABLE_MASK | Registers.LOAD;
    private static final int STORABLE = Registers.USABLE | Registers.STORE;
    private static final int STORABLE_MASK = Registers.USABLE_MASK | Registers.STORE;
    private static final int LOAD_DIFFERS = Tlb.LOAD_CLEARS | Tlb.LOAD_TRAPS;
    private static final int JUMPABLE = Registers.USABLE | Registers.EXECUTE | Registers.GLOBAL;
    static final int PCC = Registers.PCC;

    final Hart hart;
    final Registers regs;
    final long[] x;
    final long[] upper;
    final long[] base;
    final long[] reach;
    final int[] meta;
    final LoadStore memory;
    final CapabilityUnit capabilities;
    final SystemUnit system;

    FastPaths(Hart hart) {
        this.hart = hart;
        regs = hart.regs;
        x = regs.x;
        upper = regs.upper;
        base = regs.base;
        reach = regs.reach;
        meta = regs.meta;
        memory = hart.memory;
        capabilities = new CapabilityUnit(regs);
        system = hart.system;
    }

    // ------------------------------------------------------------------------------------------------- jumps

    /** The target of a branch in integer terms: within PCC, or a fault of the branch. */
    final long branch(long target) {
        long offset = target - base[PCC];
        if (offset < 0 || offset >= reach[PCC]) hart.checkBranch(target);
        return target;
    }

    final boolean pccSpans(long target) {
        long offset = target - base[PCC];
        return offset >= 0 && offset <= reach[PCC] - 2;
    }

    /** Writes the return address as a sealed entry; {@code next} is in PCC's bounds or just behind them. */
    final void link(int rd, long next) {
        x[rd] = next;
        upper[rd] = Registers.FORMAT.asSentry(upper[PCC]);
        base[rd] = base[PCC];
        reach[rd] = reach[PCC];
        meta[rd] = meta[PCC] | Registers.SEALED;
    }

    /** CJALR: PCC becomes register {@code rs}, unsealed, and {@code rd} links. */
    final void jump(int rd, int rs, long target, long next) {
        int m = regs.decode(rs);
        long offset = target - base[rs];
        boolean sentry = (m & Registers.SEALED) != 0 && target == x[rs] && Registers.FORMAT.isSentry(upper[rs]);
        boolean plain = (m & JUMPABLE) == JUMPABLE && ((m & Registers.SEALED) == 0 || sentry)
                && offset >= 0 && offset <= reach[rs] - 2 && (base[rs] & 1) == 0;
        if (!plain) system.checkJump(rs, target);
        long pccUpper = Registers.FORMAT.asUnsealed(upper[rs]);
        long pccBase = base[rs];
        long pccReach = reach[rs];
        int pccMeta = meta[rs] & ~Registers.SEALED;
        link(rd, next);
        upper[PCC] = pccUpper;
        base[PCC] = pccBase;
        reach[PCC] = pccReach;
        meta[PCC] = pccMeta;
        hart.capabilityMode = Registers.FORMAT.flags(pccUpper) != 0;
    }

    // ------------------------------------------------------------------------------------------------ memory

    /** The cache entry for an aligned load that {@code auth} permits, or -1. */
    final int loadEntry(Tlb tlb, int auth, long va, int size) {
        int m = meta[auth];
        if ((m & Registers.USABLE) == Registers.TAG) m = regs.decode(auth);
        long offset = va - base[auth];
        int e = Tlb.index(va);
        boolean hit = (m & LOADABLE_MASK) == LOADABLE && offset >= 0 && offset <= reach[auth] - size
                && tlb.loadTag[e] == (va & (Tlb.PAGE | size - 1));
        return hit ? e : -1;
    }

    final int storeEntry(Tlb tlb, int auth, long va, int size) {
        int m = meta[auth];
        if ((m & Registers.USABLE) == Registers.TAG) m = regs.decode(auth);
        long offset = va - base[auth];
        int e = Tlb.index(va);
        boolean hit = (m & STORABLE_MASK) == STORABLE && offset >= 0 && offset <= reach[auth] - size
                && tlb.storeTag[e] == (va & (Tlb.PAGE | size - 1));
        return hit ? e : -1;
    }

    static void untag(long[] tags, int granule) {
        long word = tags[granule >>> 6];
        if (word != 0) tags[granule >>> 6] = word & ~(1L << granule);
    }

    final void loadSlowly(long w, long va) {
        int kind = Code.operation(w) - Code.LB;
        int size = 1 << (kind & 3);
        long value = memory.load(Code.auth(w), va, size);
        int unused = 64 - 8 * size;
        boolean signed = kind < 4;
        regs.setInteger(Code.rd(w), signed ? value << unused >> unused : value);
    }

    final boolean loadCapability(Tlb tlb, int rd, int auth, long va) {
        int e = loadEntry(tlb, auth, va, 16);
        if (e < 0) return false;
        int at = tlb.loadAt[e] + ((int) va & 4095);
        long tag = tlb.loadTags[e][at >>> 10] >>> (at >>> 4) & 1;
        if (tag != 0 && (tlb.loadCheri[e] & LOAD_DIFFERS | ~meta[auth] & Registers.LOAD_CAP) != 0) return false;
        byte[] bytes = tlb.loadBytes[e];
        long cursor = (long) Memory.LONG.get(bytes, at);
        upper[rd] = Registers.FORMAT.memoryForm((long) Memory.LONG.get(bytes, at + 8));
        x[rd] = cursor;
        meta[rd] = tag != 0 ? Registers.CAP | Registers.TAG : Registers.CAP;
        return true;
    }

    final boolean storeCapability(Tlb tlb, int cs, int auth, long va) {
        int e = storeEntry(tlb, auth, va, 16);
        if (e < 0) return false;
        long up = regs.upper(cs);
        boolean tag = (meta[cs] & Registers.TAG) != 0;
        if (tag) {
            boolean global = (Registers.FORMAT.permissions(up) & Registers.GLOBAL) != 0;
            int needed = global ? Registers.STORE_CAP : Registers.STORE_CAP | Registers.STORE_LOCAL;
            if ((~meta[auth] & needed) != 0 || (tlb.storeCheri[e] & Tlb.STORE_TRAPS) != 0) return false;
        }
        int at = tlb.storeAt[e] + ((int) va & 4095);
        byte[] bytes = tlb.storeBytes[e];
        Memory.LONG.set(bytes, at, x[cs]);
        Memory.LONG.set(bytes, at + 8, Registers.FORMAT.memoryForm(up));
        long[] tags = tlb.storeTags[e];
        if (tag) tags[at >>> 10] |= 1L << (at >>> 4);
        else untag(tags, at >>> 4);
        return true;
    }

    // ------------------------------------------------------------------------------------------ capabilities

    final void copy(int to, int from, long cursor) {
        upper[to] = upper[from];
        base[to] = base[from];
        reach[to] = reach[from];
        meta[to] = meta[from];
        x[to] = cursor;
    }

    /** Moves an integer, or a capability that stays in its bounds; false if it is neither. */
    final boolean moved(int to, int from, long address) {
        int m = meta[from];
        if (m == 0) {
            x[to] = address;
            meta[to] = 0;
            return true;
        }
        if ((m & Registers.USABLE) == Registers.TAG) m = regs.decode(from);
        long offset = address - base[from];
        if ((m & Registers.USABLE_MASK) != Registers.USABLE || offset < 0 || offset >= reach[from]) return false;
        copy(to, from, address);
        return true;
    }

    /** CSetBounds and its like; here with a request inside a capability of less than half the address space. */
    final void bound(int to, int from, long length, boolean exactly) {
        long cursor = x[from];
        int m = regs.decode(from);
        long offset = cursor - base[from];
        boolean inside = (m & Registers.USABLE_MASK) == Registers.USABLE && reach[from] != Long.MAX_VALUE
                && length >= 0 && offset >= 0 && offset <= reach[from] - length;
        long fit = Registers.FORMAT.fit(cursor, length);
        boolean exact = CapFormat.isExact(fit);
        if (!inside || exactly && !exact) {
            capabilities.setBounds(to, from, length, exactly);
            return;
        }
        upper[to] = Registers.FORMAT.withBounds(upper[from], fit);
        x[to] = cursor;
        base[to] = cursor;
        reach[to] = length;
        meta[to] = exact ? m : m & ~Registers.DECODED;
    }
}
