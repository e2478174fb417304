package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;

/**
 * Waiting inside the kernel, and waking. Whoever is woken looks again whether what it waited for is there.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Waiting {
    /** Those who wait for one of several things, in {@code poll}: they are woken with everybody. */
    static final Waiters POLLERS = Global.of(Waiters.class);

    private Waiting() {}

    /** Waits until woken; true when it was a signal that woke. */
    static boolean sleep(Waiters where) {
        Uproc me = Scheduler.current();
        if (me.attention() != 0) return true;
        me.interrupted(false);
        me.waitsIn(where);
        me.waitsNext(Uprocs.NONE);
        if (where.last() == Uprocs.NONE) where.first(me.slot());
        else Uprocs.of(where.last()).waitsNext(me.slot());
        where.last(me.slot());
        me.state(UprocState.BLOCKED);
        Scheduler.leave();
        return me.interrupted();
    }

    /** Waits until woken, or until a time of the clock; true when it was a signal that woke. */
    static boolean sleepUntil(Waiters where, long until) {
        if (until == Timers.NEVER) return sleep(where);
        int slot = Scheduler.current().slot();
        Timers.set(slot, Timers.WAKE, until);
        boolean bySignal = sleep(where);
        Timers.cancel(slot, Timers.WAKE);
        return bySignal;
    }

    /** Wakes all who wait there. */
    static void wake(Waiters where) {
        if (where.first() != Uprocs.NONE) wakeAll(where);
        if (POLLERS.first() != Uprocs.NONE) wakeAll(POLLERS);
    }

    private static void wakeAll(Waiters where) {
        int slot = where.first();
        where.first(Uprocs.NONE);
        where.last(Uprocs.NONE);
        while (slot != Uprocs.NONE) {
            Uproc p = Uprocs.of(slot);
            slot = p.waitsNext();
            p.waitsIn(Cap.NULL.as(Waiters.class));
            Scheduler.ready(p);
        }
    }

    /** Ends the wait of {@code p}, if it wap. */
    static void interrupt(Uproc p, boolean bySignal) {
        Waiters where = p.waitsIn();
        if (where.isNull()) return;
        int before = Uprocs.NONE;
        for (int slot = where.first(); slot != p.slot(); slot = Uprocs.of(slot).waitsNext()) before = slot;
        if (before == Uprocs.NONE) where.first(p.waitsNext());
        else Uprocs.of(before).waitsNext(p.waitsNext());
        if (where.last() == p.slot()) where.last(before);
        p.waitsIn(Cap.NULL.as(Waiters.class));
        p.interrupted(bySignal);
        Scheduler.ready(p);
    }
}
