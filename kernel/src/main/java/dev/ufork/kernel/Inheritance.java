package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.shared.Open;

/**
 * What becomes of a μprocess's holdings when it begins, forks, executes another program, and ends. Source: POSIX.1-2017, {@code fork}, {@code exec}, {@code _exit}.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Inheritance {
    private static final int DEFAULT_MASK = 022;

    private Inheritance() {}

    /** The first of a session of its own: the console is its input and output. False when memory is out. */
    static boolean start(Uproc p) {
        Holdings its = p.holdings();
        clear(p);
        its.actions(Cap.NULL.as(Actions.class));
        its.limits(Cap.NULL.as(Limits.class));
        its.handler(Cap.NULL);
        p.alternateStack(Cap.NULL);
        p.blocked(0);
        its.caught(0);
        its.ignored(0);
        its.group(p.pid());
        its.session(p.pid());
        its.mask(DEFAULT_MASK);
        its.maxFiles(Descriptors.MAX);
        its.maxProcesses(Uprocs.MAX);
        its.hardFiles(Descriptors.MAX);
        its.hardProcesses(Uprocs.MAX);
        its.directory(Nodes.root());
        Nodes.hold(Nodes.root());
        Files files = Descriptors.make();
        its.files(files);
        if (files.isNull()) return false;
        OpenFile console = OpenFiles.make(FileKind.CONSOLE, Open.READ_WRITE, Cap.NULL);
        if (console.isNull()) return false;
        console.references(3);
        for (int descriptor = 0; descriptor < 3; descriptor++) Descriptors.put(files, descriptor, console, false);
        return true;
    }

    /** What no μprocess has at its beginning. */
    @Inline
    private static void clear(Uproc p) {
        Holdings its = p.holdings();
        clearThread(p);
        its.pending(0);
        its.forChildren().first(Uprocs.NONE);
        its.forChildren().last(Uprocs.NONE);
        its.news(0);
        its.alarm(0);
        its.time(0);
    }

    /** One more thread has a mask of its own, and nothing else that its process's first would not have at its beginning. */
    static void thread(Uproc thread, long blocked, Cap ends) {
        clearThread(thread);
        thread.alternateStack(Cap.NULL);
        thread.blocked(blocked);
        thread.ends(ends);
    }

    @Inline
    private static void clearThread(Uproc p) {
        p.attention(0);
        p.waitsIn(Cap.NULL.as(Waiters.class));
        p.pending(0);
        p.suspends(false);
        p.ends(Cap.NULL);
        p.time(0);
        p.samples(0);
        p.faultCause(0);
        p.faultValue(0);
    }

    /** The child has what the parent has, but no pending signals and no alarm. Its {@code move} is aimed at the parent's region. */
    static void fork(Uproc child, Uproc parent) {
        Holdings to = child.holdings();
        Holdings from = parent.holdings();
        clear(child);
        Files files = from.files();
        to.files(files);
        if (!files.isNull()) files.sharers(files.sharers() + 1);
        Actions actions = from.actions();
        to.actions(actions);
        if (!actions.isNull()) actions.sharers(actions.sharers() + 1);
        Limits limits = from.limits();
        to.limits(limits);
        if (!limits.isNull()) {
            limits.sharers(limits.sharers() + 1);
            CpuTimers.arm(to);
        }
        to.handler(moved(from.handler(), child));
        child.alternateStack(moved(parent.alternateStack(), child));
        child.blocked(parent.blocked());
        to.caught(from.caught());
        to.ignored(from.ignored());
        to.group(from.group());
        to.session(from.session());
        to.mask(from.mask());
        to.maxFiles(from.maxFiles());
        to.maxProcesses(from.maxProcesses());
        to.hardFiles(from.hardFiles());
        to.hardProcesses(from.hardProcesses());
        to.directory(from.directory());
        if (!to.directory().isNull()) Nodes.hold(to.directory());
    }

    @Inline
    private static Cap moved(Cap c, Uproc child) {
        return c.tag() ? Relocate.one(c, child.ownSpace().move()) : Cap.NULL;
    }

    /** Another program begins: handlers are gone, what is ignored stays so, some descriptors are closed. */
    static void exec(Uproc p) {
        Holdings its = p.holdings();
        Descriptors.exec(p);
        dropActions(its);
        its.handler(Cap.NULL);
        p.alternateStack(Cap.NULL);
        p.ends(Cap.NULL);
        p.time(0);
        p.samples(0);
        its.caught(0);
    }

    private static void dropActions(Holdings its) {
        Actions actions = its.actions();
        if (actions.isNull()) return;
        its.actions(Cap.NULL.as(Actions.class));
        actions.sharers(actions.sharers() - 1);
        if (actions.sharers() == 0) Objects.release(actions.cap());
    }

    /** Lets go of everything. */
    static void end(Uproc p) {
        Holdings its = p.holdings();
        Files files = its.files();
        if (!files.isNull()) {
            its.files(Cap.NULL.as(Files.class));
            Descriptors.drop(files);
        }
        dropActions(its);
        ResourceLimits.drop(its);
        its.caught(0);
        Timers.cancel(p.slot(), Timers.ALARM);
        Node directory = its.directory();
        if (directory.isNull()) return;
        its.directory(Cap.NULL.as(Node.class));
        Nodes.drop(directory);
    }
}
