package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.kernel.target.Registers;
import dev.ufork.shared.Errno;

/**
 * Threads of a μprocess: more records of {@link Uproc}, each with registers, a kernel stack and a mask of signals, which refer to the first one's memory and
 * holdings.
 *
 * <pre>
 *  process            thread            thread
 *  | ownSpace    | <-- space     <------ space
 *  | ownHoldings | <-- holdings  <------ holdings
 *  | nextThread --> | nextThread --> | nextThread: none
 * </pre>
 *
 * <p>A thread ends itself, on its way out of the kernel: then it waits for nothing and holds nothing. Who wants to be rid of the others says so in
 * {@link Holdings#ending}, which wakes them. When the first thread ends before others, its record stays: it is the process.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Threads {
    private Threads() {}

    /**
     * Begins a thread of the caller's process.
     *
     * @param entry where it begins, a sealed entry
     * @param block what names it: its first argument, and in the register that names threads
     * @param ends  a word that becomes 0 when it has ended; null for none
     * @return its number, or an error number below 0
     */
    static long create(Uproc me, Cap entry, Cap stack, Cap block, Cap ends) {
        Uproc process = me.process();
        Holdings its = process.holdings();
        if (its.ending() || Uprocs.MAX - 1 - Uprocs.free() >= its.maxProcesses()) return -Errno.EAGAIN;
        Uproc thread = Uprocs.claim();
        if (thread.isNull()) return -Errno.EAGAIN;
        thread.process(process);
        thread.space(process.space());
        thread.holdings(its);
        UserFrame frame = thread.frame();
        for (int n = 0; n < Registers.COUNT; n++) frame.register(n, Cap.NULL);
        frame.register(Registers.PC, entry);
        frame.register(Registers.STACK, stack);
        frame.register(Registers.RESULT, block);
        if (Registers.THREAD) thread.context(Uproc.PROGRAM_THREAD, block);
        else frame.register(Registers.POINTER, block);
        thread.context(Uproc.PROGRAM_DATA, Cap.NULL);
        Inheritance.thread(thread, me.blocked(), ends);
        thread.nextThread(process.nextThread());
        process.nextThread(thread.slot());
        its.threads(its.threads() + 1);
        Scheduler.begin(thread);
        return thread.pid();
    }

    /** The thread of the process with the number; null when there is none, or not any more. */
    static Uproc numbered(Uproc process, int number) {
        for (int slot = process.slot(); slot != Uprocs.NONE; slot = Uprocs.of(slot).nextThread()) {
            Uproc thread = Uprocs.of(slot);
            if (thread.pid() == number && thread.state() != UprocState.LEFT) return thread;
        }
        return Cap.NULL.as(Uproc.class);
    }

    /** Ends the thread that runs, and with the last one the process. Does not return. */
    static void end(Uproc me) {
        Uproc process = me.process();
        Holdings its = process.holdings();
        if (its.threads() == 1) {
            int status = its.ending() ? process.status() : 0;
            if (process.slot() == Family.FIRST) Life.end(me, status);
            forgetLast(me);
            Life.finish(process, status);
        }
        if (!its.ending() && me.ends().tag() && UserCopy.out(me.ends(), 0) == 0) Futexes.wake(process.space(), me.ends(), Uprocs.MAX);
        its.threads(its.threads() - 1);
        if (Uprocs.isProcess(me)) {
            endShortage(me);
            me.state(UprocState.LEFT);
            me.blocked(-1);
            me.pending(0);
        } else {
            release(me);
        }
        if (its.survivor() != Uprocs.NONE && its.threads() == 1) Scheduler.ready(Uprocs.of(its.survivor()));
        Signals.notice(process);
        Scheduler.leave();
    }

    /** The process of the thread that runs is about to end: nothing of this is left for the next that has its record. */
    static void forgetLast(Uproc me) {
        me.holdings().ending(false);
        me.holdings().stopped(false);
        if (!Uprocs.isProcess(me)) release(me);
    }

    /** Ends all threads, the one that runs among them; the last one's end is the process's, with the status. Does not return. */
    static void endAll(Uproc me, int status) {
        Uproc process = me.process();
        Holdings its = process.holdings();
        if (!its.ending()) {
            process.status(status);
            its.ending(true);
            Signals.resume(process);
            Signals.notice(process);
        }
        end(me);
    }

    /** Ends all threads but the one that runs, and waits for that; false when that one is to be ended itself. */
    static boolean endOthers(Uproc process) {
        Holdings its = process.holdings();
        if (its.threads() == 1) return true;
        if (its.ending()) return false;
        Uproc me = Scheduler.current();
        its.ending(true);
        its.survivor(me.slot());
        Signals.resume(process);
        Signals.notice(process);
        me.state(UprocState.BLOCKED);
        Scheduler.leave();                       // the last of the others makes this one ready
        its.ending(false);
        its.survivor(Uprocs.NONE);
        Signals.notice(process);
        return true;
    }

    /** The only thread that is left was not the first: the process's own record goes on in its place, with the registers in its frame. Does not return. */
    static void becomeFirst(Uproc me) {
        Uproc process = me.process();
        process.blocked(me.blocked());
        process.pending(me.pending());
        release(me);
        Scheduler.begin(process);
        Signals.notice(process);
        Scheduler.leave();
    }

    /** What was hidden from the thread that runs is there again. */
    private static void endShortage(Uproc me) {
        if (me.shortage() > Shortage.NONE) Shortage.pause(me);
        me.shortage(Shortage.NONE);
    }

    /** Gives back the record of a thread that is not the first; it may run until the next switch. */
    private static void release(Uproc thread) {
        Uproc before = thread.process();
        while (before.nextThread() != thread.slot()) before = Uprocs.of(before.nextThread());
        before.nextThread(thread.nextThread());
        thread.nextThread(Uprocs.NONE);
        thread.attention(0);
        endShortage(thread);
        Uprocs.own(thread);
        Uprocs.release(thread);
    }
}
