package dev.ufork.user;

import dev.ufork.dsl.External;
import dev.ufork.dsl.Kernel;

/** Counters that a program may read without asking the kernel. */
@Kernel
public final class Clock {
    private Clock() {}

    /** Instructions that the core has executed. */
    @External("read_instructions")
    public static native long instructions();
}
