package dev.ufork.boot.morello.guest;

import dev.ufork.dsl.Kernel;

/** Names of capability registers by their place in the frame: where the code was, the general ones, the stack pointer, the status. */
@Kernel
final class Registers {
    private Registers() {}

    static final String[] NAMES = {
        "pcc", "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10", "c11", "c12", "c13", "c14", "c15", "c16", "c17", "c18", "c19", "c20",
        "c21", "c22", "c23", "c24", "c25", "c26", "c27", "c28", "c29", "c30", "csp", "spsr"
    };
}
