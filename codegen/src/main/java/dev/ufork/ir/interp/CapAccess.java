package dev.ufork.ir.interp;

import dev.ufork.ir.Mem;
import dev.ufork.ir.interp.Fault.Kind;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.cap.Capability;
import dev.ufork.isa.cap.Permission;

/** Accesses to memory through capabilities: each checked once, at address + offset, in the order of {@link Kind}. */
final class CapAccess {
    private static final int CAP = CapFormat.BYTES;

    private final CapFormat format;
    private final Memory memory;

    CapAccess(CapFormat format, Memory memory) {
        this.format = format;
        this.memory = memory;
    }

    long load(Capability cap, long offset, Mem mem) {
        long at = check(cap, offset, mem.bytes(), Permission.LOAD, Kind.PERMIT_LOAD);
        long v = memory.load(at, mem.bytes());
        return switch (mem) {
            case S8 -> (byte) v;
            case S16 -> (short) v;
            case I32 -> (int) v;
            default -> v;
        };
    }

    void store(Capability cap, long offset, Mem mem, long value) {
        memory.store(check(cap, offset, mem.bytes(), Permission.STORE, Kind.PERMIT_STORE), mem.bytes(), value);
    }

    /** Without the permission to load capabilities, the tag stays behind. */
    Capability loadCap(Capability cap, long offset) {
        long at = check(cap, offset, CAP, Permission.LOAD, Kind.PERMIT_LOAD);
        long high = format.memoryForm(memory.load(at + 8, 8));
        return new Capability(format, high, memory.load(at, 8), memory.tag(at) && cap.permits(Permission.LOAD_CAP));
    }

    void storeCap(Capability cap, long offset, Capability value) {
        long at = cap.cursor() + offset;
        if (cap.tag() && !cap.isSealed() && cap.permits(Permission.STORE) && value.tag()) {
            if (!cap.permits(Permission.STORE_CAP)) throw fault(Kind.PERMIT_STORE_CAP, cap, at, CAP);
            if (!value.permits(Permission.GLOBAL) && !cap.permits(Permission.STORE_LOCAL)) {
                throw fault(Kind.PERMIT_STORE_LOCAL, cap, at, CAP);
            }
        }
        check(cap, offset, CAP, Permission.STORE, Kind.PERMIT_STORE);
        memory.store(at, 8, value.cursor());
        memory.store(at + 8, 8, format.memoryForm(value.pesbt()));
        memory.tag(at, value.tag());
    }

    long loadTags(Capability cap, long offset) {
        long at = cap.cursor() + offset;
        if (cap.tag() && !cap.isSealed() && cap.permits(Permission.LOAD) && !cap.permits(Permission.LOAD_CAP)) {
            throw fault(Kind.PERMIT_LOAD_CAP, cap, at, 4 * CAP);
        }
        check(cap, offset, 4 * CAP, Permission.LOAD, Kind.PERMIT_LOAD);
        long tags = 0;
        for (int i = 0; i < 4; i++) if (memory.tag(at + i * CAP)) tags |= 1L << i;
        return tags;
    }

    private long check(Capability cap, long offset, int size, Permission permission, Kind denied) {
        long at = cap.cursor() + offset;
        if (!cap.tag()) throw fault(Kind.TAG, cap, at, size);
        if (cap.isSealed()) throw fault(Kind.SEAL, cap, at, size);
        if (!cap.permits(permission)) throw fault(denied, cap, at, size);
        if (!format.spans(cap.pesbt(), cap.cursor(), at, size)) throw fault(Kind.LENGTH, cap, at, size);
        if ((at & size - 1) != 0) throw fault(Kind.ALIGNMENT, cap, at, size);
        if (!memory.isMapped(at, size)) throw fault(Kind.PAGE, cap, at, size);
        return at;
    }

    /** Whether the next instruction may be the one at the capability's address. */
    static void checkJump(Capability target) {
        if (!target.tag()) throw fault(Kind.TAG, target, target.cursor(), 0);
        if (target.isSealed() && !target.format().isSentry(target.pesbt())) throw fault(Kind.SEAL, target, target.cursor(), 0);
        if (!target.permits(Permission.EXECUTE)) throw fault(Kind.PERMIT_EXECUTE, target, target.cursor(), 0);
    }

    private static FaultSignal fault(Kind kind, Capability cap, long address, int size) {
        return new FaultSignal(new Fault(kind, cap, address, size));
    }
}
