package dev.ufork.emulator.riscv;

/** The floating-point registers. Without mstatus.FS every instruction on them is illegal. */
final class FloatRegisters {
    private final Hart hart;

    FloatRegisters(Hart hart) {
        this.hart = hart;
    }

    void execute(long code) {
        throw hart.trap.raised(Cause.ILLEGAL, 0);
    }
}
