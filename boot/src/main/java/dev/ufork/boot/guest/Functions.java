package dev.ufork.boot.guest;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.External;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.U;

/** The image's table of functions. */
@Kernel
public final class Functions {
    private static final int FUNCTION_BYTES = 16;

    private Functions() {}

    /** The table: how many; for each address, size, and where its name is, from the table's begin. */
    @External("function_table")
    static native Cap table();

    /** Writes an address in the code, and the function with the distance from its begin. */
    public static void place(long pc) {
        Console.hex(pc);
        Cap table = table();
        for (long left = table.load64(0), row = 8; left != 0; left--, row += FUNCTION_BYTES) {
            long within = pc - table.load64(row);
            if (!U.lt(within, U.toLong(table.load32(row + 8)))) continue;
            Console.put(' ');
            name(table, U.toLong(table.load32(row + 12)));
            if (within != 0) {
                Console.put('+');
                Console.hex(within);
            }
            return;
        }
    }

    private static void name(Cap table, long at) {
        for (int c; (c = table.load8(at)) != 0; at++) Console.put(c);
    }
}
