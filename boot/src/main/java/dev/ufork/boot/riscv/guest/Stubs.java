package dev.ufork.boot.riscv.guest;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.External;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Machine;

/** What only the assembler can say: capabilities that reset made, single instructions. */
@Kernel
final class Stubs {
    private Stubs() {}

    /** The console's device. */
    @External("console_device")
    static native Cap console();

    /** The device that ends the machine's run. */
    @External("power_device")
    static native Cap power();

    /** Sleeps until an interrupt. */
    @Machine("wfi")
    static native void sleep();
}
