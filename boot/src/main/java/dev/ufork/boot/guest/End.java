package dev.ufork.boot.guest;

import dev.ufork.dsl.External;
import dev.ufork.dsl.Kernel;

/** The end of the machine's run. */
@Kernel
public final class End {
    /** Exit status of a machine whose kernel panicked. */
    public static final int PANICKED = 70;

    private End() {}

    /** Ends the run with a status of 0 to 255. */
    @External("power_off")
    public static native void off(int status);

    /** Ends the run for a reason that no line of the source is to blame for. */
    public static void stop(String why) {
        Console.text("ufork: panic: ");
        Console.text(why);
        Console.newline();
        off(PANICKED);
    }
}
