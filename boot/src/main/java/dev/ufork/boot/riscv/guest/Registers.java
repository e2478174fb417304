package dev.ufork.boot.riscv.guest;

import dev.ufork.dsl.Kernel;

/** Names of capability registers by the number in xTVAL: 0..31 general, 32 and up special. */
@Kernel
final class Registers {
    private Registers() {}

    static final String[] NAMES = {
        "cnull", "cra", "csp", "cgp", "ctp", "ct0", "ct1", "ct2", "cs0", "cs1", "ca0", "ca1", "ca2", "ca3", "ca4", "ca5", "ca6", "ca7", "cs2", "cs3",
        "cs4", "cs5", "cs6", "cs7", "cs8", "cs9", "cs10", "cs11", "ct3", "ct4", "ct5", "ct6", "pcc", "ddc", "unknown", "unknown", "utcc", "utdc",
        "uscratchc", "uepcc", "unknown", "unknown", "unknown", "unknown", "stcc", "stdc", "sscratchc", "sepcc", "unknown", "unknown", "unknown",
        "unknown", "unknown", "unknown", "unknown", "unknown", "unknown", "unknown", "unknown", "unknown", "mtcc", "mtdc", "mscratchc", "mepcc"
    };
}
