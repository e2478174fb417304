package dev.ufork.emulator.riscv;

import dev.ufork.emulator.Clock;
import dev.ufork.emulator.Device;
import java.util.List;

/**
 * The core-local interruptor: software interrupts, and timers that compare with a 10 MHz clock.
 *
 * <p>Registers and oddities are those of QEMU's: 8-byte accesses are two of 4, writing the upper half of mtimecmp ORs
 * into what is there, and an alarm goes off a whole number of ticks after the write, not at the tick's edge.
 */
final class Clint implements Device {
    static final long BASE = 0x200_0000;
    static final long SIZE = 0x1_0000;
    /** Nanoseconds, which are instructions, in a tick. */
    static final int INSTANTS_PER_TICK = 100;
    private static final long MTIMECMP = 0x4000;
    private static final long MTIME = 0xbff8;

    private final Clock clock;
    private final List<Hart> harts;
    private final long[] compare;
    private final Clock.Alarm[] alarms;

    Clint(Clock clock, List<Hart> harts) {
        this.clock = clock;
        this.harts = harts;
        compare = new long[harts.size()];
        alarms = new Clock.Alarm[harts.size()];
        for (int i = 0; i < alarms.length; i++) {
            Csrs csrs = harts.get(i).csrs;
            alarms[i] = clock.alarm(() -> csrs.drive(Csrs.MTIP, true));
        }
    }

    @Override
    public String name() {
        return "clint";
    }

    @Override
    public long size() {
        return SIZE;
    }

    @Override
    public boolean takes(int size) {
        return size >= 4;
    }

    private long ticks() {
        return clock.now() / INSTANTS_PER_TICK;
    }

    @Override
    public long load(long offset, int size) {
        if (size == 8) return load(offset, 4) | load(offset + 4, 4) << 32;
        if (offset < 4L * compare.length) return harts.get((int) offset / 4).csrs.driven(Csrs.MSIP) ? 1 : 0;
        long half = (offset & 4) * 8;
        if (isCompare(offset)) return compare[hartOf(offset)] >>> half & 0xffff_ffffL;
        return offset >= MTIME ? ticks() >>> half & 0xffff_ffffL : 0;
    }

    private boolean isCompare(long offset) {
        return offset >= MTIMECMP && offset < MTIMECMP + 8L * compare.length;
    }

    private static int hartOf(long offset) {
        return (int) (offset - MTIMECMP) / 8;
    }

    @Override
    public void store(long offset, int size, long value) {
        if (size == 8) {
            store(offset, 4, value & 0xffff_ffffL);
            store(offset + 4, 4, value >>> 32);
        } else if (offset < 4L * compare.length) {
            harts.get((int) offset / 4).csrs.drive(Csrs.MSIP, (value & 0xffff_ffffL) != 0);
        } else if (isCompare(offset)) {
            int hart = hartOf(offset);
            long old = compare[hart];
            setCompare(hart, (offset & 4) == 0 ? old >>> 32 << 32 | value & 0xffff_ffffL : value << 32 | old & 0xffff_ffffL);
        }
    }

    private void setCompare(int hart, long value) {
        compare[hart] = value;
        long ticks = ticks();
        boolean past = Long.compareUnsigned(value, ticks) <= 0;
        harts.get(hart).csrs.drive(Csrs.MTIP, past);
        // A distance beyond the clock's range wraps, and such an alarm goes off at once.
        if (!past) alarms[hart].set(Math.max(0, clock.now() + (value - ticks) * INSTANTS_PER_TICK));
    }
}
