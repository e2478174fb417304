package dev.ufork.kernel.target;

/** What jumps want of a code capability. */
public abstract class Code extends dev.ufork.kernel.riscv.Code {
}
