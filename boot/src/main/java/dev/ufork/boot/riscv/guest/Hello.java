package dev.ufork.boot.riscv.guest;

import dev.ufork.boot.guest.Console;
import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.External;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Panic;

/** The kernel of {@code hello-riscv}: says where it is, counts instructions, and takes one of each fault. */
@Kernel
final class Hello {
    /** Bytes of a row of the table of faults: the capabilities of its name and of its function. */
    private static final long ROW = 32;

    private Hello() {}

    /** Instructions of a piece of work that is the same in every build: loads, stores, capabilities, calls. */
    @External("measure")
    static native long measure();

    /** The table of deliberate faults. */
    @External("faults")
    static native Cap faults();

    /** Calls what must fault, and comes back from the fault, all registers that a call preserves as before; false if there was none. */
    @External("provoke")
    static native boolean provoke(Cap function);

    /** Returns the status of the machine's run. */
    @Export("kernel_main")
    static int main(Cap stack, Cap code) {
        Console.text("hello from a pure-capability kernel: S-mode, Sv48, CHERI-RISC-V\n");
        Console.text("stack  ");
        Console.capability(stack);
        Console.text("\ncode   ");
        Console.capability(code);
        Console.text("\nufork: mark boot-loop instructions=");
        Console.decimal(measure());
        Console.newline();
        takeFaults(faults());
        Console.text("ufork: all faults were reported; powering off\n");
        return 0;
    }

    private static void takeFaults(Cap table) {
        for (long row = 0; row < table.length(); row += ROW) {
            Console.text("fault  ");
            Console.bytes(table.loadCap(row));
            Console.newline();
            if (!provoke(table.loadCap(row + 16))) throw Panic.of("a deliberate fault did not happen");
        }
    }
}
