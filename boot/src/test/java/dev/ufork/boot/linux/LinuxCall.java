package dev.ufork.boot.linux;

import static dev.ufork.boot.linux.Numbers.*;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Perms;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Signal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One of our system calls as a question to Linux: number, flags and layouts translated, the answer as it comes.
 *
 * <p>What a call of ours has no counterpart for is not asked: the sentence after it is nobody's verdict. Source of the layouts: Linux, x86-64.
 */
final class LinuxCall extends Passage {
    /** What a program does with memory that it has mapped is asked for as calls are. */
    static final String LOAD = "load", STORE = "store";

    /** Bytes of a mapping that is not tried. */
    private static final long LARGEST = 64 << 20;
    private static final int S_IFIFO = 0010000;
    private static final int CLOCK_MONOTONIC = 1;
    private static final int TCGETS = 0x5401;
    private static final int TIOCGPGRP = 0x540f;
    private static final int SA_SIGINFO = 4;
    private static final int SA_RESTORER = 0x0400_0000;
    private static final int SS_DISABLE = 2;
    private static final int SIGSET_BYTES = 8;
    private static final int STAT_BYTES = 144;
    private static final int DIRENT_NAME = 19;
    private static final int USAGE_BYTES = 80;
    private static final int CAP = 16;
    private static final long SECOND = 1_000_000_000;

    /** A process id that no process has. */
    private static final long NOBODY = 0x3fff_ffff;
    /** Times are that much longer than the program says: a JVM takes its time between one call and the next. */
    private static final long SLOWER = 20;

    private final HostedProcess process;

    LinuxCall(HostedProcess process, World world, Slot slot, Object[] arguments) {
        super(world, slot, arguments);
        this.process = process;
    }

    /** Asks what the program wants of the call with the name in {@code Sys.Calls}. */
    Event.Answer make(String call) {
        return new Event.Answer(call, answer(call), stored());
    }

