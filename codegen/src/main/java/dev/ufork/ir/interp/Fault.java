package dev.ufork.ir.interp;

import dev.ufork.isa.cap.Capability;

/**
 * An access or jump that its capability does not allow, or that meets no memory: the same facts that kernel code sees when
 * it runs hosted, and that a machine reports.
 *
 * @param kind    the first rule that failed
 * @param cap     what authorised it, or did not
 * @param address of the first byte
 * @param size    of the access in bytes; 0 for a jump
 */
public record Fault(Kind kind, Capability cap, long address, int size) {
    /** The rules, in the order in which they are checked. */
    public enum Kind {
        TAG, SEAL, PERMIT_LOAD, PERMIT_STORE, PERMIT_LOAD_CAP, PERMIT_STORE_CAP, PERMIT_STORE_LOCAL, PERMIT_EXECUTE, LENGTH,
        ALIGNMENT, PAGE
    }

    @Override
    public String toString() {
        return "%s: %d bytes at 0x%x through %s".formatted(kind, size, address, cap);
    }
}
