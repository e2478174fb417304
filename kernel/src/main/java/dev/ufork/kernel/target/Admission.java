package dev.ufork.kernel.target;

/** The look at text before it may run. */
public abstract class Admission extends dev.ufork.kernel.riscv.Admission {
}
