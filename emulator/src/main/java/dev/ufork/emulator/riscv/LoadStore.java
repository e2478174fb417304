package dev.ufork.emulator.riscv;

import dev.ufork.emulator.Bus;
import dev.ufork.emulator.Memory;

/**
 * Memory accesses the slow way: capability checks in architectural order, translation, devices, pages that need
 * attention, accesses across pages. The {@link Interpreter} comes here with whatever its fast paths do not cover.
 */
final class LoadStore {
    private final Hart hart;
    private final Registers regs;
    private final Mmu mmu;
    private final Bus bus;

    LoadStore(Hart hart, Bus bus) {
        this.hart = hart;
        this.regs = hart.regs;
        this.mmu = hart.mmu;
        this.bus = bus;
    }

    /**
     * The checks of a memory access through register {@code auth}, in QEMU's order: tag, seal, load permissions,
     * bounds of a load, store permissions, bounds.
     *
     * @param permissions bits of {@link Registers}
     */
    void check(int auth, long address, int size, int permissions) {
        int meta = regs.decode(auth);
        if ((meta & Registers.TAG) == 0) throw hart.trap.cheri(Cause.TAG, auth);
        if ((meta & Registers.SEALED) != 0) throw hart.trap.cheri(Cause.SEAL, auth);
        int missing = permissions & ~meta;
        if ((missing & Registers.LOAD) != 0) throw hart.trap.cheri(Cause.PERMIT_LOAD, auth);
        if ((missing & Registers.LOAD_CAP) != 0) throw hart.trap.cheri(Cause.PERMIT_LOAD_CAP, auth);
        boolean inBounds = regs.spans(auth, address, size);
        // DDC's permissions are checked for the first byte, whatever the access's size.
        boolean begins = inBounds || auth == Registers.DDC && regs.spans(auth, address, 1);
        if (begins || (permissions & Registers.LOAD) == 0) {
            if ((missing & Registers.STORE) != 0) throw hart.trap.cheri(Cause.PERMIT_STORE, auth);
            if ((missing & Registers.STORE_CAP) != 0) throw hart.trap.cheri(Cause.PERMIT_STORE_CAP, auth);
            if ((missing & Registers.STORE_LOCAL) != 0) throw hart.trap.cheri(Cause.PERMIT_STORE_LOCAL_CAP, auth);
        }
        if (!inBounds) throw hart.trap.cheri(Cause.LENGTH, auth);
    }

    /** The permissions that storing register {@code r} as a capability needs. */
    int toStore(int r) {
        int meta = regs.decode(r);
        if ((meta & Registers.TAG) == 0) return Registers.STORE;
        int needed = Registers.STORE | Registers.STORE_CAP;
        return (meta & Registers.GLOBAL) != 0 ? needed : needed | Registers.STORE_LOCAL;
    }

    /** The zero-extended {@code size} bytes at {@code va}, checked against {@code auth}. */
    long load(int auth, long va, int size) {
        check(auth, va, size, Registers.LOAD);
        return read(va, size);
    }

    /** As {@link #load}, without the capability check. */
    long read(long va, int size) {
        long over = (va & 4095) + size - 4096;
        if (over > 0) return readAcross(va, size, (int) over);
        long physical = mmu.translate(va, size, Mmu.LOAD);
        Memory memory = bus.memory(physical, size);
        if (memory != null) {
            hart.report(va, size);
            return memory.load(physical, size);
        }
        // QEMU splits a misaligned load into aligned ones, the first of which is refused.
        if ((va & size - 1) != 0 || !bus.answers(physical, size)) throw hart.trap.fault(Cause.LOAD_ACCESS, va & -size);
        hart.touchDevice();
        return bus.load(physical, size);
    }

    private long readAcross(long va, int size, int over) {
        long first = mmu.translate(va, size - over, Mmu.LOAD);
        long second = mmu.translate(va + size & Tlb.PAGE, over, Mmu.LOAD);
        long value = 0;
        for (int i = 0; i < size; i++) {
            boolean inFirst = i < size - over;
            long at = inFirst ? first + i : second + i - (size - over);
            if (bus.memory(at, 1) == null) throw hart.trap.fault(Cause.LOAD_ACCESS, (va & -size) + (inFirst ? 0 : size));
            value |= bus.load(at, 1) << 8 * i;
        }
        hart.report(va, size);
        return value;
    }

    /** Stores the low {@code size} bytes of {@code value} at {@code va}, checked against {@code auth}. */
    void store(int auth, long va, int size, long value) {
        check(auth, va, size, Registers.STORE);
        write(va, size, value);
    }

