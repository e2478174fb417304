package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/** The end of a μprocess, by its own will or not. */
@Kernel
final class Life {
    private static final int STATUS_SHIFT = 8;
    private static final int SIGNAL = 0x7f;
    /** The machine's status when its first μprocess was ended by a fault. */
    private static final int PANIC = 70;

    private Life() {}

    /**
     * Ends the μprocess of the thread that runs, with all its threads; the status is as {@code waitpid} reports it. When it is the first, the machine ends
     * with that. Does not return.
     */
    static void end(Uproc me, int status) {
        Uproc process = me.process();
        if (process.slot() == Family.FIRST) endMachine(status);
        if (process.holdings().threads() > 1) Threads.endAll(me, status);
        Threads.forgetLast(me);
        finish(process, status);
    }

    private static void endMachine(int status) {
        if ((status & SIGNAL) == 0) Cpu.powerOff(status >>> STATUS_SHIFT);
        Print.text("ufork: the first process is ended by signal ");
        Print.number(status & SIGNAL);
        Print.text("\n");
        Cpu.powerOff(PANIC);
    }

    /** Ends a μprocess whose last thread runs. Does not return. */
    static void finish(Uproc process, int status) {
        Inheritance.end(process);
        Family.exit(process, status);
        Frames.refill();
        Cpu.flush();
        Uproc parent = Uprocs.of(process.parent());
        if (Signals.wantsNoZombies(parent)) Family.reap(parent, process.pid(), Cap.NULL);
        Signals.tellParent(parent, process.pid(), false);
        Waiting.wake(Uprocs.of(Family.FIRST).holdings().forChildren());     // it may have inherited children that had ended already
        Scheduler.leave();
    }
}
