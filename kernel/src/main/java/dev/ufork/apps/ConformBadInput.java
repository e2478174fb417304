package dev.ufork.apps;

import static dev.ufork.apps.Sentences.is;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Limit;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.shared.Usage;
import dev.ufork.user.Counter;
import dev.ufork.user.Io;
import dev.ufork.user.Processes;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/**
 * Every call with descriptors that are none, and with memory that may not be used so: a null pointer, one without tag, a sealed one, one to constants, one
 * that is too short. The kernel answers with the manual's error, and keeps nothing.
 */
@Kernel
final class ConformBadInput {
    /** Kinds of bad memory; the first three may neither be read nor written. */
    private static final int NEITHER = 3;
    private static final int KINDS = 5;
    private static final int[] DESCRIPTORS = {-1, 3, 77, 255, 256, 100_000, Integer.MAX_VALUE, Integer.MIN_VALUE};

    private static final Cap MEMORY = Global.bytes(1024, 16);
    private static final Sealed SEALED = Global.of(Sealed.class);

    private static int zero;
    private static int directory;
    private static int writer;

    /** Where to get a sealed capability. */
    @Struct
    interface Sealed extends Ref {
        Signals.Handler handler();      void handler(Signals.Handler h);
    }

    private ConformBadInput() {}

    static void all() {
        SEALED.handler(ConformBadInput::handler);
        descriptors();
        everything();
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(0);
        Sys.waitpid(pid, Cap.NULL);
        long frames = Sys.counter(Counter.FRAMES_FREE);
        long objects = Sys.counter(Counter.OBJECTS);
        everything();
        is("nothing is lost: frames", Sys.counter(Counter.FRAMES_FREE), frames);
        is("nothing is lost: objects of the kernel", Sys.counter(Counter.OBJECTS), objects);
        is("nothing is lost: descriptors", Io.dup(1), 3);
        Io.close(3);
        frames();
    }

    private static void handler(int signal, SignalFrame frame) {
    }

    private static void everything() {
        Cap ends = Stack.bytes(16);
        zero = Io.open("/dev/zero", Open.READ, 0);
        directory = Io.open("/bin", Open.READ, 0);
        Io.pipe(ends);
        writer = ends.load32(4);
        written();
        read();
        paths();
        Io.close(zero);
        Io.close(directory);
        Io.close(writer);
        Io.close(ends.load32(0));
    }

    private static Cap bad(int kind) {
        return switch (kind) {
            case 0 -> Cap.NULL;
            case 1 -> MEMORY.untagged();
            case 2 -> SEALED.cap().loadCap(0);
            case 3 -> Text.utf8("constants, of which there are enough for everything that a call may want to write: sixty-four bytes and more");
            default -> MEMORY.plus(1023);
        };
    }

    /** How many of the kinds of bad memory from {@code first} on are refused with EFAULT. */
    private static int refused(int call, int kinds) {
        int n = 0;
        for (int kind = 0; kind < kinds; kind++) if (make(call, bad(kind)) == -Errno.EFAULT) n++;
        return n;
    }

    private static long make(int call, Cap bad) {
        return switch (call) {
            case 0 -> Io.read(zero, bad, 16);
            case 1 -> Io.pipe(bad);
            case 2 -> Io.stat(Text.utf8("/"), bad);
            case 3 -> Io.fstat(zero, bad);
            case 4 -> directoryEntries(bad);
            case 6 -> Processes.getrlimit(Limit.FILES, bad);
            case 7 -> Processes.getrusage(Usage.SELF, bad);
            case 8 -> Io.poll(bad, 1, 0);
            case 9 -> Processes.next(1, bad);
            case 10 -> Signals.action(Signal.USR1, bad);
            case 11 -> Io.write(writer, bad, 16);
            case 12 -> Processes.setrlimit(Limit.FILES, bad);
            case 13 -> Io.open(bad, Open.READ, 0);
            case 14 -> Io.stat(bad, MEMORY);
            case 15 -> Io.mkdir(bad, 0700);
            case 16 -> Io.mkfifo(bad, 0700);
            case 17 -> Io.rmdir(bad);
            case 18 -> Io.unlink(bad);
            case 19 -> Io.link(bad, Text.utf8("/tmp/b"));
            case 20 -> Io.link(Text.utf8("/bin/true"), bad);
            case 21 -> Io.rename(bad, Text.utf8("/tmp/b"));
            case 22 -> Io.rename(Text.utf8("/bin/true"), bad);
            case 23 -> Io.chmod(bad, 0);
            case 24 -> Io.access(bad, 0);
            case 25 -> Io.truncate(bad, 0);
            case 26 -> Io.chdir(bad);
            case 27 -> Sys.execve(bad, Cap.NULL, Cap.NULL);
            case 28 -> Sys.execve(Text.utf8("/bin/true"), bad, Cap.NULL);
            case 29 -> Sys.execve(Text.utf8("/bin/true"), Cap.NULL, bad);
            default -> Io.getcwd(bad);
        };
    }

