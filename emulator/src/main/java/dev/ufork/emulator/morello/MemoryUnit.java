package dev.ufork.emulator.morello;

import static dev.ufork.emulator.morello.Registers.*;
import static dev.ufork.isa.cap.CapFormat.CC128M;

import dev.ufork.emulator.Bus;
import dev.ufork.emulator.Clock;
import dev.ufork.emulator.Memory;
import java.util.Arrays;

/**
 * A core's way to memory: capability check, address cache, and behind it {@link Translation} and the bus.
 *
 * <p>An access is checked against a register's capability: the base register in C64, DDC in A64. The fast path needs
 * decoded bounds that permit it and a cached page; everything else, and every fault, is decided by the slow path, which
 * checks again from the start in the manual's order.
 */
class MemoryUnit extends Flags {
    private static final int ENTRIES = 256;
    /** An address that never translates: bit 55 is not the sign of the bits below. */
    private static final long NO_PAGE = 1L << 55;
    static final long PAGE = 4096;

    final Registers regs;
    final SystemState sys;
    final Bus bus;
    final Clock clock;
    final Translation translation;
    final CodeCache code;
    final Fault fault = new Fault();

    // One half for EL0, one for all others; an entry serves one page.
    private final long[] readPage = new long[2 * ENTRIES];
    private final long[] writePage = new long[2 * ENTRIES];
    private final byte[][] pageBytes = new byte[2 * ENTRIES][];
    private final long[][] pageTags = new long[2 * ENTRIES][];
    private final int[] pageOffset = new int[2 * ENTRIES];
    private final int[] pageCaps = new int[2 * ENTRIES];
    private int half = ENTRIES;
    /** All ones if SCTLR.A demands aligned accesses. */
    private long strict;

    MemoryUnit(Registers regs, SystemState sys, Bus bus, Clock clock, CodeCache code) {
        this.regs = regs;
        this.sys = sys;
        this.bus = bus;
        this.clock = clock;
        this.code = code;
        translation = new Translation(sys, bus, fault);
        code.onFirstUse(this::forgetWrites);
        forgetPages();
    }

    /** Called whenever exception level, SCTLR or translation registers have changed. */
    void regimeChanged() {
        half = sys.el == 0 ? 0 : ENTRIES;
        strict = (sys.sctlr() & 2) != 0 ? -1 : 0;
    }

    /** Forgets all translations. */
    void forgetPages() {
        Arrays.fill(readPage, NO_PAGE);
        Arrays.fill(writePage, NO_PAGE);
    }

    private void forgetWrites() {
        Arrays.fill(writePage, NO_PAGE);
    }

    // -------------------------------------------------------------------------------------- integer accesses

    private boolean readable(int rc, long address, int size) {
        long offset = address - regs.base[rc];
        return (regs.state[rc] & LOAD) != 0 && Long.compareUnsigned(offset, regs.length[rc]) < 0
                && Long.compareUnsigned(offset + (size - 1), regs.length[rc]) < 0;
    }

    private boolean writable(int rc, long address, int size) {
        long offset = address - regs.base[rc];
        return (regs.state[rc] & STORE) != 0 && Long.compareUnsigned(offset, regs.length[rc]) < 0
                && Long.compareUnsigned(offset + (size - 1), regs.length[rc]) < 0;
    }

    private boolean cached(long page, long address, int size) {
        return ((address ^ page) & (-PAGE | size - 1 & strict)) == 0 && (address & PAGE - 1) <= PAGE - size;
    }

    private int entry(long address) {
        return (int) (address >>> 12) & ENTRIES - 1 | half;
    }

    final long load8(int rc, long a) {
        int i = entry(a);
        if (readable(rc, a, 8) && cached(readPage[i], a, 8)) return (long) Memory.LONG.get(pageBytes[i], pageOffset[i] + (int) (a & PAGE - 1));
        return loadSlow(rc, a, 8);
    }

