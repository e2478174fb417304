package dev.ufork.kernel;

import dev.ufork.dsl.Kernel;
import dev.ufork.shared.Errno;

/** Process groups and sessions, as far as job control needs them. Source: POSIX.1-2017, {@code setpgid}, {@code setsid}, {@code kill}. */
@Kernel
final class Groups {
    private Groups() {}

    private static boolean isAlive(Uproc p) {
        return p.state() != UprocState.FREE && p.state() != UprocState.NEW && p.state() != UprocState.ZOMBIE && Uprocs.isProcess(p);
    }

    /** Signals every μprocess of a group; returns 0, or {@code -ESRCH} when there is none. Signal 0 only asks. */
    static long signal(int group, int signal) {
        long result = -Errno.ESRCH;
        for (int slot = 1; slot < Uprocs.MAX; slot++) {
            Uproc p = Uprocs.of(slot);
            if (!isAlive(p) || p.holdings().group() != group || group == 0 || slot == Family.FIRST) continue;
            result = 0;
            if (signal != 0) Signals.send(p, signal, Scheduler.process().pid());
        }
        return result;
    }

    /** Signals everybody but the first μprocess and the caller. */
    static long signalAll(Uproc me, int signal) {
        long result = -Errno.ESRCH;
        for (int slot = 1; slot < Uprocs.MAX; slot++) {
            Uproc p = Uprocs.of(slot);
            if (!isAlive(p) || slot == Family.FIRST || slot == me.slot()) continue;
            result = 0;
            if (signal != 0) Signals.send(p, signal, me.pid());
        }
        return result;
    }

    /** Puts {@code me}, or a child of it, into a group. */
    static long set(Uproc me, int pid, int group) {
        if (group < 0) return -Errno.EINVAL;
        Uproc p = pid == 0 ? me : Uprocs.byPid(pid);
        if (p.isNull() || p.slot() != me.slot() && p.parent() != me.slot()) return -Errno.ESRCH;
        if (p.holdings().session() != me.holdings().session()) return -Errno.EPERM;
        if (p.pid() == p.holdings().session()) return -Errno.EPERM;
        int wanted = group == 0 ? p.pid() : group;
        if (wanted != p.pid() && !exists(wanted, me.holdings().session())) return -Errno.EPERM;
        p.holdings().group(wanted);
        return 0;
    }

    static boolean exists(int group, int session) {
        for (int slot = 1; slot < Uprocs.MAX; slot++) {
            Uproc p = Uprocs.of(slot);
            if (p.state() != UprocState.FREE && p.holdings().group() == group && p.holdings().session() == session) return true;
        }
        return false;
    }

    static long setsid(Uproc me) {
        for (int slot = 1; slot < Uprocs.MAX; slot++) {
            Uproc p = Uprocs.of(slot);
            if (p.state() != UprocState.FREE && p.holdings().group() == me.pid()) return -Errno.EPERM;
        }
        me.holdings().group(me.pid());
        me.holdings().session(me.pid());
        return me.pid();
    }
}
