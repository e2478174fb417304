package dev.ufork.isa.riscv.xcheri;

import java.util.Locale;
import java.util.Optional;

/** The special capability registers that CSpecialRW reaches. */
public enum Scr {
    //       number  privilege  needs ASR in PCC
    PCC        (0,  Level.USER, false),
    DDC        (1,  Level.USER, false),
    UTCC       (4,  Level.USER, true),
    UTDC       (5,  Level.USER, true),
    UScratchC  (6,  Level.USER, true),
    UEPCC      (7,  Level.USER, true),
    STCC       (12, Level.SUPERVISOR, true),
    STDC       (13, Level.SUPERVISOR, true),
    SScratchC  (14, Level.SUPERVISOR, true),
    SEPCC      (15, Level.SUPERVISOR, true),
    MTCC       (28, Level.MACHINE, true),
    MTDC       (29, Level.MACHINE, true),
    MScratchC  (30, Level.MACHINE, true),
    MEPCC      (31, Level.MACHINE, true);

    /** The least privilege that reaches a register. */
    public enum Level { USER, SUPERVISOR, MACHINE }

    private final int number;
    private final Level level;
    private final boolean needsAsr;

    Scr(int number, Level level, boolean needsAsr) {
        this.number = number;
        this.level = level;
        this.needsAsr = needsAsr;
    }

    public int number() {
        return number;
    }

    public Level level() {
        return level;
    }

    /** Whether PCC needs the permission ACCESS_SYSTEM_REGISTERS. */
    public boolean needsAsr() {
        return needsAsr;
    }

    /** The assembler's name. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Scr> of(long number) {
        for (Scr s : values()) if (s.number == number) return Optional.of(s);
        return Optional.empty();
    }

    public static Optional<Scr> named(String text) {
        for (Scr s : values()) if (s.text().equals(text)) return Optional.of(s);
        return Optional.empty();
    }
}