    final long load4(int rc, long a) {
        int i = entry(a);
        if (readable(rc, a, 4) && cached(readPage[i], a, 4))
            return (int) Memory.INT.get(pageBytes[i], pageOffset[i] + (int) (a & PAGE - 1)) & 0xffffffffL;
        return loadSlow(rc, a, 4);
    }

    final long load2(int rc, long a) {
        int i = entry(a);
        if (readable(rc, a, 2) && cached(readPage[i], a, 2))
            return (short) Memory.SHORT.get(pageBytes[i], pageOffset[i] + (int) (a & PAGE - 1)) & 0xffffL;
        return loadSlow(rc, a, 2);
    }

    final long load1(int rc, long a) {
        int i = entry(a);
        if (readable(rc, a, 1) && cached(readPage[i], a, 1)) return pageBytes[i][pageOffset[i] + (int) (a & PAGE - 1)] & 0xffL;
        return loadSlow(rc, a, 1);
    }

    final void store8(int rc, long a, long value) {
        int i = entry(a);
        if (writable(rc, a, 8) && cached(writePage[i], a, 8)) {
            int at = pageOffset[i] + (int) (a & PAGE - 1);
            Memory.LONG.set(pageBytes[i], at, value);
            Memory.clearTags(pageTags[i], at, 8);
        } else {
            storeSlow(rc, a, 8, value);
        }
    }

    final void store4(int rc, long a, long value) {
        int i = entry(a);
        if (writable(rc, a, 4) && cached(writePage[i], a, 4)) {
            int at = pageOffset[i] + (int) (a & PAGE - 1);
            Memory.INT.set(pageBytes[i], at, (int) value);
            Memory.clearTags(pageTags[i], at, 4);
        } else {
            storeSlow(rc, a, 4, value);
        }
    }

    final void store2(int rc, long a, long value) {
        int i = entry(a);
        if (writable(rc, a, 2) && cached(writePage[i], a, 2)) {
            int at = pageOffset[i] + (int) (a & PAGE - 1);
            Memory.SHORT.set(pageBytes[i], at, (short) value);
            Memory.clearTags(pageTags[i], at, 2);
        } else {
            storeSlow(rc, a, 2, value);
        }
    }

    final void store1(int rc, long a, long value) {
        int i = entry(a);
        if (writable(rc, a, 1) && cached(writePage[i], a, 1)) {
            int at = pageOffset[i] + (int) (a & PAGE - 1);
            pageBytes[i][at] = (byte) value;
            Memory.clearTags(pageTags[i], at, 1);
        } else {
            storeSlow(rc, a, 1, value);
        }
    }

    final long load(int rc, long a, int size) {
        return switch (size) {
            case 1 -> load1(rc, a);
            case 2 -> load2(rc, a);
            case 4 -> load4(rc, a);
            default -> load8(rc, a);
        };
    }

    final void store(int rc, long a, int size, long value) {
        switch (size) {
            case 1 -> store1(rc, a, value);
            case 2 -> store2(rc, a, value);
            case 4 -> store4(rc, a, value);
            default -> store8(rc, a, value);
        }
    }

    /** Loads 8 bytes of an access of {@code size}, all of which is checked before. */
    final long load8of(int rc, long a, int size) {
        if (!readable(rc, a, size)) check(rc, a, size, PERM_LOAD, false);
        return load8(rc, a);
    }

    /** Checks all of an access that is made in pieces. */
    final void checkWhole(int rc, long a, int size, boolean load) {
        if (load ? !readable(rc, a, size) : !writable(rc, a, size)) check(rc, a, size, load ? PERM_LOAD : PERM_STORE, !load);
    }

    /** Whether LDTR and STTR have EL0's rights here. */
    final boolean userAccess() {
        return sys.el == 0 || sys.el == 1 && !sys.uao || sys.el == 2 && sys.isHost() && (sys.hcr() & SystemState.HCR_TGE) != 0 && !sys.uao;
    }

    /** Faults if SCTLR.A demands alignment and {@code a} has none. */
    final void requireStrict(long a, int size, boolean write) {
        if (strict != 0 && (a & size - 1) != 0) throw alignment(a, write);
    }

