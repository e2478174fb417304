package dev.ufork.kernel;

import dev.ufork.dsl.Kernel;

/** The end of a μprocess, by its own will or not. */
@Kernel
final class Life {
    /** The program that the command line names; when it ends, the machine does. */
    static final int PROGRAM = 2;
    private static final int STATUS_SHIFT = 8;
    /** The machine's status when a signal ended the program: this and the signal's number. */
    private static final int BY_SIGNAL = 32;
    private static final int SIGNAL = 0x7f;

    private Life() {}

    /** Ends the μprocess that runs; the status is as {@code waitpid} reports it. Does not return. */
    static void end(Uproc me, int status) {
        if (me.slot() == PROGRAM) Cpu.powerOff((status & SIGNAL) != 0 ? BY_SIGNAL + (status & SIGNAL) : status >>> STATUS_SHIFT & 63);
        Family.exit(me, status);
        Cpu.flush();
        Uproc parent = Uprocs.of(me.parent());
        if (parent.state() == UprocState.WAITING) Scheduler.ready(parent);
        if (parent.slot() == Family.FIRST) Uprocs.forget(parent, me);
        Scheduler.leave();
    }
}
