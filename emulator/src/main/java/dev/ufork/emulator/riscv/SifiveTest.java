package dev.ufork.emulator.riscv;

import dev.ufork.emulator.Device;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.Power;

/** The exit device: 0x5555 ends with status 0, {@code status << 16 | 0x3333} with that status, 0x7777 resets. */
final class SifiveTest implements Device {
    static final long BASE = 0x10_0000;
    private static final int PASS = 0x5555;
    private static final int FAIL = 0x3333;
    private static final int RESET = 0x7777;

    private final Power power;

    SifiveTest(Power power) {
        this.power = power;
    }

    @Override
    public String name() {
        return "test";
    }

    @Override
    public long size() {
        return 0x1000;
    }

    @Override
    public boolean takes(int size) {
        return size == 2 || size == 4;
    }

    @Override
    public long load(long offset, int size) {
        return 0;
    }

    @Override
    public void store(long offset, int size, long value) {
        if (offset != 0) return;
        switch ((int) value & 0xffff) {
            case PASS -> power.stop(new Outcome.Exit(0));
            // The host keeps eight bits of a process's status.
            case FAIL -> power.stop(new Outcome.Exit((int) (value >>> 16) & 0xff));
            case RESET -> power.stop(new Outcome.Reset());
            default -> { }
        }
    }
}
