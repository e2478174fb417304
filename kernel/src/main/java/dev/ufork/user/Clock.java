package dev.ufork.user;

import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.user.target.Hardware;

/** Counters that a program may read. */
@Kernel
public final class Clock {
    private Clock() {}

    /** Instructions that the core has executed. */
    @Inline
    public static long instructions() {
        return Hardware.instructions();
    }
}
