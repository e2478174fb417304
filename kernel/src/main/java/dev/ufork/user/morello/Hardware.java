package dev.ufork.user.morello;

import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/** What the hardware tells programs. */
@Kernel
public abstract class Hardware {
    /** Instructions that the core has executed. The counters need the permission SYSTEM, so the kernel reads them. */
    @Inline
    public static long instructions() {
        return Sys.instructions();
    }

    /** Prints what uname calls the machine: the base architecture, as Linux does; every program here is a pure-capability one. */
    public static void name() {
        Out.text("aarch64");
    }
}
