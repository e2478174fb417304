package dev.ufork.regalloc;

/**
 * All that the allocator may know of a function. Instructions, blocks, virtual and real registers are numbers from 0. Arrays are
 * the view's own: whoever gets one reads it only.
 *
 * <p>Real registers fit in the bits of a {@code long}.
 */
public interface RegView {
    /** How an instruction touches a virtual register, and when. */
    enum Access {
        /** Read before anything is written. */
        USE,
        /** Read after something may have been written: shares no register with what the instruction writes. */
        LATE_USE,
        /** Written after everything has been read: may share a register with what dies here. */
        DEF,
        /** Written while others are still to be read: shares no register with what the instruction reads. */
        EARLY_DEF;

        public boolean isUse() {
            return this == USE || this == LATE_USE;
        }

        public boolean isDef() {
            return !isUse();
        }
    }

    /** One register operand of an instruction. */
    record Operand(int vreg, Access access) {}

    /** {@code to} receives the value of {@code from}, together with all other copies of the instruction. */
    record Copy(int to, int from) {}

    int blockCount();

    /** First instruction of {@code block}. */
    int first(int block);

    /** Last instruction of {@code block}, its terminator. */
    int last(int block);

    int[] successors(int block);

    /** How often the block runs, relative to one call of the function. */
    double frequency(int block);

    int[] params(int block);

    /** What {@code block} passes to the parameters of its only successor; empty if it has several. */
    int[] args(int block);

    int vregCount();

    RegKind kind(int vreg);

    /** The one register that this virtual register must be in, or -1. */
    int pinned(int vreg);

    Operand[] operands(int insn);

    /** The parallel copy that this instruction is, or {@code null} if it is another instruction. */
    Copy[] copies(int insn);

    /** Registers whose contents the instruction destroys, beside those it writes, as a bit mask. */
    long clobbers(int insn);

    /** May this instruction, whose only operand is one definition, be repeated anywhere to get the same value? */
    boolean rematerialisable(int insn);

    /** Registers to choose from, best first. */
    int[] order();

    /** Registers that the function must save before it may use them. */
    long calleeSaved();
}
