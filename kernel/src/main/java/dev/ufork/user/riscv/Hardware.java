package dev.ufork.user.riscv;

import dev.ufork.dsl.External;
import dev.ufork.dsl.Kernel;

/** What the hardware tells programs. */
@Kernel
public abstract class Hardware {
    /** Instructions that the core has executed: instret needs no permission. */
    @External("read_instructions")
    public static native long instructions();
}
