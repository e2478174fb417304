package dev.ufork.boot.linux;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.hosted.Hosted;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Limit;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Signal;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Our system calls as questions to Linux: numbers, flags, layouts and memory translated, the answer as it comes.
 *
 * <p>Memory that a program passes is copied to an area of its {@link Slot} so that it ends where Linux finds nothing mapped; for a capability that does not
 * allow the access, Linux gets the address of nothing at all. So it is Linux that says EFAULT, and when.
 *
 * <p>What a call of ours has no counterpart for is not asked: the sentence after it is nobody's verdict.
 * Source of the numbers and layouts: Linux, x86-64.
 */
final class LinuxCalls {
    static final int READ = 0, WRITE = 1, OPEN = 2, CLOSE = 3, STAT = 4, FSTAT = 5, POLL = 7, LSEEK = 8, MMAP = 9, MPROTECT = 10, MUNMAP = 11, RT_SIGACTION = 13,
            RT_SIGPROCMASK = 14, IOCTL = 16, ACCESS = 21, SCHED_YIELD = 24, DUP = 32, DUP2 = 33, NANOSLEEP = 35, GETITIMER = 36, GETPID = 39,
            FORK = 57, EXECVE = 59, WAIT4 = 61, KILL = 62, FCNTL = 72, TRUNCATE = 76, FTRUNCATE = 77, GETCWD = 79, CHDIR = 80, FCHDIR = 81, RENAME = 82,
            MKDIR = 83, RMDIR = 84, LINK = 86, UNLINK = 87, CHMOD = 90, UMASK = 95, GETRUSAGE = 98, SETPGID = 109, GETPPID = 110, SETSID = 112,
            SETGROUPS = 116, SETRESUID = 117, SETRESGID = 119, GETPGID = 121, GETSID = 124, RT_SIGPENDING = 127, RT_SIGSUSPEND = 130, SIGALTSTACK = 131,
            MKNOD = 133, GETDENTS64 = 217, TIMER_CREATE = 222, TIMER_SETTIME = 223, CLOCK_GETTIME = 228, EXIT_GROUP = 231, PIPE2 = 293, PRLIMIT64 = 302;

    private static final int SIGKILL = 9;
    /** Seconds after which a stand-in ends. */
    private static final long LIFE = 300;
    /** What a program does with memory that it has mapped is asked for as calls are; see {@link StandIn#GOLDEN} for the numbers. */
    static final String LOAD = "load", STORE = "store";
    private static final int LOAD_BYTE = -2, STORE_BYTE = -3;
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
    private static final int PAGE_READ = 1;
    private static final int CAP = 16;
    private static final long SECOND = 1_000_000_000;

    /** What processes of an image have: descriptors, and the bits that new files do not get. */
    private static final int DESCRIPTORS = 256;
    private static final int MASK = 022;
    /** A process id that no process has. */
    private static final long NOBODY = 0x3fff_ffff;
    /** Times are that much longer than the program says: a JVM takes its time between one call and the next. */
    private static final long SLOWER = 20;

    private final HostedProcess process;
    private final World world;
    private final Slot slot;
    /** Of the call that is being made, and what it has written; a signal's handler makes others meanwhile. */
    private Object[] arguments;
    private List<Event.Stored> stored;
    /** An alarm that begins with the next call: seconds and microseconds of its interval, and until it comes. */
    private long[] alarm;

    LinuxCalls(HostedProcess process, World world, Slot slot) {
        this.process = process;
        this.world = world;
        this.slot = slot;
    }

    /** Before the first call of a stand-in's own: nothing is mapped behind its areas, one of them is constant, and it does not outlive a JVM that is gone. */
    void prepare() {
        long at = slot.end(0) - 64;
        slot.writeLongs(at, 0, SIGKILL, 0, 0, 0, 0, 0, 0);
        process.ask(TIMER_CREATE, CLOCK_MONOTONIC, at, at + 32);
        long timer = slot.readInt(at + 32);
        slot.writeLongs(at, 0, 0, LIFE, 0);
        process.ask(TIMER_SETTIME, timer, 0, at, 0);
        for (int area = 0; area <= Slot.CONSTANT; area++) process.ask(MUNMAP, slot.end(area), Slot.PAGE);
        process.ask(MPROTECT, slot.end(Slot.CONSTANT) - Slot.AREA, Slot.AREA, PAGE_READ);
    }

    /** Before anything else: a session of its own, no more rights than the tree needs, and the limits of an image. */
    void first() {
        prepare();
        process.ask(SETSID);
        process.ask(SETGROUPS, 0, 0);
        process.ask(SETRESGID, World.NOBODY, World.NOBODY, World.NOBODY);
        process.ask(SETRESUID, World.NOBODY, World.NOBODY, World.NOBODY);
        process.ask(UMASK, MASK);
        limit(Limit.FILES, DESCRIPTORS);
        limit(Limit.CORE, 0);
    }

    private void limit(int which, long n) {
        long at = slot.end(0) - CAP;
        slot.writeLongs(at, n, n);
        process.ask(PRLIMIT64, 0, which, at, 0);
    }

