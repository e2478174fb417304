package dev.ufork.boot.riscv.guest;

import dev.ufork.boot.guest.Console;
import dev.ufork.boot.guest.End;
import dev.ufork.boot.guest.Recoveries;
import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.StackBound;

/** Traps around a kernel of one's own: a fault goes on where the compiler's table of recoveries says, or is the end. */
@Kernel
final class OwnTraps {
    private OwnTraps() {}

    @Export("handle_trap") @StackBound(Power.TRAP_STACK)
    static void trap(Cap frame, long cause, long value) {
        if (Recoveries.recover(frame)) return;
        Console.text("ufork: a fault in the kernel\n");
        FaultReport.report(frame, cause, value);
        End.stop("a fault that nothing recovers");
    }
}
