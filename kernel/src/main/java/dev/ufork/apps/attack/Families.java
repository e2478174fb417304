package dev.ufork.apps.attack;

import static dev.ufork.apps.attack.Trial.row;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Signal;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Processes;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/** Parents, children and grandchildren that reach for each other, before and after every kind of page fault. */
@Kernel
final class Families {
    private static final long PAGE = 4096;
    private static final long SECRET = 0x5ec2e7;
    private static final int POLICIES = 3;
    private static final int LEVELS = 3;
    /** Of a console's modes: it is no terminal. */
    private static final int PLAIN = 16;

    private static final Store STORE = Global.of(Store.class);

    /** What a child inherits: a page with a pointer to another page, and a number in that. */
    @Struct
    interface Store extends Ref {
        Cap page();         void page(Cap c);
        Cap target();       void target(Cap c);
        /** Where the family's first member has its page. */
        long address();     void address(long a);
    }

    /** How a child touches its copy of the page before it reaches for its parent's. */
    private enum Touch { NONE, READ, LOAD, WRITE }

    private Families() {}

    static void rows() {
        row("parent-fresh", "a child reaches for its parent's page before it has touched its own", Stop.TAG, Families::fresh);
        row("parent-after-read", "the same after it has read its own", Stop.TAG, Families::afterRead);
        row("parent-after-load", "the same after it has loaded a capability from its own", Stop.TAG, Families::afterLoad);
        row("parent-after-write", "the same after it has written its own", Stop.TAG, Families::afterWrite);
        row("inherited-fresh", "a child writes through a pointer that it inherited, untouched", Stop.OWN_COPY, Families::inheritedFresh);
        row("inherited-after-read", "the same from a page that it has read", Stop.OWN_COPY, Families::inheritedAfterRead);
        row("inherited-after-load", "the same from a page from which it has loaded", Stop.OWN_COPY, Families::inheritedAfterLoad);
        row("inherited-after-write", "the same from a page that it has written", Stop.OWN_COPY, Families::inheritedAfterWrite);
        row("grandparent", "a grandchild reaches for its grandparent's page", Stop.TAG, Families::grandparent);
        row("grandparent-inherited", "a grandchild writes through a pointer that its dead parent never touched", Stop.OWN_COPY,
                Families::grandparentInherited);
        row("parent-writes-first", "a child reads what its parent has written since the fork", Stop.OWN_COPY, Families::parentWritesFirst);
        row("child-memory", "a parent finds what its child has written", Stop.OWN_COPY, Families::childMemory);
        row("less-isolation", "ask for less isolation", Stop.ERROR + Errno.EPERM, Families::lessIsolation);
        row("kill-first", "kill the first process", Stop.NOT_USED, Families::killFirst);
        row("signal-number", "send a signal that does not exist", Stop.ERROR + Errno.EINVAL, Families::badSignal);
        row("block-kill", "block the signal that kills", Stop.SIGNAL + Signal.KILL, Families::blockKill);
        row("no-terminal", "say that the console is no terminal", Stop.NOT_USED, Families::noTerminal);
        row("more-processes", "raise one's own limit of processes", Stop.NOT_USED, Families::moreProcesses);
    }

    private static void prepare() {
        Cap page = Heap.allocZeroed(2 * PAGE);
        Cap target = Heap.allocZeroed(2 * PAGE);
        STORE.page(page.at(page.address() + PAGE - 1 & -PAGE).bounded(PAGE));
        STORE.target(target.at(target.address() + PAGE - 1 & -PAGE).bounded(PAGE));
        STORE.page().storeCap(0, STORE.target());
        STORE.page().store64(64, SECRET);
        STORE.target().store64(0, SECRET);
        STORE.address(STORE.page().address());
    }

    private static void touch(Touch how) {
        switch (how) {
            case NONE -> { }
            case READ -> { if (STORE.page().load64(64) != SECRET) Sys.exit(Stop.NOT_TRIED); }
            case LOAD -> { if (!STORE.page().loadCap(0).tag()) Sys.exit(Stop.NOT_TRIED); }
            case WRITE -> STORE.page().store64(128, 1);
        }
    }

    /** A child at each policy; all must end alike. */
    private static int children(Touch how, boolean inherited) {
        int stop = Stop.NOT_TRIED;
        for (int policy = 0; policy < POLICIES; policy++) {
            Sys.policy(policy);
            prepare();
            int pid = Sys.fork();
            if (pid == 0) Sys.exit(inherited ? writes(how) : reaches(how));
            int end = Trial.end(pid);
            if (STORE.target().load64(0) != SECRET || STORE.page().load64(64) != SECRET) return Stop.NOTHING;
            if (policy > 0 && end != stop) return end;
            stop = end;
        }
        return stop;
    }

    /** The parent's page, by its address. */
    private static int reaches(Touch how) {
        touch(how);
        STORE.page().at(STORE.address()).store64(64, 0);
        return Stop.NOTHING;
    }

