package dev.ufork.apps.attack;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.user.Out;

/** What stopped an attempt: a number that fits into an exit status or follows from one, and what is said of it. */
@Kernel
final class Stop {
    /** It got what it wanted. */
    static final int NOTHING = 0;
    /** The hardware made a capability that is none. */
    static final int TAG_LOST = 1;
    /** What came back from the kernel means nothing but one's own memory, and the kernel's sealed entries. */
    static final int CLEARED = 2;
    /** What was reached is one's own copy. */
    static final int OWN_COPY = 3;
    /** The kernel used its own memory and did as it was told. */
    static final int NOT_USED = 4;
    /** Something went wrong before it was tried. */
    static final int NOT_TRIED = 5;
    /** The kernel offers no such thing. */
    static final int REFUSED = 6;
    /** A fetch that capability and page table both forbid; which of them is asked first, is the machine's. */
    static final int NOT_CODE = 7;
    /** The kernel looked at the text and did not start it. */
    static final int ADMISSION = 8;
    /** It is everybody's, and does nothing to anybody: looked at afterwards. */
    static final int HARMLESS = 9;
    /** Others had their turns all the same. */
    static final int TURNS = 10;

    // A fault of the attempt: 16 and the number of its kind, see dev.ufork.shared.FaultKind.
    static final int OTHER = 16;
    static final int TAG = 17;
    static final int SEAL = 18;
    static final int BOUNDS = 19;
    static final int PERMISSION = 20;
    static final int SYSTEM = 21;
    static final int PAGE = 22;
    static final int ILLEGAL = 23;

    /** Plus an error number: the kernel's answer. */
    static final int ERROR = 64;
    /** Plus a signal's number: the kernel ended the process without asking it. */
    static final int SIGNAL = 128;
    /** It neither ended nor got anything. */
    static final int TIME = 256;

    private static final Cap GOT = Global.bytes(16, 16);

    private static final String[] SAID = {
        "NOTHING", "capability (tag lost)", "kernel check (registers cleared)", "kernel check (its own copy)", "kernel check (argument not used)",
        "an error before it was tried", "kernel check (not supported)",
        "capability or page table (no code)", "admission", "design (nothing changed)",
        "scheduler (others had their turns)"};
    private static final String[] FAULTS = {
        "exception", "capability (tag violation)", "capability (seal violation)", "capability (bounds violation)", "capability (permission violation)",
        "capability (system registers)", "page table", "processor (illegal instruction)"};

    private Stop() {}

    /** A call's result as a stop: an error number is one. */
    static int error(long result) {
        return result < 0 ? ERROR + (int) -result : NOTHING;
    }

    /** A value that could be read: nothing stopped that. It is kept, so that the compiler keeps the load. */
    static int got(long value) {
        GOT.store64(0, value);
        return NOTHING;
    }

    /** An end as {@code NOT_CODE}, if it is such and that is expected. */
    static int seen(int stopped, int expected) {
        return expected == NOT_CODE && (stopped == PERMISSION || stopped == PAGE) ? NOT_CODE : stopped;
    }

    /** Has the capability lost its tag, as it should? */
    static int lost(Cap c) {
        return c.tag() ? NOTHING : TAG_LOST;
    }

    /** Says who stopped it. */
    static void say(int stop) {
        if (stop == TIME) Out.text("scheduler (it ran on and was killed)");
        else if (stop >= SIGNAL) number("kernel check (signal ", stop - SIGNAL);
        else if (stop >= ERROR) number("kernel check (error ", stop - ERROR);
        else if (stop >= OTHER && stop - OTHER < FAULTS.length) Out.text(FAULTS[stop - OTHER]);
        else if (stop < SAID.length) Out.text(SAID[stop]);
        else number("exit status (", stop);
    }

    private static void number(String before, int number) {
        Out.text(before);
        Out.number(number);
        Out.text(")");
    }
}
