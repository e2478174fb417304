package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.U;
import dev.ufork.kernel.target.Page;
import dev.ufork.kernel.target.Registers;

/**
 * Birth and death: fork, exit, wait.
 *
 * <p>Invariant: every μprocess but the first has a living parent, whose list of children it is in; the children of the dead belong to the first.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Family {
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int ECHILD = 10;
    static final int NOTHING_YET = 0;
    /** The ancestor of all, which inherits orphans. */
    static final int FIRST = 1;

    private Family() {}

    /**
     * Creates a child of the process of the thread {@code parent}, whose registers and memory are the parent's, moved; it returns 0 from the same call. The caller flushes the
     * parent's translations, and queues the child.
     *
     * @return the child's slot, or an error number below 0, and then nothing has happened
     */
    static int fork(Uproc parent) {
        Uproc child = Uprocs.claim();
        if (child.isNull()) return -EAGAIN;

        Space from = parent.space();
        Space to = child.ownSpace();
        to.policy(from.policy());
        to.isolation(from.isolation());
        child.isolation(parent.process().isolation());
        to.program(from.program());
        to.programRest(from.programRest());
        to.hot(from.hot());
        to.hotBytes(from.hotBytes());
        to.heap(from.heap());
        to.demandFrom(from.demandFrom());
        to.demandEnd(from.demandEnd());
        if (Spaces.make(to, Regions.of(from.region()).order(), Arena.data(), Arena.code()) != 0) {
            Uprocs.release(child);
            return -ENOMEM;
        }
        if (forkMemory(to, from, parent.frame()) != 0) {
            Spaces.end(to);
            Uprocs.release(child);
            return -ENOMEM;
        }

        forkRegisters(child, parent.frame(), from);
        Inheritance.fork(child, parent);
        adopt(parent.process(), child);
        child.state(UprocState.READY);     // last: from here on others see it
        return child.slot();
    }

    /** Shares what can be shared; what the child is going to touch at once, its stack and its globals, it gets now. */
    private static int forkMemory(Space to, Space from, UserFrame frame) {
        if (to.policy() == Policy.COPY) {
            if (Spaces.forkCopy(to, from) != 0) return -ENOMEM;
        } else {
            long stack = stackInUse(frame.register(Registers.STACK), from);
            if (Spaces.forkPage(to, from, stack, Page.SIZE - (stack & Page.SIZE - 1)) != 0) return -ENOMEM;
            if (Spaces.forkPage(to, from, from.hot(), from.hotBytes()) != 0) return -ENOMEM;
        }
        Mappings mappings = from.mappings();
        to.mappings(mappings);                 // before the pages that are there because of them
        if (!mappings.isNull()) mappings.sharers(mappings.sharers() + 1);
        Spaces.fork(to, from);
        return 0;
    }

    /**
     * Where the part of the page under the stack pointer begins that matters: what lies below the pointer is nobody's, for a signal may overwrite
     * it at any time. But only if all of it is stack.
     */
    private static long stackInUse(Cap pointer, Space space) {
        long offset = pointer.address() - space.base();
        long page = offset & -Page.SIZE;
        boolean allStack = pointer.tag() && U.le(pointer.base(), space.base() + page) && page != space.hot();
        return allStack ? offset & -Copy.ROUND : page;
    }

    /** Fork is a call: it keeps what a call keeps, and where it goes on. All other registers are null in the child, its result among them. */
    private static void forkRegisters(Uproc child, UserFrame from, Space parent) {
        Move move = PageFault.aimed(child.ownSpace(), parent.region());
        child.context(Uproc.PROGRAM_DATA, moved(Cpu.programData(), move));
        if (Registers.THREAD) child.context(Uproc.PROGRAM_THREAD, moved(Cpu.programThread(), move));
        UserFrame to = child.frame();
        four(to, from, move, 0);
        four(to, from, move, 4);
        four(to, from, move, 8);
        four(to, from, move, 12);
        four(to, from, move, 16);
        four(to, from, move, 20);
        four(to, from, move, 24);
        four(to, from, move, 28);
        four(to, from, move, 32);
    }

    @Inline
    private static void four(UserFrame to, UserFrame from, Move move, int n) {
        one(to, from, move, n);
        one(to, from, move, n + 1);
        one(to, from, move, n + 2);
        one(to, from, move, n + 3);
    }

    @Inline
    private static void one(UserFrame to, UserFrame from, Move move, int n) {
        if (n >= Registers.COUNT) return;
        to.register(n, (Registers.PRESERVED >>> n & 1) != 0 ? moved(from.register(n), move) : Cap.NULL);
    }

    @Inline
    private static Cap moved(Cap c, Move move) {
        return c.tag() ? Relocate.one(c, move) : c;
    }

    static void adopt(Uproc parent, Uproc child) {
        child.parent(parent.slot());
        child.nextSibling(parent.firstChild());
        parent.firstChild(child.slot());
    }

    /**
     * Ends {@code p} with a status as {@code waitpid} reports it; its memory is free at once. The caller wakes the parent when it waits, and never
     * runs {@code p} again.
     */
    static void exit(Uproc p, int status) {
        assert p.slot() != FIRST;
        Resources.end(p);
        Spaces.end(p.space());
        p.status(status);
        if (p.shortage() > Shortage.NONE) Shortage.pause(p);
        p.shortage(Shortage.NONE);
        p.state(UprocState.ZOMBIE);
        while (p.firstChild() != Uprocs.NONE) {
            Uproc orphan = Uprocs.of(p.firstChild());
            p.firstChild(orphan.nextSibling());
            adopt(Uprocs.of(FIRST), orphan);
        }
    }

    /** Is {@code child} one that {@code waitpid} means? */
    static boolean means(Uproc parent, int pid, Uproc child) {
        if (pid > 0) return child.pid() == pid;
        return pid == -1 || child.holdings().group() == (pid == 0 ? parent.holdings().group() : -pid);
    }

    /**
     * Looks for an ended child, and lets it go.
     *
     * @param pid    which child: -1 for any, 0 for one of the parent's group, below that for one of another group
     * @param to     where its status goes, memory of the parent's, or null
     * @return its process id; {@link #NOTHING_YET} when such a child lives; {@code -ECHILD} when there is none; {@code -EFAULT} when its status could not be
     *         written, and then it is still there
     */
    static int reap(Uproc parent, int pid, Cap to) {
        boolean any = false;
        int before = Uprocs.NONE;
        for (int slot = parent.firstChild(); slot != Uprocs.NONE; ) {
            Uproc child = Uprocs.of(slot);
            if (means(parent, pid, child)) {
                any = true;
                if (child.state() == UprocState.ZOMBIE) {
                    if (!to.isNull() && UserCopy.out(to, child.status()) != 0) return -UserCopy.EFAULT;
                    if (before == Uprocs.NONE) parent.firstChild(child.nextSibling());
                    else Uprocs.of(before).nextSibling(child.nextSibling());
                    Resources.inherit(parent, child);
                    int reaped = child.pid();
                    Uprocs.release(child);
                    return reaped;
                }
            }
            before = slot;
            slot = child.nextSibling();
        }
        return any ? NOTHING_YET : -ECHILD;
    }
}
