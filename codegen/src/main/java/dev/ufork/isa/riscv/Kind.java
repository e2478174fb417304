package dev.ufork.isa.riscv;

/** What an instruction does besides writing registers, as far as compilers, predecoders and loaders must know. */
public enum Kind {
    /** Registers in, registers out. */
    COMPUTE,
    LOAD,
    STORE,
    /** Reads and writes one place: AMO, and LR and SC, which reserve one. */
    ATOMIC,
    /** Orders memory accesses or instruction fetches. */
    FENCE,
    /** Goes to pc + imm, or on. */
    BRANCH,
    /** Goes somewhere else, and may link. */
    JUMP,
    /** Reads or writes a control register. */
    CONTROL,
    /** Always traps. */
    TRAP,
    /** Returns from a trap. */
    RETURN;

    /** Whether the instruction after this one in memory may not be the next one executed. */
    public boolean endsBlock() {
        return this == BRANCH || this == JUMP || this == TRAP || this == RETURN;
    }
}