    private long answer(String call) {
        return switch (call) {
            case "exit" -> throw process.exit(EXIT_GROUP, n(0));
            case "fork" -> process.fork(FORK);
            case "execve" -> execve();
            case "waitpid" -> taken(1, m(1).isNull() ? 0 : room(0, m(1), 4), 4, at -> ask(WAIT4, pid(n(0)), at, n(2), 0));
            case "getpid" -> ask(GETPID);
            case "getppid" -> parent();
            case "setpgid" -> ask(SETPGID, pid(n(0)), pid(n(1)));
            case "getpgid" -> ask(GETPGID, pid(n(0)));
            case "setsid" -> ask(SETSID);
            case "getsid" -> ask(GETSID, pid(n(0)));
            case "kill" -> kill();
            case "yield" -> ask(SCHED_YIELD);

            case "read" -> read();
            case "write" -> ask(WRITE, n(0), data(0, m(1), n(2)), n(2));
            case "open" -> ask(OPEN, path(0, m(0)), n(1), n(2));
            case "close" -> ask(CLOSE, n(0));
            case "dup" -> ask(DUP, n(0));
            case "dup2" -> ask(DUP2, n(0), n(1));
            case "fcntl" -> ask(FCNTL, n(0), n(1), n(2));
            case "lseek" -> ask(LSEEK, n(0), n(1), n(2));
            case "pipe" -> taken(0, room(0, m(0), 8), 8, at -> ask(PIPE2, at, n(1)));
            case "poll" -> poll();
            case "stat" -> stat(1, at -> ask(STAT, path(1, m(0)), at));
            case "fstat" -> stat(1, at -> ask(FSTAT, n(0), at));
            case "getdents" -> getdents();
            case "truncate" -> ask(TRUNCATE, path(0, m(0)), n(1));
            case "ftruncate" -> ask(FTRUNCATE, n(0), n(1));
            case "tcmode" -> ask(IOCTL, n(0), TCGETS, slot.end(0) - 64);
            case "tcgroup" -> ask(IOCTL, n(0), TIOCGPGRP, slot.end(0) - 64);

            case "mkdir" -> ask(MKDIR, path(0, m(0)), n(1));
            case "mkfifo" -> ask(MKNOD, path(0, m(0)), n(1) | S_IFIFO, 0);
            case "rmdir" -> ask(RMDIR, path(0, m(0)));
            case "unlink" -> ask(UNLINK, path(0, m(0)));
            case "link" -> ask(LINK, path(0, m(0)), path(1, m(1)));
            case "rename" -> ask(RENAME, path(0, m(0)), path(1, m(1)));
            case "chmod" -> ask(CHMOD, path(0, m(0)), n(1));
            case "access" -> ask(ACCESS, path(0, m(0)), n(1));
            case "umask" -> ask(UMASK, n(0));
            case "chdir" -> ask(CHDIR, path(0, m(0)));
            case "fchdir" -> ask(FCHDIR, n(0));
            case "getcwd" -> getcwd();

            case "sigaction" -> sigaction();
            case "sigentry", "sigreturn" -> 0;                // handlers are the program's own, and Linux enters and leaves the stand-in's
            case "sigprocmask" -> sigprocmask();
            case "sigpending" -> set(room -> ask(RT_SIGPENDING, room, SIGSET_BYTES));
            case "sigsuspend" -> ask(RT_SIGSUSPEND, set(n(0)), SIGSET_BYTES);
            case "sigaltstack" -> sigaltstack();

            case "alarm" -> alarm();
            case "clock" -> time(at -> ask(CLOCK_GETTIME, CLOCK_MONOTONIC, at), 1) / SLOWER;
            case "sleep" -> sleep();
            case "limit" -> oneLimit();
            case "rlimit" -> taken(2, m(2).isNull() ? 0 : room(1, m(2), CAP), CAP,
                    at -> ask(PRLIMIT64, 0, n(0), m(1).isNull() ? 0 : data(0, m(1), CAP), at));
            case "usage" -> usage();

            case "mmap" -> mmap();
            case "munmap" -> isMapped(m(0), n(1)) ? ask(MUNMAP, m(0).address(), n(1)) : unasked(call);
            case "mprotect" -> isMapped(m(0), n(1)) ? ask(MPROTECT, m(0).address(), n(1), n(2)) : unasked(call);
            case LOAD -> ask(LOAD_BYTE, n(0));
            case STORE -> ask(STORE_BYTE, n(0), n(1));
            default -> unasked(call);
        };
    }

    private long ask(long number, long... arguments) {
        return process.ask(number, arguments);
    }

    private long unasked(String call) {
        process.unasked(call);
        return -Errno.ENOSYS;
    }

    // ---- processes

    /** A process, or below 0 a group, of ours; of the host's others the program knows nothing but that there is one with the number 1. */
    private long pid(long pid) {
        return pid <= 1 || world.knows(pid) ? pid : NOBODY;
    }

    private long parent() {
        long parent = ask(GETPPID);
        return world.knows(parent) ? parent : 1;
    }

    /** Only to ours, whatever the program says. */
    private long kill() {
        long to = n(0);
        boolean ours = to == 0 || world.knows(Math.abs(to));
        return ours ? ask(KILL, to, n(1)) : to > 1 ? ask(KILL, NOBODY, n(1)) : unasked("kill");
    }

    private long execve() {
        List<byte[]> words = new ArrayList<>();
        List<byte[]> environment = new ArrayList<>();
        long path = path(0, m(0));
        long argv = vector(1, m(1), words);
        long envp = vector(2, m(2), environment);
        return process.execute(new Program("", words, environment), EXECVE, path, argv, envp);
    }

    // ---- files

    private long read() {
        long at = room(0, m(1), n(2));
        long result = ask(READ, n(0), at, n(2));
        store(1, at, result);
        return result;
    }

