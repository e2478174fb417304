package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.U;
import dev.ufork.shared.Bytes;

/**
 * What a μprocess can ask for: one function for each call, reached through its own sealed entry, without a dispatcher.
 *
 * <p>Each runs on the caller's kernel stack with interrupts off. A result below zero is minus an error number. What a caller passes is believed
 * only by using it: through {@link UserCopy}.
 */
@Kernel
final class Syscalls {
    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int ESRCH = 3;
    private static final int EBADF = 9;
    private static final int EINVAL = 22;
    private static final int ENAMETOOLONG = 36;
    private static final int LAST_SIGNAL = 64;
    /** As {@code waitpid} reports a normal end: the status in bits 8 to 15. */
    private static final int STATUS_SHIFT = 8;

    private Syscalls() {}

    @Export("sys_exit")
    static long exit(long status) {
        Life.end(Scheduler.current(), ((int) status & 0xff) << STATUS_SHIFT);
        return 0;
    }

    /** The stub has put the caller's registers into its frame. */
    @Export("sys_fork")
    static long fork() {
        Uproc me = Scheduler.current();
        Cap pc = me.frame().register(Family.PC);
        if (!pc.tag() || !pc.isSealed() || (pc.perms() & Perms.SYSTEM) != 0) return -UserCopy.EFAULT;
        int shortage = me.shortage();
        if (shortage != Shortage.NONE) Shortage.begin(me);
        int slot = Family.fork(me);
        if (shortage != Shortage.NONE) Shortage.end(me);
        Cpu.flush();
        if (slot < 0) return slot;
        Uproc child = Uprocs.of(slot);
        Scheduler.begin(child);
        return child.pid();
    }

    /** Replaces the caller's program; returns only when that fails. */
    @Export("sys_execve")
    static long execve(Cap path, Cap arguments, Cap environment) {
        Cap name = Stack.bytes(Archive.NAME);
        long n = UserCopy.text(name, path, name.length());
        if (n < 0) return n;
        if (n == name.length()) return -ENAMETOOLONG;
        Cap file = Archive.find(Cpu.archive(), name, n);
        if (file.isNull()) return -ENOENT;
        Loaded result = Stack.of(Loaded.class);
        int failed = Exec.replace(Scheduler.current(), file, arguments, environment, result);
        Cpu.flush();
        if (failed == 0) Scheduler.restart();
        if (failed == -Exec.ENOEXEC) Refused.say(name, n, result);
        return failed;
    }

    /** The name of the {@code n}-th program that there is: its bytes, as many as there is room for; returns how many it has. */
    @Export("sys_program")
    static long program(long n, Cap to, long room) {
        Cap name = n < 0 || n > Integer.MAX_VALUE ? Cap.NULL : Archive.name(Cpu.archive(), (int) n);
        if (name.isNull()) return -ENOENT;
        long length = Bytes.lengthOfText(name);
        return UserCopy.out(to, name, U.min(length, room)) != 0 ? -UserCopy.EFAULT : length;
    }

    @Export("sys_wait")
    static long wait(long pid, Cap status) {
        Uproc me = Scheduler.current();
        Reaped reaped = Stack.of(Reaped.class);
        while (true) {
            int found = Family.reap(me, (int) pid, reaped);
            if (found != Family.NOTHING_YET) {
                if (found > 0 && !status.isNull() && UserCopy.out(status, reaped.status()) != 0) return -UserCopy.EFAULT;
                return found;
            }
            me.state(UprocState.WAITING);
            Scheduler.leave();
        }
    }

    @Export("sys_getpid")
    static long getpid() {
        return Scheduler.current().pid();
    }

    @Export("sys_getppid")
    static long getppid() {
        return Uprocs.of(Scheduler.current().parent()).pid();
    }

    @Export("sys_yield")
    static long yield() {
        Scheduler.yield();
        return 0;
    }

    /** Writes to the console: descriptors 1 and 2. */
    @Export("sys_write")
    static long write(long descriptor, Cap from, long bytes) {
        if (descriptor != 1 && descriptor != 2) return -EBADF;
        if (bytes < 0) return -EINVAL;
        Cap buffer = Stack.bytes(128);
        for (long done = 0; done < bytes; done += buffer.length()) {
            long n = U.min(bytes - done, buffer.length());
            if (UserCopy.in(buffer, from.plus(done), n) != 0) return done > 0 ? done : -UserCopy.EFAULT;
            Print.bytes(buffer, n);
        }
        return bytes;
    }

    /** Says when the pages of future children are copied. */
    @Export("sys_policy")
    static long policy(long policy) {
        Space space = Scheduler.current().space();
        switch ((int) policy) {
            case 0 -> space.policy(Policy.COPY);
            case 1 -> space.policy(Policy.COA);
            case 2 -> space.policy(Policy.COPA);
            default -> { return -EINVAL; }
        }
        return 0;
    }

    /** Ends a μprocess: what a signal that nobody handles does. Nobody can handle any yet. */
    @Export("sys_kill")
    static long kill(long pid, long signal) {
        if (signal < 0 || signal > LAST_SIGNAL) return -EINVAL;
        Uproc p = pid > 0 && pid <= Integer.MAX_VALUE ? Uprocs.byPid((int) pid) : Cap.NULL.as(Uproc.class);
        if (p.isNull()) return -ESRCH;
        if (signal == 0 || p.state() == UprocState.ZOMBIE) return 0;
        if (p.slot() == Family.FIRST) return -EPERM;
        if (p.slot() == Scheduler.current().slot()) Life.end(p, (int) signal);
        else Life.kill(p, (int) signal);
        return 0;
    }

    /** Waits for a signal, and so for the end. */
    @Export("sys_pause")
    static long pause() {
        while (true) {
            Scheduler.current().state(UprocState.WAITING);
            Scheduler.leave();
        }
    }

    /** Makes the caller's next fork find only so many frames; or, for -1, -2, -3, no slot, no region, no table. */
    @Export("sys_shortage")
    static long shortage(long limit) {
        if (limit < Shortage.OF_TABLES || limit > Integer.MAX_VALUE - 1) return -EINVAL;
        Scheduler.current().shortage(limit < 0 ? (int) limit : (int) limit + 1);
        return 0;
    }

    /** A number that the kernel counts, of the μprocess {@code pid}, of the caller for 0; see {@code dev.ufork.user.Counter}. */
    @Export("sys_counter")
    static long counter(long which, long pid) {
        Uproc p = pid == 0 ? Scheduler.current() : Uprocs.byPid((int) pid);
        if (p.isNull() || p.state() == UprocState.ZOMBIE) return -ESRCH;
        Space space = p.space();
        return switch ((int) which) {
            case 0 -> space.copiedEagerly();
            case 1 -> space.copiedByWrite();
            case 2 -> space.copiedByLoad();
            case 3 -> space.copiedByAccess();
            case 4 -> space.kept();
            case 5 -> space.split();
            case 6 -> space.moved();
            case 7 -> space.move().refused();
            case 8 -> space.demanded();
            case 9 -> Frames.free();
            case 10 -> Frames.zeroings();
            case 11 -> Tables.used();
            case 12 -> Uprocs.free();
            case 13 -> Census.regions();
            case 14 -> Census.privatePages(space);
            case 15 -> Census.sharedPages(space);
            case 16 -> Census.tables(space);
            case 17 -> Uprocs.RECORD + KernelMain.STACK_BYTES;
            default -> -EINVAL;
        };
    }
}
