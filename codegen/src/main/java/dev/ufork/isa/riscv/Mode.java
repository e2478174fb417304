package dev.ufork.isa.riscv;

/** How a hart reads addresses: as integers checked against DDC, or as capabilities. Bit 0 of PCC's flags. */
public enum Mode {
    INTEGER, CAPABILITY
}
