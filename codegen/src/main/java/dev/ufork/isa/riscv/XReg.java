package dev.ufork.isa.riscv;

import java.util.Optional;

/** The general registers by their names in the procedure call standard; {@code c} before a name means all 129 bits. */
public enum XReg {
    ZERO, RA, SP, GP, TP, T0, T1, T2, S0, S1,
    A0, A1, A2, A3, A4, A5, A6, A7,
    S2, S3, S4, S5, S6, S7, S8, S9, S10, S11,
    T3, T4, T5, T6;

    private static final XReg[] ALL = values();

    public static XReg of(long number) {
        return ALL[(int) number];
    }

    public int number() {
        return ordinal();
    }

    public String x() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    public String c() {
        return this == ZERO ? "cnull" : "c" + x();
    }

    /** The register called {@code a0}, {@code x10} or {@code fp}. */
    public static Optional<XReg> named(String text) {
        if (text.equals("fp")) return Optional.of(S0);
        for (XReg r : ALL) if (text.equals(r.x()) || text.equals("x" + r.number())) return Optional.of(r);
        return Optional.empty();
    }

    /** The register called {@code ca0}, {@code c10} or {@code cfp}. */
    public static Optional<XReg> capabilityNamed(String text) {
        if (text.equals("cfp")) return Optional.of(S0);
        for (XReg r : ALL) if (text.equals(r.c()) || text.equals("c" + r.number())) return Optional.of(r);
        return Optional.empty();
    }
}