    private long loadSlow(int rc, long a, int size) {
        check(rc, a, size, PERM_LOAD, false);
        requireStrict(a, size, false);
        return read(a, size, sys.el == 0);
    }

    private void storeSlow(int rc, long a, int size, long value) {
        check(rc, a, size, PERM_STORE, true);
        requireStrict(a, size, true);
        write(a, size, value, sys.el == 0);
    }

    /** An access that is checked already, with EL0's or this level's permissions. */
    final long read(long a, int size, boolean user) {
        if ((a & PAGE - 1) > PAGE - size) {
            long value = 0;
            for (int i = 0; i < size; i++) value |= readByteOf(a + i, user) << 8 * i;
            report(a, size);
            return value;
        }
        long p = translation.translate(a, Translation.READ, user);
        Memory memory = bus.memory(p, size);
        if (memory == null) return device(p, size, a);
        if (user == (half == 0)) cacheRead(a, p, memory);
        report(a, size);
        return memory.load(p, size);
    }

    private long readByteOf(long a, boolean user) {
        long p = translation.translate(a, Translation.READ, user);
        if (!bus.answers(p, 1)) throw external(a, false);
        return bus.load(p, 1);
    }

    private long device(long p, int size, long a) {
        if (!bus.answers(p, size)) throw external(a, false);
        tellTime();
        return bus.load(p, size);
    }

    /** Says what time it is, before a device is reached. */
    void tellTime() {}

    /** Must every load of the address be reported? Such pages are not cached for loads. */
    boolean isReported(long a) {
        return false;
    }

    /** A load from there has been made. */
    void report(long a, int size) {}

    /** Something outside may have changed: a device was written to. */
    void deviceTouched() {}

    final void write(long a, int size, long value, boolean user) {
        if ((a & PAGE - 1) > PAGE - size) {
            for (int i = 0; i < size; i++) translation.translate(a + i, Translation.WRITE, user);
            for (int i = 0; i < size; i++) write(a + i, 1, value >>> 8 * i, user);
            return;
        }
        long p = translation.translate(a, Translation.WRITE, user);
        Memory memory = bus.memory(p, size);
        if (memory == null) {
            if (!bus.answers(p, size)) throw external(a, true);
            tellTime();
            bus.store(p, size, value);
            deviceTouched();
            return;
        }
        if (user == (half == 0)) cacheWrite(a, p, memory);
        memory.store(p, size, value);
        code.written(p, size);
    }

    private void cacheRead(long a, long p, Memory memory) {
        if (isReported(a)) return;
        int i = entry(a);
        long page = a & -PAGE;
        if (writePage[i] != page) writePage[i] = NO_PAGE;
        fill(i, p, memory);
        readPage[i] = page;
    }

    private void cacheWrite(long a, long p, Memory memory) {
        if (code.holds(p)) return;
        int i = entry(a);
        long page = a & -PAGE;
        if (readPage[i] != page) readPage[i] = NO_PAGE;
        fill(i, p, memory);
        writePage[i] = page;
    }

    private void fill(int i, long p, Memory memory) {
        Memory.Chunk chunk = memory.chunk(p);
        pageBytes[i] = chunk.bytes;
        pageTags[i] = chunk.tags;
        pageOffset[i] = Memory.offset(p & -PAGE);
        pageCaps[i] = translation.capabilityBits;
    }

    // ---------------------------------------------------------------------------------- capability accesses

    /** Loads the capability at {@code a} into {@code rd}; 16 bytes of it are in bounds as {@code rc} says. */
    final void loadCap(int rc, long a, int rd) {
        int i = entry(a);
        if (readable(rc, a, 16) && ((a ^ readPage[i]) & (-PAGE | 15)) == 0 && (pageCaps[i] & ~Translation.NO_STORE) == 0) {
            int at = pageOffset[i] + (int) (a & PAGE - 1);
            byte[] bytes = pageBytes[i];
            boolean tag = (pageTags[i][at >>> 10] >>> (at >>> 4) & 1) != 0;
            setLoaded(rd, (long) Memory.LONG.get(bytes, at), (long) Memory.LONG.get(bytes, at + 8) ^ NULL, tag, regs.upper[rc]);
            return;
        }
        check(rc, a, 16, PERM_LOAD, false);
        loadChecked(regs.pesbt(rc), a, rd, sys.el == 0);
    }

