package dev.ufork.kernel.target;

/** Why programs are interrupted. */
public abstract class Causes extends dev.ufork.kernel.riscv.Causes {
}
