package dev.ufork.emulator.morello;

import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.Power;
import java.util.List;

/** The power calls that the board answers as firmware would: PSCI 0.2 (Arm DEN 0022), by SMC below EL3, by HVC at bare EL1. */
final class Psci {
    private static final int NOT_SUPPORTED = -1;
    private static final int INVALID_PARAMETERS = -2;
    private static final int ALREADY_ON = -4;

    private final List<MorelloCore> cores;
    private final Power power;

    Psci(List<MorelloCore> cores, Power power) {
        this.cores = cores;
        this.power = power;
    }

    /** Does what x0 asks and leaves the answer there. */
    void call(MorelloCore core) {
        long[] x = core.regs.x;
        long function = x[0] & 0xffffffffL;
        boolean wide = (function >>> 30 & 1) != 0;
        long mask = wide ? -1 : 0xffffffffL;
        long answer = switch ((int) function & ~0x40000000) {
            case 0x84000000 -> 2;
            case 0x84000001 -> suspend(core);
            case 0x84000002 -> off(core);
            case 0x84000003 -> on(x[1] & mask, x[2] & mask, x[3] & mask);
            case 0x84000004 -> (x[2] & mask) == 0 ? state(x[1] & mask) : 0; // whoever is above a core is on
            case 0x84000006 -> 2;
            case 0x84000008 -> {
                power.stop(new Outcome.Exit(0));
                core.stopSoon();
                yield 0;
            }
            case 0x84000009 -> {
                power.stop(new Outcome.Reset());
                core.stopSoon();
                yield 0;
            }
            default -> NOT_SUPPORTED;
        };
        core.regs.setInt(0, answer);
    }

    private long suspend(MorelloCore core) {
        core.waiting = true;
        core.stopSoon();
        return 0;
    }

    private long off(MorelloCore core) {
        core.off = true;
        core.waiting = true;
        core.stopSoon();
        return 0;
    }

    private long on(long mpidr, long entry, long argument) {
        if (mpidr < 0 || (mpidr & 0xffffff) >= cores.size() || (entry & 1) != 0) return INVALID_PARAMETERS;
        MorelloCore target = cores.get((int) mpidr & 0xff);
        if (!target.off) return ALREADY_ON;
        target.off = false;
        target.start(entry, argument);
        return 0;
    }

    private long state(long mpidr) {
        if ((mpidr & 0xffffff) >= cores.size()) return INVALID_PARAMETERS;
        return cores.get((int) mpidr & 0xff).off ? 1 : 0;
    }
}