    /** As {@link #loadCap}, after the check; {@code authority} is the upper half of the capability that was checked. */
    final void loadChecked(long authority, long a, int rd, boolean user) {
        if ((a & 15) != 0) throw alignment(a, false);
        long p = translation.translate(a, Translation.READ, user);
        int caps = translation.capabilityBits;
        Memory memory = bus.memory(p, 16);
        boolean tag = memory != null && memory.tag(p);
        boolean lost = tag && ((caps & Translation.CLEAR) != 0 || (CC128M.permissions(authority) & PERM_LOAD_CAP) == 0);
        if (!lost && (tag && (caps & Translation.TRAP) != 0 || (caps & Translation.TRAP_ANY) != 0)) throw page(a, false);
        tag &= !lost;
        report(a, 16);
        if (memory == null) {
            setLoaded(rd, device(p, 8, a), device(p + 8, 8, a) ^ NULL, false, authority);
            return;
        }
        if (user == (half == 0)) cacheRead(a, p, memory);
        setLoaded(rd, memory.load(p, 8), memory.load(p + 8, 8) ^ NULL, tag, authority);
    }

    /** What is loaded is weakened by what the authority lacks (Morello's CapSquashPostLoadCap). */
    private void setLoaded(int rd, long value, long upper, boolean tag, long authority) {
        int perms = CC128M.permissions(authority);
        if ((perms & PERM_LOAD_CAP) == 0) tag = false;
        if (tag && (perms & PERM_MUTABLE_LOAD) == 0 && !CC128M.isSealed(upper)) {
            int lost = PERM_STORE | PERM_STORE_CAP | PERM_STORE_LOCAL | PERM_MUTABLE_LOAD;
            upper = CC128M.withPermissionWord(upper, CC128M.permissions(upper) & ~lost);
        }
        regs.setCap(rd, value, upper, tag);
    }

    final void storeCap(int rc, long a, int rs) {
        int i = entry(a);
        boolean tag = regs.tag(rs);
        if (writable(rc, a, 16) && ((a ^ writePage[i]) & (-PAGE | 15)) == 0 && (!tag || mayStoreTag(rc, i, rs))) {
            int at = pageOffset[i] + (int) (a & PAGE - 1);
            byte[] bytes = pageBytes[i];
            Memory.LONG.set(bytes, at, regs.x[rs]);
            Memory.LONG.set(bytes, at + 8, regs.pesbt(rs) ^ NULL);
            long bit = 1L << (at >>> 4);
            if (tag) pageTags[i][at >>> 10] |= bit;
            else pageTags[i][at >>> 10] &= ~bit;
            return;
        }
        check(rc, a, 16, storePermissions(rs), true);
        storeChecked(a, rs, sys.el == 0);
    }

    private boolean mayStoreTag(int rc, int i, int rs) {
        int perms = CC128M.permissions(regs.upper[rc]);
        int needed = PERM_STORE_CAP | ((CC128M.permissions(regs.upper[rs]) & PERM_GLOBAL) == 0 ? PERM_STORE_LOCAL : 0);
        return (perms & needed) == needed && (pageCaps[i] & Translation.NO_STORE) == 0;
    }

    final int storePermissions(int rs) {
        if (!regs.tag(rs)) return PERM_STORE;
        return PERM_STORE | PERM_STORE_CAP | (regs.permits(rs, PERM_GLOBAL) ? 0 : PERM_STORE_LOCAL);
    }

