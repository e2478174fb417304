package dev.ufork.kernel.target;

/** Types of dynamic relocations that the loader knows. */
public abstract class Relocation extends dev.ufork.kernel.riscv.Relocation {
}
