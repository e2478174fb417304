package dev.ufork.emulator.morello;

/** A synchronous exception on its way from where it was noticed to the core's loop; one object a core, without a stack trace. */
final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The syndrome: class, length bit and details, as ESR_ELx will hold it. */
    int syndrome;
    /** Where it is taken. */
    int target;
    /** Whether FAR_ELx is written, and with what. */
    boolean hasAddress;
    long address;
    /** Whether the instruction does not count as retired, as QEMU counts: an abort of data or fetch. */
    boolean uncounted;
    /** Whether the instruction is done and the return address is the next one (SVC, HVC, SMC). */
    boolean after;

    Fault() {
        super(null, null, false, false);
    }

    /** An exception without fault address. */
    Fault of(int syndrome, int target) {
        this.syndrome = syndrome;
        this.target = target;
        hasAddress = false;
        after = false;
        uncounted = false;
        return this;
    }

    Fault at(long address) {
        hasAddress = true;
        uncounted = true;
        this.address = address;
        return this;
    }
}