    final void storeChecked(long a, int rs, boolean user) {
        if ((a & 15) != 0) throw alignment(a, true);
        boolean tag = regs.tag(rs);
        long p = translation.translate(a, Translation.WRITE, user);
        if (tag && (translation.capabilityBits & Translation.NO_STORE) != 0) throw page(a, true);
        Memory memory = bus.memory(p, 16);
        if (memory == null) {
            if (!bus.answers(p, 8)) throw external(a, true);
            tellTime();
            bus.store(p, 8, regs.x[rs]);
            bus.store(p + 8, 8, regs.pesbt(rs) ^ NULL);
            deviceTouched();
            return;
        }
        if (user == (half == 0)) cacheWrite(a, p, memory);
        memory.store(p, 8, regs.x[rs]);
        memory.store(p + 8, 8, regs.pesbt(rs) ^ NULL);
        memory.tag(p, tag);
        code.written(p, 16);
    }

    /** LDCT: the tags of the 64 bytes at {@code a}. */
    final int loadTags(int rc, long a) {
        check(rc, a, 64, PERM_LOAD, false);
        if ((a & 63) != 0) throw alignment(a, false);
        long p = translation.translate(a, Translation.READ, sys.el == 0);
        int caps = translation.capabilityBits;
        Memory memory = bus.memory(p, 64);
        int tags = memory == null || (caps & Translation.CLEAR) != 0 ? 0 : memory.tags64(p);
        if (tags != 0 && (caps & Translation.TRAP) != 0 || (caps & Translation.TRAP_ANY) != 0) throw page(a, false);
        return regs.permits(rc, PERM_LOAD_CAP) ? tags : 0;
    }

    /** STCT: sets the tags of the 64 bytes at {@code a}. */
    final void storeTags(int rc, long a, int tags) {
        check(rc, a, 64, PERM_STORE | (tags != 0 ? PERM_STORE_CAP : 0), true);
        if ((a & 63) != 0) throw alignment(a, true);
        long p = translation.translate(a, Translation.WRITE, sys.el == 0);
        if (tags != 0 && (translation.capabilityBits & Translation.NO_STORE) != 0) throw page(a, true);
        Memory memory = bus.memory(p, 64);
        if (memory != null) for (int i = 0; i < 4; i++) memory.tag(p + 16L * i, (tags >>> i & 1) != 0);
    }

    // --------------------------------------------------------------------------------------------------- checks

    /**
     * Checks an access of {@code size} bytes with register {@code rc}, in the order of Morello's CheckCapability: tag,
     * seal, permissions to load, bounds for a load, permissions to store, bounds.
     */
    final void check(int rc, long a, int size, int perms, boolean write) {
        regs.decode(rc);
        boolean isLoad = (perms & PERM_LOAD) != 0;
        if (!regs.tag(rc)) throw capability(Syndrome.FSC_CAP_TAG, a, !isLoad);
        if (regs.isSealed(rc)) throw capability(Syndrome.FSC_CAP_SEAL, a, !isLoad);
        int missing = perms & ~regs.permissions(rc);
        if ((missing & (PERM_LOAD | PERM_LOAD_CAP)) != 0) throw capability(Syndrome.FSC_CAP_PERM, a, false);
        boolean inside = regs.spans(rc, a, size);
        if (missing != 0 && (!isLoad || inside)) throw capability(Syndrome.FSC_CAP_PERM, a, true);
        if (!inside) throw capability(Syndrome.FSC_CAP_BOUNDS, a, !isLoad);
    }

    final Fault capability(int code, long a, boolean write) {
        return dataAbort(code, a, write, sys.capabilityTarget());
    }

    final Fault alignment(long a, boolean write) {
        return dataAbort(Syndrome.FSC_ALIGNMENT, a, write, sys.defaultTarget());
    }

    private Fault page(long a, boolean write) {
        return dataAbort(Syndrome.FSC_CAP_PAGE, a, write, sys.capabilityTarget());
    }

    private Fault external(long a, boolean write) {
        return dataAbort(Syndrome.FSC_EXTERNAL, a, write, sys.defaultTarget());
    }

    private Fault dataAbort(int code, long a, boolean write, int target) {
        int same = target == sys.el ? 1 : 0;
        return fault.of(Syndrome.of(Syndrome.DATA_ABORT + same, code | (write ? Syndrome.WRITE : 0)), target).at(a);
    }
}
