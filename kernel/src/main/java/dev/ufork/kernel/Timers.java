package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Signal;

/**
 * What is to happen at a time: for each μprocess the end of a wait, and an alarm. A list, the earliest first.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Timers {
    /** Which of a μprocess's two. */
    static final int WAKE = 0;
    static final int ALARM = 1;

    static final long NEVER = Long.MAX_VALUE;
    /** Fourteen years in ticks: machines may take what is later for a time that has passed. */
    static final long HORIZON = 14L * 365 * 86_400 * 1_000_000_000 / Time.TICK;
    private static final int NONE = 0;
    private static final int RECORD = Layout.size(Timer.class);

    private static final Cap RECORDS = Global.bytes((long) Uprocs.MAX * 2 * RECORD, 16);
    private static final First FIRST = Global.of(First.class);

    /** One time; named by twice the slot and which. */
    @Struct(size = 16)
    interface Timer extends Ref {
        long at();          void at(long time);
        int next();         void next(int timer);
        boolean armed();    void armed(boolean yes);
    }

    /** The earliest. */
    @Struct
    interface First extends Ref {
        int timer();        void timer(int n);
    }

    private Timers() {}

    @Inline
    private static Timer of(int timer) {
        return RECORDS.plus((long) timer * RECORD).as(Timer.class);
    }

    /** When the earliest is due, or {@link #NEVER}. */
    static long first() {
        return FIRST.timer() == NONE ? NEVER : of(FIRST.timer()).at();
    }

    static void set(int slot, int which, long at) {
        cancel(slot, which);
        int n = slot * 2 + which;
        int before = NONE;
        int after = FIRST.timer();
        while (after != NONE && of(after).at() <= at) {
            before = after;
            after = of(after).next();
        }
        Timer timer = of(n);
        timer.at(at);
        timer.armed(true);
        timer.next(after);
        if (before == NONE) FIRST.timer(n);
        else of(before).next(n);
    }

    static void cancel(int slot, int which) {
        int n = slot * 2 + which;
        Timer timer = of(n);
        if (!timer.armed()) return;
        timer.armed(false);
        int before = NONE;
        for (int at = FIRST.timer(); at != n; at = of(at).next()) before = at;
        if (before == NONE) FIRST.timer(timer.next());
        else of(before).next(timer.next());
    }

    /** When it is due, or {@link #NEVER}. */
    static long due(int slot, int which) {
        Timer timer = of(slot * 2 + which);
        return timer.armed() ? timer.at() : NEVER;
    }

    /** Nanoseconds until the alarm, 0 for none. */
    static long left(int slot) {
        long due = due(slot, ALARM);
        return due == NEVER ? 0 : Math.max(due - Cpu.time(), 1) * Time.TICK;
    }

    /** Sets the alarm; 0 ends it. */
    static void alarm(Uproc process, long nanoseconds, long interval) {
        process.holdings().alarm(interval <= 0 ? 0 : Time.ticks(Math.min(interval, NEVER / 2)));
        if (nanoseconds == 0) cancel(process.slot(), ALARM);
        else set(process.slot(), ALARM, Time.after(nanoseconds));
    }

    /** Does what is due. */
    static void run(long now) {
        while (FIRST.timer() != NONE && of(FIRST.timer()).at() <= now) {
            int n = FIRST.timer();
            Timer timer = of(n);
            FIRST.timer(timer.next());
            timer.armed(false);
            Uproc p = Uprocs.of(n >>> 1);
            if ((n & 1) == WAKE) {
                Waiting.interrupt(p, false);
                continue;
            }
            long interval = p.holdings().alarm();
            if (interval != 0) set(p.slot(), ALARM, timer.at() + ((now - timer.at()) / interval + 1) * interval);
            Signals.send(p, Signal.ALRM, 0);
        }
    }
}
