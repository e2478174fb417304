package dev.ufork.kernel;

import dev.ufork.dsl.Kernel;

/** The end of a μprocess, by its own will or not. */
@Kernel
final class Life {
    private static final int STATUS_SHIFT = 8;
    private static final int SIGNAL = 0x7f;
    /** The machine's status when its first μprocess was ended by a fault. */
    private static final int PANIC = 70;

    private Life() {}

    /** Ends the μprocess that runs; the status is as {@code waitpid} reports it. When it is the first, the machine ends with that. Does not return. */
    static void end(Uproc me, int status) {
        if (me.slot() == Family.FIRST) Cpu.powerOff((status & SIGNAL) != 0 ? PANIC : status >>> STATUS_SHIFT);
        Family.exit(me, status);
        Frames.refill();
        Cpu.flush();
        wake(Uprocs.of(me.parent()));
        wake(Uprocs.of(Family.FIRST));     // it may have inherited children that had ended already
        Scheduler.leave();
    }

    /** Ends another μprocess than the one that runs, which is no zombie yet. */
    static void kill(Uproc p, int status) {
        if (p.state() == UprocState.READY) Scheduler.remove(p);
        Family.exit(p, status);
        Cpu.flush();
        wake(Uprocs.of(p.parent()));
        wake(Uprocs.of(Family.FIRST));
    }

    private static void wake(Uproc p) {
        if (p.state() == UprocState.WAITING) Scheduler.ready(p);
    }
}
