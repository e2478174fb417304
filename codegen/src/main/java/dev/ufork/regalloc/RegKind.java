package dev.ufork.regalloc;

/** What a register holds while it is spilled: an integer, or a capability whose tag must survive. */
public enum RegKind {
    INT(8), CAP(16);

    private final int bytes;

    RegKind(int bytes) {
        this.bytes = bytes;
    }

    /** Size and alignment of a spill slot, in bytes. */
    public int bytes() {
        return bytes;
    }
}
