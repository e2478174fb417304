package dev.ufork.isa.morello;

/** How addresses are given: in A64 by integers relative to DDC and PCC, in C64 by capabilities. PSTATE.C64 says which. */
public enum Mode {
    A64, C64
}
