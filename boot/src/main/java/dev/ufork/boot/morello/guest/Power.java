package dev.ufork.boot.morello.guest;

import dev.ufork.boot.guest.Console;
import dev.ufork.boot.guest.End;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;

/** The end of the machine's run. */
@Kernel
final class Power {
    /** Bytes of the stacks that trap entry changes to. */
    static final int TRAP_STACK = 4096;

    private Power() {}

    /** A trap of the kernel finds no room for a frame. */
    @Export("stack_overflow")
    static void stackOverflow() {
        End.stop("the kernel's stack is full");
    }

    /** Memory or a device has failed at some time before: nobody knows whose work is lost. */
    @Export("system_error")
    static void systemError(long syndrome, long pc) {
        Console.text("ufork: panic: SError, syndrome ");
        Console.hex(syndrome);
        Console.text(", before ");
        Console.hex(pc);
        Console.newline();
        off(End.PANICKED);
    }

    /** Ends the run with a status of 0 to 255: power calls carry none, so the console does. */
    @Export("power_off")
    static void off(int status) {
        Console.text("ufork: exit ");
        Console.decimal(status & 0xff);
        Console.newline();
        if (Stubs.isStubThere() || Board.howToPower() == Board.HVC) Stubs.powerByHvc();
        else if (Board.howToPower() == Board.SMC) Stubs.powerBySmc();
        Stubs.timerControl(0);
        for (;;) Stubs.sleep();
    }
}
