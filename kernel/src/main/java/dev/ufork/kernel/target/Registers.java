package dev.ufork.kernel.target;

/** Where registers are in a frame. */
public abstract class Registers extends dev.ufork.kernel.riscv.Registers {
}