    private long poll() {
        int bytes = length(m(0), n(1) < 0 ? -1 : n(1) * 8);
        return taken(0, room(0, m(0), n(1) * 8), bytes, at -> ask(POLL, at, n(1), n(2) > 0 ? n(2) * SLOWER : n(2)));
    }

    /** {@link dev.ufork.shared.Stat} from {@code struct stat}. */
    private long stat(int argument, Question question) {
        long at = structure(0, m(argument), 64, STAT_BYTES);
        long result = question.ask(at);
        if (result == 0) {
            ByteBuffer s = structure(64).putLong(slot.readLong(at + 8)).putInt(slot.readInt(at + 24)).putInt((int) slot.readLong(at + 16));
            s.putLong(slot.readLong(at + 48)).putLong(slot.readLong(at + 64));
            for (int t : new int[] {88, 104, 72}) s.putLong(slot.readLong(at + t) * SECOND + slot.readLong(at + t + 8));
            store(argument, s.putLong(slot.readLong(at)));
        }
        return result;
    }

    /** {@link dev.ufork.shared.DirectoryEntry} from {@code struct linux_dirent64}, which is shorter by at most eight bytes. */
    private long getdents() {
        long at = room(0, m(1), n(2));
        long result = ask(GETDENTS64, n(0), at, n(2) * DIRENT_NAME / 24);
        if (result <= 0) return result;
        ByteBuffer entries = structure(Slot.AREA);
        for (long e = at; e < at + result; e += slot.readInt(e + 16) & 0xffff) {
            byte[] name = slot.read(e + DIRENT_NAME, (slot.readInt(e + 16) & 0xffff) - DIRENT_NAME);
            int bytes = 0;
            while (name[bytes] != 0) bytes++;
            int length = 24 + bytes + 8 & -8;
            int start = entries.position();
            entries.putLong(slot.readLong(e)).putLong(slot.readLong(e + 8)).putInt(length).putInt((slot.readInt(e + 18) & 0xff) << 12).put(name, 0, bytes);
            entries.position(start + length);
        }
        store(1, entries);
        return entries.position();
    }

    private long getcwd() {
        int room = length(m(0), n(1));
        long at = structure(0, m(0), 0, Slot.AREA);
        long result = ask(GETCWD, at, n(1) == 0 ? 0 : n(1) + world.prefix());
        if (result <= 0) return result;
        byte[] path = ended(world.fromHost(slot.read(at, result - 1)));
        if (path.length > room) return -Errno.ERANGE;
        store(0, structure(path.length).put(path));
        return path.length;
    }

    // ---- signals: our sets have bit n for signal n, Linux's bit n - 1

    private long set(long ours) {
        slot.writeLongs(slot.end(0) - 8, ours >>> 1);
        return slot.end(0) - 8;
    }

    private long set(Question question) {
        long at = slot.end(1) - 8;
        slot.writeLongs(at, 0);
        long result = question.ask(at);
        return result < 0 ? result : slot.readLong(at) << 1;
    }

    private long sigprocmask() {
        long how = n(0);
        return set(before -> how < 0 ? ask(RT_SIGPROCMASK, 0, 0, before, SIGSET_BYTES) : ask(RT_SIGPROCMASK, how, set(n(1)), before, SIGSET_BYTES));
    }

    /** {@link dev.ufork.shared.Action} to and from {@code struct sigaction}; whatever is caught, Linux enters the stand-in's handler. */
    private long sigaction() {
        long to = 0;
        if (!m(1).isNull()) {
            to = structure(0, m(1), CAP, 32);
            if (to != slot.end(0)) {
                long handler = switch (m(1).load32(0)) {
                    case Signal.DEFAULT -> 0;
                    case Signal.IGNORE -> 1;
                    default -> world.standIn().handler();
                };
                slot.writeLongs(to, handler, m(1).load32(4) & 0xffff_ffffL | SA_SIGINFO | SA_RESTORER, world.standIn().restorer(), m(1).load64(8) >>> 1);
            }
        }
        long before = m(2).isNull() ? 0 : structure(1, m(2), CAP, 32);
        long result = ask(RT_SIGACTION, n(0), to, before, SIGSET_BYTES);
        if (result == 0 && before != 0) {
            long handler = slot.readLong(before);
            int flags = slot.readInt(before + 8) & ~(SA_SIGINFO | SA_RESTORER);
            store(2, structure(CAP).putInt(handler > 1 ? Signal.CATCH : (int) handler).putInt(flags).putLong(slot.readLong(before + 24) << 1));
        }
        return result;
    }

