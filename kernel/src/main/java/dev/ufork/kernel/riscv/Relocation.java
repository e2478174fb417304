package dev.ufork.kernel.riscv;

/**
 * Types of dynamic relocations that the loader knows.
 *
 * <p>Source: RISC-V ELF psABI: R_RISCV_NONE. CHERI LLVM puts the capabilities of a program into {@code __cap_relocs}.
 */
public abstract class Relocation {
    /** Nothing is to be done. */
    public static final int NONE = 0;
    /** A capability is made from the fragment in its place; below 0 where there is no such type. */
    public static final int CAPABILITY = -1;
}