    private static long directoryEntries(Cap bad) {
        Io.lseek(directory, 0, Open.SEEK_SET);
        return Io.getdents(directory, bad, 512);
    }

    /** The kernel would write. */
    private static void written() {
        is("read: EFAULT", refused(0, KINDS), KINDS);
        is("pipe: EFAULT", refused(1, KINDS), KINDS);
        is("stat: EFAULT for the buffer", refused(2, KINDS), KINDS);
        is("fstat: EFAULT", refused(3, KINDS), KINDS);
        is("getdents: EFAULT", refused(4, KINDS), KINDS);
        is("getrlimit: EFAULT, but for a null pointer", refused(6, KINDS), KINDS - 1);
        is("getrusage: EFAULT", refused(7, KINDS), KINDS);
        is("poll: EFAULT", refused(8, KINDS), KINDS);
        is("process: EFAULT", refused(9, KINDS), KINDS);
        is("sigaction: EFAULT, but for a null pointer", refused(10, KINDS), KINDS - 1);
    }

    /** The kernel would read. */
    private static void read() {
        is("write: EFAULT", refused(11, NEITHER), NEITHER);
        is("setrlimit: EFAULT, but for a null pointer", refused(12, NEITHER), NEITHER - 1);
        is("setrlimit: EFAULT for one that is too short", make(12, bad(4)), -Errno.EFAULT);
        is("exec: EFAULT for a vector of arguments without tag, or sealed", make(28, bad(1)) + make(28, bad(2)), -2 * Errno.EFAULT);
        is("exec: EFAULT for an environment without tag, or sealed", make(29, bad(1)) + make(29, bad(2)), -2 * Errno.EFAULT);
        MEMORY.storeCap(0, MEMORY.untagged());
        is("exec: EFAULT for an argument without tag", Sys.execve(Text.utf8("/bin/true"), MEMORY, Cap.NULL), -Errno.EFAULT);
        MEMORY.storeCap(0, Cap.NULL);
    }

    private static void paths() {
        int calls = 0;
        for (int call = 13; call <= 27; call++) if (refused(call, NEITHER) == NEITHER) calls++;
        is("open, stat, mkdir, mkfifo, rmdir, unlink, link, rename, chmod, access, truncate, chdir, exec: EFAULT for the path", calls, 15);
        is("open: ENOENT, not EFAULT, for an empty path", Io.open(MEMORY.bounded(0), Open.READ, 0), -Errno.ENOENT);
        is("link: EFAULT changes nothing", Io.access(Text.utf8("/tmp/b"), 0), -Errno.ENOENT);
        is("rename: EFAULT changes nothing", Io.access(Text.utf8("/bin/true"), 0), 0);
    }

    private static long with(int call, int d) {
        return switch (call) {
            case 0 -> Io.read(d, MEMORY, 1);
            case 1 -> Io.write(d, MEMORY, 1);
            case 2 -> Io.close(d);
            case 3 -> Io.dup(d);
            case 4 -> Io.dup2(d, 10);
            case 5 -> Io.fcntl(d, Open.GET_STATUS_FLAGS, 0);
            case 6 -> Io.lseek(d, 0, Open.SEEK_SET);
            case 7 -> Io.fstat(d, MEMORY);
            case 8 -> Io.getdents(d, MEMORY, 64);
            case 9 -> Io.ftruncate(d, 0);
            case 10 -> Io.fchdir(d);
            case 11 -> Io.terminal(d, -1);
            case 12 -> Io.foreground(d, -1);
            default -> Io.fcntl(d, Open.DUP, 0);
        };
    }