    /** Makes the call with the name, of {@code Sys.Calls}, that the program wants. */
    Event.Answer make(String call, Object[] arguments) {
        Object[] interrupted = this.arguments;
        List<Event.Stored> begun = stored;
        if (alarm != null && !call.equals("sigprocmask")) {
            slot.timer(alarm);
            alarm = null;
        }
        this.arguments = arguments;
        stored = new ArrayList<>();
        Event.Answer answer = new Event.Answer(call, answer(call), stored);
        this.arguments = interrupted;
        stored = begun;
        return answer;
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

    // ---- arguments and memory

    private long n(int argument) {
        return (long) arguments[argument];
    }

    private Cap m(int argument) {
        return (Cap) arguments[argument];
    }

    /** A question about memory at an address. */
    private interface Question {
        long ask(long at);
    }

    /** What Linux has written at an address goes to the memory that an argument names, when the call succeeds. */
    private long taken(int argument, long at, int bytes, Question question) {
        long result = question.ask(at);
        if (result >= 0 && slot.has(at)) stored.add(new Event.Stored(argument, slot.read(at, bytes)));
        return result;
    }

    private static boolean allows(Cap c, long permission) {
        return c.tag() && !c.isSealed() && (c.perms() & permission) != 0;
    }

    /** Bytes from where it points to the end of its bounds. */
    private static long rest(Cap c) {
        return c.address() < c.base() ? 0 : c.base() + c.length() - c.address();
    }

    /** The same, as far as they matter. */
    private static int length(Cap c, long bytes) {
        long wanted = bytes < 0 ? rest(c) : Math.min(bytes, rest(c));
        if (wanted > Slot.AREA && bytes >= 0) throw new IllegalStateException("a call with %d bytes; areas have %d".formatted(wanted, Slot.AREA));
        return Math.clamp(wanted, 0, Slot.AREA);
    }

    private static byte[] content(Cap c, int bytes) {
        byte[] content = new byte[bytes];
        for (int n = 0; n < bytes; n++) content[n] = (byte) c.load8(n);
        return content;
    }

    private long place(int area, byte[] content) {
        slot.write(slot.end(area) - content.length, content);
        return slot.end(area) - content.length;
    }

    private static boolean isOutside(Cap c) {
        return c.tag() && Hosted.memory().isOutside(c.address());
    }

    /** Where Linux reads what the program passes. */
    private long data(int area, Cap c, long bytes) {
        if (isOutside(c)) return c.address();
        return allows(c, Perms.LOAD) ? place(area, content(c, length(c, bytes))) : slot.end(area);
    }

    /** Where Linux writes for the program; the end of the area is the end of what it may write. */
    private long room(int area, Cap c, long bytes) {
        if (isOutside(c)) return c.address();
        if (allows(c, Perms.STORE)) return place(area, content(c, length(c, bytes)));
        return allows(c, Perms.LOAD) ? slot.end(Slot.CONSTANT) - length(c, bytes) : slot.end(area);
    }

    /** Where Linux writes a structure of {@code theirs} bytes, for which the program has room for one of {@code ours}. */
    private long structure(int area, Cap c, int ours, int theirs) {
        return allows(c, Perms.STORE) && length(c, ours) == ours ? slot.end(area) - theirs : slot.end(area);
    }

    private void store(int argument, ByteBuffer content) {
        stored.add(new Event.Stored(argument, Arrays.copyOf(content.array(), content.position())));
    }

    private static ByteBuffer structure(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] text(Cap c) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int n = 0, end = length(c, -1); n < end && c.load8(n) != 0; n++) text.write(c.load8(n));
        return text.toByteArray();
    }

    private static byte[] ended(byte[] text) {
        return Arrays.copyOf(text, text.length + 1);
    }

    private long path(int area, Cap c) {
        return allows(c, Perms.LOAD) ? place(area, ended(world.toHost(text(c)))) : slot.end(area);
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

    private long vector(int area, Cap vector, List<byte[]> texts) {
        if (vector.isNull()) return 0;
        if (!allows(vector, Perms.LOAD)) return slot.end(area);
        List<Long> pointers = new ArrayList<>();
        long at = slot.end(area);
        for (int n = 0, end = length(vector, -1); n + CAP <= end && !vector.loadCap(n).isNull(); n += CAP) {
            Cap c = vector.loadCap(n);
            if (!allows(c, Perms.LOAD)) {
                pointers.add(slot.end(area));
                continue;
            }
            byte[] text = ended(text(c));
            at -= text.length;
            slot.write(at, text);
            pointers.add(at);
            texts.add(Arrays.copyOf(text, text.length - 1));
        }
        pointers.add(0L);
        at -= 8L * pointers.size();
        slot.writeLongs(at, pointers.stream().mapToLong(Long::longValue).toArray());
        return at;
    }

    // ---- files

    private long read() {
        long at = room(0, m(1), n(2));
        long result = ask(READ, n(0), at, n(2));
        if (result > 0 && slot.has(at)) stored.add(new Event.Stored(1, slot.read(at, result)));
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
        stored.add(new Event.Stored(0, path));
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
        if (n(0) >= 0) alarm = new long[] {micros(n(1)) / 1_000_000, micros(n(1)) % 1_000_000, micros(n(0)) / 1_000_000, micros(n(0)) % 1_000_000};
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
        long at = structure(0, m(1), 72, 144);
        long result = ask(GETRUSAGE, n(0), at);
        if (result == 0) {
            long micros = (slot.readLong(at) + slot.readLong(at + 16)) * 1_000_000 + slot.readLong(at + 8) + slot.readLong(at + 24);
            ByteBuffer usage = structure(72).putLong(micros * 1000);
            store(1, usage.position(72));
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

    private static boolean isMapped(Cap c, long bytes) {
        return c.tag() && !c.isSealed() && bytes >= 0 && rest(c) >= bytes && Hosted.memory().isOutside(c.address());
    }
}