    /** As {@link #store}, without the capability check. */
    void write(long va, int size, long value) {
        long over = (va & 4095) + size - 4096;
        if (over > 0) {
            writeAcross(va, size, (int) over, value);
            return;
        }
        long physical = mmu.translate(va, size, Mmu.STORE);
        Memory memory = bus.memory(physical, size);
        if (memory != null) {
            if (memory.writable()) memory.store(physical, size, value);
            hart.stored(memory, physical, size);
            return;
        }
        if ((va & size - 1) != 0 || !bus.answers(physical, size)) throw hart.trap.fault(Cause.STORE_ACCESS, va);
        hart.touchDevice();
        bus.store(physical, size, value);
    }

    private void writeAcross(long va, int size, int over, long value) {
        long first = mmu.translate(va, size - over, Mmu.STORE);
        long second = mmu.translate(va + size & Tlb.PAGE, over, Mmu.STORE);
        for (int i = 0; i < size; i++) {
            long at = i < size - over ? first + i : second + i - (size - over);
            Memory memory = bus.memory(at, 1);
            if (memory == null) throw hart.trap.fault(Cause.STORE_ACCESS, va + i);
            if (memory.writable()) memory.store(at, 1, value >>> 8 * i);
            hart.stored(memory, at, 1);
        }
    }

    /** CLC: loads register {@code cd} from {@code va}. */
    void loadCapability(int cd, int auth, long va) {
        check(auth, va, 16, Registers.LOAD);
        if ((va & 15) != 0) throw hart.trap.fault(Cause.LOAD_MISALIGNED, va);
        readCapability(cd, auth, va);
    }

    /** Reads a checked and aligned capability; its tag depends on {@code auth} and on the page. */
    void readCapability(int cd, int auth, long va) {
        long physical = mmu.translate(va, 16, Mmu.LOAD);
        Memory memory = bus.memory(physical, 16);
        // The upper half is fetched first, and its address is the one reported.
        if (memory == null) throw hart.trap.fault(Cause.LOAD_ACCESS, va + 8);
        boolean tag = memory.tag(physical) && loadsTag(auth, va);
        hart.report(va, 16);
        regs.set(cd, Registers.FORMAT.memoryForm(memory.load(physical + 8, 8)), memory.load(physical, 8), tag);
    }

    private boolean loadsTag(int auth, long va) {
        if ((mmu.cheri() & Tlb.LOAD_CLEARS) != 0 || (regs.meta[auth] & Registers.LOAD_CAP) == 0) return false;
        if ((mmu.cheri() & Tlb.LOAD_TRAPS) != 0) throw hart.trap.fault(Cause.LOAD_CAP_PAGE, va);
        return true;
    }

    /** CSC: stores register {@code cs} at {@code va}. */
    void storeCapability(int cs, int auth, long va) {
        check(auth, va, 16, toStore(cs));
        if ((va & 15) != 0) throw hart.trap.fault(Cause.STORE_MISALIGNED, va);
        writeCapability(cs, va);
    }

    /** Writes a register to a checked and aligned address. */
    void writeCapability(int cs, long va) {
        boolean tag = regs.tag(cs);
        long physical = mmu.translate(va, 16, tag ? Mmu.STORE_CAP : Mmu.STORE);
        Memory memory = bus.memory(physical, 16);
        if (memory == null) throw hart.trap.fault(Cause.STORE_ACCESS, va + 8);
        if (!memory.writable()) return;
        memory.store(physical, 8, regs.x[cs]);
        memory.store(physical + 8, 8, Registers.FORMAT.memoryForm(regs.upper(cs)));
        memory.tag(physical, tag);
        hart.stored(memory, physical, 16);
    }

    /** CLoadTags: the tags of 64 bytes. */
    long loadTags(int auth) {
        long va = regs.x[auth];
        check(auth, va, 64, Registers.LOAD | Registers.LOAD_CAP);
        if ((va & 63) != 0) throw hart.trap.fault(Cause.LOAD_MISALIGNED, va);
        long physical = mmu.translate(va, 64, Mmu.LOAD);
        Memory memory = bus.memory(physical, 64);
        if (memory == null || (mmu.cheri() & Tlb.LOAD_CLEARS) != 0) return 0;
        int tags = memory.tags64(physical);
        if (tags != 0 && (mmu.cheri() & Tlb.LOAD_TRAPS) != 0) throw hart.trap.fault(Cause.LOAD_CAP_PAGE, va);
        return tags;
    }
}