    /** A stack of the same size, for the stand-in's handler. */
    private long sigaltstack() {
        long at = slot.end(0) - 24;
        if (m(0).isNull()) slot.writeLongs(at, 0, SS_DISABLE, 0);
        else slot.writeLongs(at, slot.stack(), 0, Math.min(m(0).length(), Slot.AREA));
        return ask(SIGALTSTACK, at, 0);
    }

    // ---- time and limits

    /** Nanoseconds from a pair of seconds and a smaller unit. */
    private long time(Question question, long unit) {
        long at = slot.end(0) - CAP;
        long result = question.ask(at);
        return result < 0 ? result : slot.readLong(at) * SECOND + slot.readLong(at + 8) * unit;
    }

    private long sleep() {
        long ns = n(0) * SLOWER;
        slot.writeLongs(slot.end(1) - CAP, Math.floorDiv(ns, SECOND), Math.floorMod(ns, SECOND));
        long result = ask(NANOSLEEP, slot.end(1) - CAP, slot.end(0) - CAP);
        return result == -Errno.EINTR ? -Math.max(1, time(at -> 0, 1) / SLOWER) : result;
    }

    /** It begins with the next call, for that is what the program wants to see interrupted; {@code pause} is a question for the mask and then a wait. */
    private long alarm() {
        if (n(0) >= 0) process.alarm(micros(n(1)) / 1_000_000, micros(n(1)) % 1_000_000, micros(n(0)) / 1_000_000, micros(n(0)) % 1_000_000);
        slot.writeLongs(slot.end(0) - 32, 0, 0, 0, 0);
        ask(GETITIMER, 0, slot.end(0) - 32);
        return time(at -> 0, 1000) / SLOWER;
    }

    private static long micros(long ns) {
        return ns * SLOWER / 1000;
    }

    private long oneLimit() {
        long at = slot.end(0) - CAP;
        long result = ask(PRLIMIT64, 0, n(0), 0, at);
        if (result < 0) return result;
        long before = slot.readLong(at);
        if (n(1) < 0) return before;
        slot.writeLongs(at, n(1), n(1));
        result = ask(PRLIMIT64, 0, n(0), at, 0);
        return result < 0 ? result : before;
    }

    /** Of {@link dev.ufork.shared.Usage} Linux knows the time. */
    private long usage() {
        long at = structure(0, m(1), USAGE_BYTES, 144);
        long result = ask(GETRUSAGE, n(0), at);
        if (result == 0) {
            long system = slot.readLong(at + 16) * 1_000_000 + slot.readLong(at + 24);
            long micros = slot.readLong(at) * 1_000_000 + slot.readLong(at + 8) + system;
            ByteBuffer usage = structure(USAGE_BYTES).putLong(micros * 1000).putLong(system * 1000);
            store(1, usage.position(USAGE_BYTES));
        }
        return result;
    }

    // ---- mapped memory: it is the stand-in's, and the program's loads and stores are calls, too

    /** At the address asked for, if the program has mapped that itself, or else where there is room for bounds. */
    private long mmap() {
        boolean fixed = (n(3) & Mman.FIXED) != 0;
        if (fixed && !isMapped(m(0), n(1)) || n(1) > LARGEST) return unasked("mmap");
        return ask(MMAP, fixed ? m(0).address() : world.room(n(1)), n(1), n(2), n(3), n(4), n(5));
    }
}
