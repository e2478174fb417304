package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;

/**
 * Whose turn it is: one queue, first come first served, a quantum each.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Scheduler {
    static final long QUANTUM = Time.MILLISECOND / Time.TICK;
    /** What a turn has at least before the clock interrupts: whatever is due at every tick, there is more time than the interrupts take. */
    private static final long LEAST = QUANTUM / 16;
    /** So many bytes are copied, or filled, without looking at the clock. */
    static final long PIECE = 64 << 10;

    private static final Queue QUEUE = Global.of(Queue.class);

    /** Slots of those that wait for their turn, linked by {@link Uproc#next}. */
    @Struct
    interface Queue extends Ref {
        Hart hart();        void hart(Hart h);
        int first();        void first(int slot);
        int last();         void last(int slot);
        /** When the one that runs was charged last. */
        long since();       void since(long time);
        /** When the clock was told to interrupt. */
        long alarm();       void alarm(long time);
        /** From then on a change of turns sees what is due: an interrupt would come too late, where turns are shorter than {@link #LEAST}. */
        long look();        void look(long time);
    }

    private Scheduler() {}

    static void start(Hart hart) {
        QUEUE.hart(hart);
    }

    @Inline
    static Uproc current() {
        return QUEUE.hart().current();
    }

    /** The μprocess whose thread runs. */
    @Inline
    static Uproc process() {
        return QUEUE.hart().current().process();
    }

    /** Puts {@code p} at the end of the queue. */
    static void ready(Uproc p) {
        p.state(UprocState.READY);
        p.next(Uprocs.NONE);
        if (QUEUE.last() == Uprocs.NONE) QUEUE.first(p.slot());
        else Uprocs.of(QUEUE.last()).next(p.slot());
        QUEUE.last(p.slot());
    }

    /** Takes one that is ready, and does not run, out of the queue. */
    static void remove(Uproc p) {
        int before = Uprocs.NONE;
        for (int slot = QUEUE.first(); slot != p.slot(); slot = Uprocs.of(slot).next()) before = slot;
        if (before == Uprocs.NONE) QUEUE.first(p.next());
        else Uprocs.of(before).next(p.next());
        if (QUEUE.last() == p.slot()) QUEUE.last(before);
    }

    private static Uproc take() {
        Uproc p = Uprocs.of(QUEUE.first());
        QUEUE.first(p.next());
        if (QUEUE.first() == Uprocs.NONE) QUEUE.last(Uprocs.NONE);
        return p;
    }

    /** Lets others have their turn. */
    static void yield() {
        if (QUEUE.first() == Uprocs.NONE) return;
        ready(current());
        leave();
    }

    /** Runs somebody else; {@code current} has said in its state why, and is in the queue if it wants to come back. */
    static void leave() {
        Uproc before = current();
        if (before.shortage() > Shortage.NONE) Shortage.pause(before);
        if (QUEUE.first() == Uprocs.NONE) rest(before);
        Uproc next = take();
        if (next.slot() != before.slot()) {
            QUEUE.hart().current(next);
            long now = Cpu.time();
            charge(before, now);
            arm(now);
            Cpu.switchTo(before.field("context"), next.field("context"));
            if (before.holdings().time() >= before.holdings().alert()) CpuTimers.alert(before.process());
        }
        if (before.shortage() > Shortage.NONE) Shortage.resume(before);
    }

    /** Time in which nobody wants a turn is nobody's. */
    private static void rest(Uproc before) {
        charge(before);
        while (QUEUE.first() == Uprocs.NONE) idle();
        long now = Cpu.time();
        QUEUE.since(now);
        arm(now);                   // the one that rested may be the one that goes on
    }

    /** The one that runs has used the time since the last charge. */
    static void charge(Uproc p) {
        charge(p, Cpu.time());
    }

    @Inline
    private static void charge(Uproc p, long now) {
        Holdings its = p.holdings();
        long used = now - QUEUE.since();
        its.time(its.time() + used);
        p.time(p.time() + used);
        QUEUE.since(now);
    }

    /**
     * A turn begins. The clock interrupts when the quantum ends, or earlier when something is due. If it has interrupted while the kernel was busy, that is
     * forgotten, and what is due is done here: it is not to take the turn of whoever runs next.
     */
    @Inline
    private static void arm(long now) {
        if (now >= QUEUE.alarm()) Cpu.clearInterrupt();
        if (now >= QUEUE.look()) look(now);
        interruptAt(Math.max(Math.min(now + QUANTUM, Timers.first()), now + LEAST));
    }

    private static void interruptAt(long time) {
        QUEUE.alarm(time);
        Cpu.timer(time);
    }

    /** Sees what is due, and what was typed. */
    private static void look(long now) {
        QUEUE.look(now + LEAST);
        Timers.run(now);
        Terminal.poll();
    }

    /**
     * Between two pieces of long work for the one that runs: when its turn is over, others have theirs first. What is in use must be held, and looked at anew.
     * False when a signal waits, for which the work is to end here.
     */
    static boolean goOn() {
        Uproc me = current();
        if (Cpu.time() - QUEUE.since() >= QUANTUM) {
            Cpu.clearInterrupt();
            tick();
            CpuTimers.sample(me, true);
            Scheduler.yield();
        }
        return me.attention() == 0;
    }

    /** The clock has interrupted. */
    static void tick() {
        long now = Cpu.time();
        QUEUE.alarm(Timers.NEVER);      // it is forgotten already
        look(now);
        arm(now);
    }

    /** Nobody wants a turn: sees what is due, and has a rest. */
    private static void idle() {
        look(Cpu.time());
        if (QUEUE.first() != Uprocs.NONE || Frames.stockOne()) return;
        interruptAt(Math.min(Timers.first(), Timers.HORIZON));
        Cpu.idle();
    }

    /** Makes a new μprocess ready: its first turn begins with its registers. */
    static void begin(Uproc p) {
        p.context(0, Cpu.userEntry());
        p.context(1, p.kernelStack());
        p.context(Uproc.PROGRAM_DATA + 1, Cap.NULL);            // here is still what the last one had who had the slot
        p.context(Uproc.PROGRAM_DATA + 2, Cap.NULL);
        ready(p);
    }

    /** Drops what the kernel does for the μprocess that runs: it goes on with its registers. Does not return. */
    static void restart() {
        Uproc p = current();
        p.context(0, Cpu.userEntry());
        p.context(1, p.kernelStack());
        Cpu.switchTo(Stack.bytes(Uproc.CONTEXT * 16), p.field("context"));
    }

    /** Begins with the first of the queue; the boot's own context is not needed any more. */
    static void run(Cap nowhere) {
        Uproc first = take();
        QUEUE.hart().current(first);
        arm(Cpu.time());
        Cpu.switchTo(nowhere, first.field("context"));
    }
}
