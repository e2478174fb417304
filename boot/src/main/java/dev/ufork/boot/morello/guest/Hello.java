package dev.ufork.boot.morello.guest;

import dev.ufork.boot.guest.Console;
import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.External;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Panic;

/** The kernel of {@code hello-morello}: says where it is, counts instructions, and takes one of each fault. */
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

    /** The address of a page, one of four, that is to be special; see {@link #makeSpecial}. */
    @External("special_page")
    static native long specialPage(int which);

    /** Returns the status of the machine's run. */
    @Export("kernel_main")
    static int main(Cap stack, Cap code) {
        Console.text("hello from a pure-capability kernel: EL1, four levels of tables, Morello\n");
        Console.text("stack  ");
        Console.capability(stack);
        Console.text("\ncode   ");
        Console.capability(code);
        Console.text("\nufork: mark boot-loop instructions=");
        Console.decimal(measure());
        Console.newline();
        makeSpecial();
        takeFaults(faults());
        Console.text("ufork: all faults were reported; powering off\n");
        return 0;
    }

    /** A page that traps on loading a capability, one on storing, one that is not there, one that is constant. */
    private static void makeSpecial() {
        Pages.change(specialPage(0), 0, Pages.LOADS_TRAP);
        Pages.change(specialPage(1), Pages.STORES_TAGS, 0);
        Pages.change(specialPage(2), -1, 0);
        Pages.change(specialPage(3), 0, Pages.READ_ONLY);
        Stubs.synchronize();
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
