package dev.ufork.emulator.riscv;

/**
 * An instruction that did not complete. Each hart has one, thrown again and again: faults are ordinary events here
 * (copy on load capability lives on them), so throwing costs no stack walk and no allocation.
 */
final class Trap extends RuntimeException {
    private static final long serialVersionUID = 1L;

    int cause;
    long value;
    /** Whether the instruction counts as retired: QEMU counts what raises an exception itself, and not what faults. */
    boolean counts;

    Trap() {
        super(null, null, false, false);
    }

    /** A fault: the instruction does not count. */
    Trap fault(int cause, long value) {
        this.cause = cause;
        this.value = value;
        counts = false;
        return this;
    }

    /** An exception that the instruction is there to raise, or an illegal word: it counts. */
    Trap raised(int cause, long value) {
        fault(cause, value);
        counts = true;
        return this;
    }

    /** A capability fault; {@code register} is 0..31, or 32 + the number of a special register. */
    Trap cheri(int cheriCause, int register) {
        return fault(Cause.CHERI, cheriCause | (long) register << 5);
    }
}
