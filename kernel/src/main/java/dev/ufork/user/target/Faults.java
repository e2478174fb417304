package dev.ufork.user.target;

/** Faults as the frame of a signal describes them. */
public abstract class Faults extends dev.ufork.user.riscv.Faults {
}
