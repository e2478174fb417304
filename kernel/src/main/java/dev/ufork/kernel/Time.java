package dev.ufork.kernel;

import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.kernel.target.Registers;

/** Time: the clock's ticks, and nanoseconds. */
@Kernel
final class Time {
    /** Nanoseconds of a tick. */
    static final long TICK = Registers.TICK;
    static final long MILLISECOND = 1_000_000;

    private Time() {}

    /** Ticks that last at least so many nanoseconds. */
    @Inline
    static long ticks(long nanoseconds) {
        return (nanoseconds + TICK - 1) / TICK;
    }

    /** When so many nanoseconds from now are over; never, when that is too far to tell. */
    static long after(long nanoseconds) {
        long at = Cpu.time() + ticks(Math.min(nanoseconds, Long.MAX_VALUE - TICK));
        return at < 0 ? Timers.NEVER : at;
    }
}
