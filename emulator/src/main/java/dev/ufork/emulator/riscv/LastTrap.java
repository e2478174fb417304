package dev.ufork.emulator.riscv;

import dev.ufork.emulator.CoreReport;
import java.util.Optional;

/** The trap that a hart took last, as plain numbers: traps are frequent, reports are not. */
final class LastTrap {
    private boolean any;
    private long at;
    private long cause;
    private long value;
    private long pc;
    private int from;
    private int to;

    void set(long at, long cause, long value, long pc, int from, int to) {
        any = true;
        this.at = at;
        this.cause = cause;
        this.value = value;
        this.pc = pc;
        this.from = from;
        this.to = to;
    }

    Optional<CoreReport.Trap> report() {
        if (!any) return Optional.empty();
        return Optional.of(new CoreReport.Trap(at, cause, value, pc, letter(from), letter(to), Cause.text(cause, value)));
    }

    private static String letter(int privilege) {
        return privilege == Hart.USER ? "U" : privilege == Hart.SUPERVISOR ? "S" : "M";
    }
}
