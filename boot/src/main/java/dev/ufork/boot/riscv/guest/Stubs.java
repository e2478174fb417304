package dev.ufork.boot.riscv.guest;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.External;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Machine;

/** What only the assembler can say: capabilities that reset made, tables that the linker made, single instructions. */
@Kernel
final class Stubs {
    private Stubs() {}

    /** The console's device. */
    @External("console_device")
    static native Cap console();

    /** The device that ends the machine's run. */
    @External("power_device")
    static native Cap power();

    /** The table of functions: how many; for each address, size, and where its name is, from the table's begin. */
    @External("function_table")
    static native Cap functions();

    /** The table of recoveries: begin, end and landing of each, relative to the word itself; empty where nothing recovers. */
    @External("recoveries")
    static native Cap recoveries();

    /** Sleeps until an interrupt. */
    @Machine("wfi")
    static native void sleep();
}
