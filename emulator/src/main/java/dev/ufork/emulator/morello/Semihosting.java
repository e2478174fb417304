package dev.ufork.emulator.morello;

import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.Power;

/** The one semihosting operation there is here: SYS_EXIT, with the guest's status (Arm semihosting, version 2). */
final class Semihosting {
    private static final int SYS_EXIT = 0x18;
    private static final long APPLICATION_EXIT = 0x20026;

    private Semihosting() {}

    static void call(MorelloCore core, Power power) {
        long operation = core.regs.x[0];
        if (operation != SYS_EXIT) {
            core.regs.setInt(0, -1);
            return;
        }
        boolean user = core.sys.el == 0;
        long block = core.regs.x[1];
        long reason = core.read(block, 8, user);
        power.stop(new Outcome.Exit(reason == APPLICATION_EXIT ? (int) core.read(block + 8, 8, user) : 1));
        core.stopSoon();
    }
}
