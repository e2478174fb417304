package dev.ufork.isa.riscv;

import java.util.List;
import java.util.OptionalLong;

/** The names of the floating-point registers. */
final class FReg {
    private FReg() {}

    private static final List<String> NAMES = List.of(
            "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1",
            "fa0", "fa1", "fa2", "fa3", "fa4", "fa5", "fa6", "fa7",
            "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "ft8", "ft9", "ft10", "ft11");

    static String text(long number) {
        return NAMES.get((int) number);
    }

    static OptionalLong named(String text) {
        int at = NAMES.indexOf(text);
        return at < 0 ? OptionalLong.empty() : OptionalLong.of(at);
    }
}
