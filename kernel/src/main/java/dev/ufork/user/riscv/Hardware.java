package dev.ufork.user.riscv;

import dev.ufork.dsl.External;
import dev.ufork.dsl.Kernel;
import dev.ufork.user.Out;

/** What the hardware tells programs. */
@Kernel
public abstract class Hardware {
    /** Instructions that the core has executed: instret needs no permission. */
    @External("read_instructions")
    public static native long instructions();

    /** Prints what uname calls the machine: the base architecture, as Linux does; every program here is a pure-capability one. */
    public static void name() {
        Out.text("riscv64");
    }
}
