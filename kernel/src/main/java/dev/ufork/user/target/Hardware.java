package dev.ufork.user.target;

/** What the hardware tells programs. */
public abstract class Hardware extends dev.ufork.user.riscv.Hardware {
}
