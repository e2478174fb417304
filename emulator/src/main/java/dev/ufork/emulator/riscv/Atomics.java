package dev.ufork.emulator.riscv;

/**
 * Extension A and its capability forms. Harts take turns between instructions, so a read-modify-write is a load and a
 * store; as in QEMU the load's fault comes first, and a store-conditional succeeds if the value is still the loaded one.
 */
final class Atomics {
    private static final long NONE = -1;

    private final Hart hart;
    private final Registers regs;
    private final LoadStore memory;
    private long reserved = NONE;
    private long reservedValue;
    private long reservedUpper;
    private boolean reservedTag;

    Atomics(Hart hart, LoadStore memory) {
        this.hart = hart;
        this.regs = hart.regs;
        this.memory = memory;
    }

    /** Any change of privilege ends a reservation. */
    void release() {
        reserved = NONE;
    }

    void execute(long code) {
        int rd = Code.rd(code);
        int rs2 = Code.rs2(code);
        int auth = Code.auth(code);
        long address = regs.x[Code.rs1(code)];
        int size = Code.immediate(code);
        switch (Code.operation(code)) {
            case Code.CLOADTAGS -> regs.setInteger(rd, memory.loadTags(Code.rs1(code)));
            case Code.LR -> loadReserved(rd, auth, address, size);
            case Code.SC_N -> storeConditional(rd, rs2, auth, address, size);
            case Code.LR_C -> loadReservedCapability(rd, auth, address);
            case Code.SC_C -> storeConditionalCapability(rd, rs2, auth, address);
            case Code.AMOSWAP_C -> swapCapability(rd, rs2, auth, address);
            default -> modify(Code.operation(code), rd, rs2, auth, address, size);
        }
    }

    private static long signed(long value, int size) {
        int unused = 64 - 8 * size;
        return value << unused >> unused;
    }

    private void requireAligned(long address, int size, int cause) {
        if ((address & size - 1) != 0) throw hart.trap.fault(cause, address);
    }

    private void loadReserved(int rd, int auth, long address, int size) {
        memory.check(auth, address, size, Registers.LOAD);
        requireAligned(address, size, Cause.LOAD_MISALIGNED);
        long value = signed(memory.read(address, size), size);
        reserved = address;
        reservedValue = value;
        regs.setInteger(rd, value);
    }

    private void storeConditional(int rd, int rs2, int auth, long address, int size) {
        memory.check(auth, address, size, Registers.LOAD);
        requireAligned(address, size, Cause.STORE_MISALIGNED);
        boolean succeeds = reserved == address && signed(memory.read(address, size), size) == reservedValue;
        // QEMU asks for the load permission only; the store permission is the architecture's demand.
        if (succeeds) memory.store(auth, address, size, regs.x[rs2]);
        reserved = NONE;
        regs.setInteger(rd, succeeds ? 0 : 1);
    }

    private void modify(int operation, int rd, int rs2, int auth, long address, int size) {
        memory.check(auth, address, size, Registers.LOAD | Registers.STORE);
        requireAligned(address, size, Cause.STORE_MISALIGNED);
        long old = signed(memory.read(address, size), size);
        long with = signed(regs.x[rs2], size);
        long value = switch (operation) {
            case Code.AMOSWAP -> with;
            case Code.AMOADD -> old + with;
            case Code.AMOXOR -> old ^ with;
            case Code.AMOAND -> old & with;
            case Code.AMOOR -> old | with;
            case Code.AMOMIN -> Math.min(old, with);
            case Code.AMOMAX -> Math.max(old, with);
            case Code.AMOMINU -> Long.compareUnsigned(old, with) <= 0 ? old : with;
            case Code.AMOMAXU -> Long.compareUnsigned(old, with) >= 0 ? old : with;
            default -> throw new IllegalArgumentException("operation " + operation);
        };
        memory.write(address, size, value);
        regs.setInteger(rd, old);
    }

    private void loadReservedCapability(int cd, int auth, long address) {
        memory.check(auth, address, 16, Registers.LOAD);
        requireAligned(address, 16, Cause.STORE_MISALIGNED);
        memory.readCapability(cd, auth, address);
        reserved = address;
        reservedValue = regs.x[cd];
        reservedUpper = regs.upper(cd);
        reservedTag = regs.tag(cd);
    }

    private void checkStore(int auth, long address, int cs, int permissions) {
        int meta = regs.decode(cs);
        int needed = permissions | Registers.STORE_CAP;
        checkInOrder(auth, needed);
        boolean local = (meta & Registers.TAG) != 0 && (meta & Registers.GLOBAL) == 0;
        if (local && (regs.meta[auth] & Registers.STORE_LOCAL) == 0)
            throw hart.trap.cheri(Cause.PERMIT_STORE_LOCAL_CAP, cs);
        memory.check(auth, address, 16, needed);
        requireAligned(address, 16, Cause.STORE_MISALIGNED);
    }

    /** Here all permissions come before the bounds: check them on an empty range. */
    private void checkInOrder(int auth, int permissions) {
        int meta = regs.decode(auth);
        if ((meta & Registers.USABLE_MASK) != Registers.USABLE) memory.check(auth, 0, 16, permissions);
        int missing = permissions & ~meta;
        if ((missing & Registers.LOAD) != 0) throw hart.trap.cheri(Cause.PERMIT_LOAD, auth);
        if ((missing & Registers.STORE) != 0) throw hart.trap.cheri(Cause.PERMIT_STORE, auth);
        if ((missing & Registers.STORE_CAP) != 0) throw hart.trap.cheri(Cause.PERMIT_STORE_CAP, auth);
    }

    private void storeConditionalCapability(int rd, int cs2, int auth, long address) {
        checkStore(auth, address, cs2, Registers.STORE);
        boolean succeeds = reserved == address;
        reserved = NONE;
        if (succeeds) {
            memory.readCapability(Registers.SINK, auth, address);
            succeeds = regs.x[Registers.SINK] == reservedValue && regs.upper(Registers.SINK) == reservedUpper
                    && regs.tag(Registers.SINK) == reservedTag;
        }
        if (succeeds) memory.writeCapability(cs2, address);
        regs.setInteger(rd, succeeds ? 0 : 1);
    }

    private void swapCapability(int cd, int cs2, int auth, long address) {
        checkStore(auth, address, cs2, Registers.LOAD | Registers.STORE);
        if (reserved == address) reserved = NONE;
        memory.readCapability(Registers.SINK, auth, address);
        memory.writeCapability(cs2, address);
        regs.copy(cd, Registers.SINK);
    }
}
