package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * All μprocesses, by slot and by process id.
 *
 * <p>A process id is not used again before the numbers have gone round, so a stale one rarely means somebody else. A slot keeps its kernel stack for its
 * next life.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Uprocs {
    static final int MAX = 512;
    static final int NONE = 0;
    private static final int LAST_PID = 32767;
    static final int RECORD = Layout.size(Uproc.class);

    private static final Cap RECORDS = Global.bytes((long) MAX * RECORD, 16);
    private static final Free FREE = Global.of(Free.class);
    /** A bit for each process id: somebody has it. */
    private static final Cap NUMBERS = Global.bytes((LAST_PID + 1) / 8, 16);

    /** Which slots and numbers are next. */
    @Struct
    interface Free extends Ref {
        int slot();         void slot(int n);
        int count();        void count(int n);
        /** The number given out last. */
        int pid();          void pid(int n);
        /** The free slots while {@link #hide} is in force. */
        int hidden();       void hidden(int slot);
    }

    private Uprocs() {}

    /** Slot 1 is the first claimed: the ancestor of all. */
    static void start() {
        for (int slot = MAX - 1; slot > 0; slot--) {
            Uproc p = of(slot);
            p.slot(slot);
            own(p);
            p.holdings().threads(1);
            CpuTimers.clear(p.holdings());
            p.state(UprocState.FREE);
            p.next(FREE.slot());
            FREE.slot(slot);
        }
        FREE.count(MAX - 1);
        FREE.pid(0);
    }

    /** Makes it a μprocess by itself. */
    static void own(Uproc p) {
        p.process(p);
        p.space(p.ownSpace());
        p.holdings(p.ownHoldings());
    }

    @Inline
    static Uproc of(int slot) {
        return RECORDS.plus((long) slot * RECORD).as(Uproc.class);
    }

    static int free() {
        return FREE.count();
    }

    /** A new μprocess without memory, with a process id; the null reference when there are too many. */
    static Uproc claim() {
        int slot = FREE.slot();
        if (slot == NONE) return Cap.NULL.as(Uproc.class);
        Uproc p = of(slot);
        FREE.slot(p.next());
        FREE.count(FREE.count() - 1);
        p.next(NONE);
        p.state(UprocState.NEW);
        p.pid(nextPid());
        p.parent(NONE);
        p.firstChild(NONE);
        p.nextSibling(NONE);
        p.status(0);
        return p;
    }

    static void release(Uproc p) {
        int pid = p.pid();
        long at = (pid >>> 6) * 8L;
        NUMBERS.store64(at, NUMBERS.load64(at) & ~(1L << (pid & 63)));
        p.state(UprocState.FREE);
        p.next(FREE.slot());
        FREE.slot(p.slot());
        FREE.count(FREE.count() + 1);
    }

    /** Leaves so many slots that can be claimed, until {@link #show}. */
    static void hide(int keep) {
        int slot = FREE.slot();
        int last = NONE;
        for (; slot != NONE && keep > 0; keep--) {
            last = slot;
            slot = of(slot).next();
        }
        FREE.hidden(slot);
        if (last == NONE) FREE.slot(NONE);
        else of(last).next(NONE);
    }

    /** Shows what was hidden; returns how many slots there were without it. */
    static int show() {
        int left = 0;
        int last = NONE;
        for (int slot = FREE.slot(); slot != NONE; slot = of(slot).next(), left++) last = slot;
        if (last == NONE) FREE.slot(FREE.hidden());
        else of(last).next(FREE.hidden());
        return left;
    }

    /** The next number that nobody has; there are more than slots, so there is one. */
    private static int nextPid() {
        int pid = FREE.pid();
        long at;
        long bits;
        do {
            pid = pid == LAST_PID ? 1 : pid + 1;
            at = (pid >>> 6) * 8L;
            bits = NUMBERS.load64(at);
        } while ((bits >>> (pid & 63) & 1) != 0);
        NUMBERS.store64(at, bits | 1L << (pid & 63));
        FREE.pid(pid);
        return pid;
    }

    /** The μprocess with the process id; the null reference when there is none. */
    static Uproc byPid(int pid) {
        Uproc p = numbered(pid);
        return p.isNull() || isProcess(p) ? p : Cap.NULL.as(Uproc.class);
    }

    /** Not one more thread of another. */
    @Inline
    static boolean isProcess(Uproc p) {
        return p.process().slot() == p.slot();
    }

    private static Uproc numbered(int pid) {
        for (int slot = 1; slot < MAX; slot++) {
            Uproc p = of(slot);
            if (p.state() != UprocState.FREE && p.pid() == pid) return p;
        }
        return Cap.NULL.as(Uproc.class);
    }
}
