package dev.ufork.boot.riscv.guest;

import dev.ufork.boot.guest.End;
import dev.ufork.dsl.Device;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;

/** The end of the machine's run. */
@Kernel
final class Power {
    /** Bytes of the stacks that trap entry changes to. */
    static final int TRAP_STACK = 2048;

    private static final int PASS = 0x5555;
    private static final int FAIL = 0x3333;

    private Power() {}

    /** The exit device of the board {@code virt}. */
    @Device
    interface Finisher extends Ref {
        int end();    void end(int how);
    }

    /** A trap of the kernel finds no room for a frame. */
    @Export("stack_overflow")
    static void stackOverflow() {
        End.stop("the kernel's stack is full");
    }

    /** Ends the run with a status of 0 to 255. */
    @Export("power_off")
    static void off(int status) {
        Stubs.power().as(Finisher.class).end(status == 0 ? PASS : status << 16 | FAIL);
        for (;;) Stubs.sleep();
    }
}
