package dev.ufork.boot.riscv.guest;

import dev.ufork.boot.guest.End;
import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.StackBound;

/** Faults in M-mode: nothing of an image can go on after one. */
@Kernel
final class MachineTraps {
    private MachineTraps() {}

    @Export("machine_fault") @StackBound(Power.TRAP_STACK)
    static void fault(Cap frame, long cause, long value) {
        FaultReport.report(frame, cause, value);
        End.stop("a fault in M-mode");
    }
}
