package dev.ufork.boot.morello.guest;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.StackBound;
import dev.ufork.dsl.U;

/** Traps around a kernel of one's own: a fault goes on where the compiler's table of recoveries says, or is the end. */
@Kernel
final class OwnTraps {
    private static final int ROW = 12;

    private OwnTraps() {}

    @Export("handle_trap") @StackBound(Power.TRAP_STACK)
    static void trap(Cap frame, long cause, long value) {
        Cap pc = frame.loadCap(0);
        long landing = landing(pc.address());
        if (landing != 0) {
            frame.storeCap(0, pc.at(landing));
            return;
        }
        Console.text("ufork: a fault in the kernel\n");
        FaultReport.report(frame, cause, value);
        Power.stop("a fault that nothing recovers");
    }

    /** Where to go on after a fault at {@code pc}; 0 for nowhere. Each word of the table is relative to itself. */
    private static long landing(long pc) {
        Cap table = Stubs.recoveries();
        for (long row = 0; row < table.length(); row += ROW) {
            long begin = table.address() + row + table.load32(row);
            long end = table.address() + row + 4 + table.load32(row + 4);
            if (!U.lt(pc, begin) && U.lt(pc, end)) return table.address() + row + 8 + table.load32(row + 8);
        }
        return 0;
    }
}