    /** Through the pointer in the page. */
    private static int writes(Touch how) {
        touch(how);
        Cap inherited = STORE.page().loadCap(0);
        if (!Own.isOwn(inherited) || !Own.isOwn(STORE.page()) || STORE.page().address() == STORE.address()) return Stop.NOTHING;
        if (inherited.load64(0) != SECRET) return Stop.NOT_TRIED;
        inherited.store64(0, 0);
        STORE.page().store64(64, 0);
        return inherited.load64(0) == 0 ? Stop.OWN_COPY : Stop.NOT_TRIED;
    }

    private static int fresh() {
        return children(Touch.NONE, false);
    }

    private static int afterRead() {
        return children(Touch.READ, false);
    }

    private static int afterLoad() {
        return children(Touch.LOAD, false);
    }

    private static int afterWrite() {
        return children(Touch.WRITE, false);
    }

    private static int inheritedFresh() {
        return children(Touch.NONE, true);
    }

    private static int inheritedAfterRead() {
        return children(Touch.READ, true);
    }

    private static int inheritedAfterLoad() {
        return children(Touch.LOAD, true);
    }

    private static int inheritedAfterWrite() {
        return children(Touch.WRITE, true);
    }

    private static int grandparent() {
        prepare();
        int pid = Sys.fork();
        if (pid == 0) {
            int next = Sys.fork();
            if (next == 0) Sys.exit(reaches(Touch.LOAD));
            Sys.exit(Trial.end(next));
        }
        return Trial.end(pid);
    }

    /** The grandchild waits until its parent is dead; then it is its grandparent's pages that it loads from. */
    private static int grandparentInherited() {
        prepare();
        Cap ends = Stack.bytes(16);
        Cap result = Stack.bytes(16);
        Io.pipe(ends);
        int pid = Sys.fork();
        if (pid == 0) {
            int parent = Sys.getpid();
            if (Sys.fork() == 0) {
                while (Sys.getppid() == parent) Sys.yield();
                result.store64(0, writes(Touch.NONE));
                Io.write(ends.load32(4), result, 8);
            }
            Sys.exit(0);
        }
        if (Trial.end(pid) != 0 || Io.read(ends.load32(0), result, 8) != 8) return Stop.NOT_TRIED;
        return STORE.target().load64(0) == SECRET ? (int) result.load64(0) : Stop.NOTHING;
    }

    private static int parentWritesFirst() {
        for (int policy = 0; policy < POLICIES; policy++) {
            Sys.policy(policy);
            prepare();
            int pid = Sys.fork();
            if (pid == 0) {
                Sys.yield();
                Sys.exit(STORE.target().load64(0) == SECRET ? 0 : 1);
            }
            STORE.target().store64(0, 0);
            if (Trial.end(pid) != 0) return Stop.NOTHING;
        }
        return Stop.OWN_COPY;
    }

    private static int childMemory() {
        for (int policy = 0; policy < POLICIES; policy++) {
            Sys.policy(policy);
            prepare();
            int pid = Sys.fork();
            if (pid == 0) {
                STORE.target().store64(0, 0);
                Sys.exit(0);
            }
            if (Trial.end(pid) != 0) return Stop.NOT_TRIED;
            if (STORE.target().load64(0) != SECRET) return Stop.NOTHING;
        }
        return Stop.OWN_COPY;
    }

    private static int lessIsolation() {
        Sys.isolation(0);
        for (int level = 1; level < LEVELS; level++) if (Sys.isolation(level) == 0) return Stop.NOTHING;
        return Stop.error(Sys.isolation(1));
    }

    private static int killFirst() {
        Sys.kill(1, Signal.KILL);
        Sys.kill(1, Signal.STOP);
        for (int n = 0; n < 10; n++) Sys.yield();
        return Sys.kill(1, 0) == 0 ? Stop.NOT_USED : Stop.NOTHING;
    }

    private static int badSignal() {
        return Stop.error(Sys.kill(Sys.getpid(), Signal.COUNT));
    }

    private static int blockKill() {
        Signals.mask(Signal.SET_MASK, -1);
        Signals.raise(Signal.KILL);
        return Stop.NOTHING;
    }

    /** Were it so, nobody but the first process could say otherwise. */
    private static int noTerminal() {
        int before = Io.terminal(0, -1);
        Io.terminal(0, Math.max(before, 0) | PLAIN);
        int now = Io.terminal(0, -1);
        Io.terminal(0, Math.max(before, 0));
        return now == before ? Stop.NOT_USED : Stop.NOTHING;
    }

    private static int moreProcesses() {
        Processes.limit(Processes.LIMIT_PROCESSES, 2);
        Processes.limit(Processes.LIMIT_PROCESSES, 1000);
        return Sys.fork() == -Errno.EAGAIN ? Stop.NOT_USED : Stop.NOTHING;
    }
}
