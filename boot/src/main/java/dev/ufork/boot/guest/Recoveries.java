package dev.ufork.boot.guest;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.External;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.U;

/** The compiler's table of recoveries: where kernel code goes on after a fault. */
@Kernel
public final class Recoveries {
    private static final int ROW = 12;

    private Recoveries() {}

    /** The table: begin, end and landing of each, relative to the word itself; empty where nothing recovers. */
    @External("recoveries")
    static native Cap table();

    /** Makes the code whose frame it is go on where it recovers, if it does. */
    public static boolean recover(Cap frame) {
        Cap pc = frame.loadCap(0);
        long landing = landing(pc.address());
        if (landing != 0) frame.storeCap(0, pc.at(landing));
        return landing != 0;
    }

    /** Where to go on after a fault at {@code pc}; 0 for nowhere. Each word of the table is relative to itself. */
    private static long landing(long pc) {
        Cap table = table();
        for (long row = 0; row < table.length(); row += ROW) {
            long begin = table.address() + row + table.load32(row);
            long end = table.address() + row + 4 + table.load32(row + 4);
            if (!U.lt(pc, begin) && U.lt(pc, end)) return table.address() + row + 8 + table.load32(row + 8);
        }
        return 0;
    }
}
