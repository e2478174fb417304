package dev.ufork.dsl;

/** An access that its capability does not allow: the facts are the same hosted, interpreted and on a machine. */
public final class CapFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The rule that failed, in the order in which the hardware checks them. */
    public enum Kind {
        /** The capability has no tag. */
        TAG,
        /** The capability is sealed. */
        SEAL,
        /** Loading is not permitted. */
        PERMIT_LOAD,
        /** Storing is not permitted. */
        PERMIT_STORE,
        /** Loading capabilities is not permitted. */
        PERMIT_LOAD_CAP,
        /** Storing capabilities is not permitted. */
        PERMIT_STORE_CAP,
        /** Storing a capability that is not global is not permitted. */
        PERMIT_STORE_LOCAL,
        /** Executing is not permitted. */
        PERMIT_EXECUTE,
        /** The bytes are not all within the bounds. */
        LENGTH,
        /** The address is no multiple of the size. */
        ALIGNMENT,
        /** No memory is there. */
        PAGE
    }

    /** Which rule failed. */
    public final Kind kind;
    /** The first byte of the access. */
    public final long address;
    /** Bytes of the access. */
    public final int size;

    /** A fault of {@code size} bytes at {@code address} through {@code cap}, which is shown in the message. */
    public CapFault(Kind kind, Object cap, long address, int size) {
        super("%s: %d bytes at 0x%x through %s".formatted(kind, size, address, cap));
        this.kind = kind;
        this.address = address;
        this.size = size;
    }
}
