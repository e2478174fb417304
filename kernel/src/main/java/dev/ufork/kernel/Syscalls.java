package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.U;
import dev.ufork.kernel.target.Registers;
import dev.ufork.shared.Errno;

/**
 * What a μprocess can ask for: one function for each call, reached through its own sealed entry, without a dispatcher.
 *
 * <p>Each runs on the caller's kernel stack with interrupts off. A result below zero is minus an error number. What a caller passes is believed
 * only by using it: through {@link UserCopy}.
 */
@Kernel
final class Syscalls {
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
        Cap pc = me.frame().register(Registers.PC);
        if (!pc.tag() || !pc.isSealed() || (pc.perms() & Perms.SYSTEM) != 0) return -UserCopy.EFAULT;
        if (Uprocs.MAX - 1 - Uprocs.free() >= me.holdings().maxProcesses()) return -Errno.EAGAIN;
        int slot = Family.fork(me);
        Cpu.flush();
        if (slot < 0) return slot;
        Uproc child = Uprocs.of(slot);
        Scheduler.begin(child);
        return child.pid();
    }

    /** The name of the {@code n}-th program that there is: its bytes, as many as there is room for; returns how many it has. */
    @Export("sys_program")
    static long program(long n, Cap to, long room) {
        Cap archive = Cpu.archive();
        long at = n < 0 ? -1 : Archive.first(archive);
        for (; at >= 0 && n > 0; n--) at = Archive.next(archive, at);
        if (at < 0) return -Errno.ENOENT;
        long length = Archive.name(archive, at).length();
        return UserCopy.out(to, Archive.name(archive, at), U.min(length, room)) != 0 ? -UserCopy.EFAULT : length;
    }

    @Export("sys_getpid")
    static long getpid() {
        return Scheduler.process().pid();
    }

    @Export("sys_getppid")
    static long getppid() {
        return Uprocs.of(Scheduler.process().parent()).pid();
    }

    @Export("sys_yield")
    static long yield() {
        Scheduler.yield();
        return 0;
    }

    /** Says when the pages of future children are copied. */
    @Export("sys_policy")
    static long policy(long policy) {
        Space space = Scheduler.current().space();
        switch ((int) policy) {
            case 0 -> space.policy(Policy.COPY);
            case 1 -> space.policy(Policy.COA);
            case 2 -> space.policy(Policy.COPA);
            default -> { return -Errno.EINVAL; }
        }
        return 0;
    }

    /**
     * Says at which level the programs run that the caller and its children begin from now on: 0 full, 1 fault, 2 none. Anybody may ask for more
     * isolation; only the ancestor of all, which comes with the kernel, may ask for less.
     */
    @Export("sys_isolation")
    static long isolation(long level) {
        Uproc me = Scheduler.process();
        Isolation wanted;
        switch ((int) level) {
            case 0 -> wanted = Isolation.FULL;
            case 1 -> wanted = Isolation.FAULT;
            case 2 -> wanted = Isolation.NONE;
            default -> { return -Errno.EINVAL; }
        }
        if (me.slot() != Family.FIRST && wanted.ordinal() > me.isolation().ordinal()) return -Errno.EPERM;
        me.isolation(wanted);
        return 0;
    }

    /** Leaves the caller only so many frames (1), tables (2), regions (3) or slots (4), until it asks for another shortage, or for none (0). */
    @Export("sys_shortage")
    static long shortage(long kind, long left) {
        if (!Shortage.exists(kind) || U.gt(left, Shortage.MOST)) return -Errno.EINVAL;
        Shortage.set(Scheduler.current(), (int) kind, (int) left);
        return 0;
    }

    /** Instructions that this core has executed, for programs that may not read the hardware's counter. */
    @Export("sys_instructions")
    static long instructions() {
        return Cpu.instructions();
    }

    /** A number that the kernel counts, of the μprocess {@code pid}, of the caller for 0; see {@code dev.ufork.user.Counter}. */
    @Export("sys_counter")
    static long counter(long which, long pid) {
        Uproc p = pid == 0 ? Scheduler.current() : Uprocs.byPid((int) pid);
        if (p.isNull() || p.state() == UprocState.ZOMBIE) return -Errno.ESRCH;
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
            case 18 -> Objects.live();
            case 19 -> Objects.spare();
            default -> -Errno.EINVAL;
        };
    }
}