    private static int closed(int call) {
        int n = 0;
        for (int i = 0; i < DESCRIPTORS.length; i++) if (with(call, DESCRIPTORS[i]) == -Errno.EBADF) n++;
        return n;
    }

    private static void descriptors() {
        int all = DESCRIPTORS.length;
        is("read: EBADF for each number that is no descriptor", closed(0), all);
        is("write: EBADF for each", closed(1), all);
        is("close: EBADF for each", closed(2), all);
        is("dup: EBADF for each", closed(3), all);
        is("dup2: EBADF for each", closed(4), all);
        is("fcntl: EBADF for each", closed(5), all);
        is("lseek: EBADF for each", closed(6), all);
        is("fstat: EBADF for each", closed(7), all);
        is("getdents: EBADF for each", closed(8), all);
        is("ftruncate: EBADF for each", closed(9), all);
        is("fchdir: EBADF for each", closed(10), all);
        is("tcgetattr: EBADF for each", closed(11), all);
        is("tcgetpgrp: EBADF for each", closed(12), all);
        is("fcntl: F_DUPFD EBADF for each", closed(13), all);
        int d = Io.open("/dev/null", Open.READ, 0);
        is("tcgetattr: ENOTTY", Io.terminal(d, -1), -Errno.ENOTTY);
        is("tcgetpgrp: ENOTTY", Io.foreground(d, -1), -Errno.ENOTTY);
        is("dup2: EBADF for a negative second", Io.dup2(d, -1), -Errno.EBADF);
        is("fcntl: F_DUPFD EINVAL for a negative arg", Io.fcntl(d, Open.DUP, -1), -Errno.EINVAL);
        is("lseek: EINVAL when the offset would be too big", Io.lseek(d, Long.MAX_VALUE, Open.SEEK_SET) > 0 ? Io.lseek(d, 1, Open.SEEK_CUR) : 0, -Errno.EINVAL);
        is("write: EBADF for one that is open for reading", Io.write(d, MEMORY, 1), -Errno.EBADF);
        Io.close(d);
        is("poll: EINVAL for a negative count", Io.poll(MEMORY, -1, 0), -Errno.EINVAL);
        is("read: EINVAL for a negative number of bytes", Io.read(0, MEMORY, Long.MIN_VALUE), -Errno.EINVAL);
        is("write: EINVAL for a negative number of bytes", Io.write(1, MEMORY, -1), -Errno.EINVAL);
        is("kill: EINVAL for a negative signal", Sys.kill(Sys.getpid(), -1), -Errno.EINVAL);
        is("kill: ESRCH for a process that is none", Sys.kill(Integer.MAX_VALUE, 0), -Errno.ESRCH);
    }

    /** A child that does the worst; the signal that ends it. */
    private static int ended(int kind) {
        int pid = Sys.fork();
        if (pid == 0) {
            Signals.handle(Signal.USR1, ConformBadInput::forge, 0, 0);
            forgery = kind;
            Signals.raise(Signal.USR1);
            Sys.exit(0);
        }
        Cap status = Stack.bytes(16);
        Sys.waitpid(pid, status);
        return status.load32(0);
    }

    private static int forgery;

    private static void forge(int signal, SignalFrame frame) {
        switch (forgery) {
            case 0 -> frame.register(0, Cap.NULL);
            case 1 -> frame.register(0, frame.register(0).untagged());
            case 2 -> frame.mask(-1);
            default -> frame.register(0, MEMORY);
        }
    }

    private static void frames() {
        is("sigreturn: no place to go on ends the process", ended(0) & 0x7f, Signal.SEGV);
        is("sigreturn: a place without tag ends the process", ended(1) & 0x7f, Signal.SEGV);
        is("sigreturn: the mask is the handler's to change", ended(2), 0);
        is("sigreturn: a place in memory that is no code ends the process", ended(3) & 0x7f, Signal.SEGV);
    }
}
