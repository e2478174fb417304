package dev.ufork.boot.morello.guest;

import dev.ufork.boot.guest.End;
import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.External;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.StackBound;

/**
 * What the kernel of {@code hello-morello} does about traps: report, then go on where the code that provoked one wants
 * it; without such a place, stop.
 */
@Kernel
final class HelloTraps {
    private HelloTraps() {}

    /** Whether the handler runs already. */
    private static boolean reporting;

    /** Sixteen bytes: where to go on after the next fault; null for nowhere. */
    @External("resume_point")
    static native Cap resumePoint();

    @Export("handle_trap") @StackBound(Power.TRAP_STACK)
    static void trap(Cap frame, long cause, long value) {
        if (reporting) End.stop("a fault while a fault was reported");
        reporting = true;
        FaultReport.report(frame, cause, value);
        Cap resume = resumePoint().loadCap(0);
        resumePoint().storeCap(0, Cap.NULL);
        if (!resume.tag()) End.stop("unhandled fault");
        frame.storeCap(0, resume);
        reporting = false;
    }
}
