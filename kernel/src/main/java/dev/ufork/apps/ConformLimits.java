package dev.ufork.apps;

import static dev.ufork.apps.Sentences.is;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Limit;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.shared.Usage;
import dev.ufork.shared.Wait;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Memory;
import dev.ufork.user.Processes;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/**
 * {@code conform-limits}: sentences of the manual about resource limits and processor time, each tried. Source: POSIX.1-2017, System Interfaces, and the
 * Linux manual's getrlimit(2); a sentence begins with its page's name.
 *
 * <p>With a word it does one thing, under the limits of whoever executes it: {@code deep KIB} needs so much stack, {@code heap KIB} so much heap.
 */
@Kernel
final class ConformLimits {
    private static final long MIB = 1 << 20;
    private static final long PAGE = 4096;
    private static final int CAP = 16;
    private static final int EXIT = 20;

    private static int caught;
    private static int last;

    private ConformLimits() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        if (count == 3) return one(arguments.loadCap(CAP), Arguments.number(count, arguments, 2, 0));
        all();
        return Sentences.end();
    }

    private static int one(Cap what, long kibibytes) {
        if (Arguments.is(what, "heap")) return Heap.alloc(kibibytes << 10).tag() ? 0 : 1;
        return deep(kibibytes) == kibibytes ? 0 : 1;
    }

    /** As many frames as kibibytes. */
    private static long deep(long n) {
        Cap room = Stack.bytes(960);
        room.store64(0, n);
        return n == 0 ? 0 : deep(n - 1) + (room.load64(0) == n ? 1 : 0);
    }

    static void all() {
        values();
        fileSize();
        mapped();
        heap();
        stack();
        processor();
        usage();
    }

    private static int set(int which, long soft, long hard) {
        Limit limit = Stack.of(Limit.class);
        limit.soft(soft);
        limit.hard(hard);
        return Processes.setrlimit(which, limit.cap());
    }

    private static long soft(int which) {
        Limit limit = Stack.of(Limit.class);
        return Processes.getrlimit(which, limit.cap()) == 0 ? limit.soft() : -2;
    }

    private static int status(int pid) {
        Cap status = Stack.bytes(16);
        return Sys.waitpid(pid, status) == pid ? status.load32(0) : -1;
    }

    /** A child that does one thing in a program of its own; its exit status, or minus the signal that has ended it. */
    private static int executed(int which, long soft, String what, String kibibytes) {
        int pid = Sys.fork();
        if (pid == 0) {
            Cap words = Stack.bytes(4 * CAP);
            words.storeCap(0, Text.utf8("conform-limits"));
            words.storeCap(CAP, Text.utf8(what));
            words.storeCap(2 * CAP, Text.utf8(kibibytes));
            words.storeCap(3 * CAP, Cap.NULL);
            if (set(which, soft, soft) != 0) Sys.exit(EXIT);
            int error = Sys.execve(Text.utf8("/bin/conform-limits"), words, Cap.NULL);
            Sys.exit(EXIT - error);
        }
        int status = status(pid);
        return Wait.exited(status) ? Wait.exitStatus(status) : -Wait.terminatingSignal(status);
    }

    private static void values() {
        is("getrlimit: RLIM_INFINITY, no limit on file sizes", soft(Limit.FILE_SIZE), Limit.INFINITY);
        is("getrlimit: nor on addresses", soft(Limit.ADDRESSES), Limit.INFINITY);
        is("getrlimit: EINVAL for a resource that is none, however far", Processes.getrlimit(Integer.MIN_VALUE, Stack.bytes(16)), -Errno.EINVAL);
        int pid = Sys.fork();
        if (pid == 0) {
            int right = set(Limit.FILE_SIZE, 1000, 2000) == 0 && soft(Limit.FILE_SIZE) == 1000 ? 1 : 0;
            right += set(Limit.FILE_SIZE, 2000, 2000) == 0 && soft(Limit.FILE_SIZE) == 2000 ? 2 : 0;
            right += set(Limit.FILE_SIZE, 2000, 2001) == -Errno.EPERM ? 4 : 0;
            right += set(Limit.CORE, 0, 0) == 0 && set(Limit.CORE, 1, 1) == -Errno.EPERM ? 8 : 0;
            int child = Sys.fork();
            if (child == 0) Sys.exit(soft(Limit.FILE_SIZE) == 2000 && set(Limit.FILE_SIZE, 1, 1) == 0 ? 0 : 1);
            right += status(child) == 0 ? 16 : 0;
            right += soft(Limit.FILE_SIZE) == 2000 ? 32 : 0;
            Sys.exit(right);
        }
        is("setrlimit: limits are lowered and raised, and inherited by fork, the parent's staying what they are", Wait.exitStatus(status(pid)), 63);
        is("setrlimit: the caller's own are as before", soft(Limit.FILE_SIZE), Limit.INFINITY);
    }

    private static void count(int signal, SignalFrame frame) {
        caught++;
        last = signal;
    }

    private static void fileSize() {
        int pid = Sys.fork();
        if (pid == 0) {
            set(Limit.FILE_SIZE, 10, 100);
            Cap path = Text.utf8("/tmp/limited");
            int d = Io.open(path, Open.READ_WRITE | Open.CREATE, 0600);
            Signals.handle(Signal.XFSZ, ConformLimits::count, 0, 0);
            Cap data = Stack.bytes(32);
            int right = Io.write(d, data, 32) == 10 ? 1 : 0;
            right += Io.write(d, data, 1) == -Errno.EFBIG && caught == 1 && last == Signal.XFSZ ? 2 : 0;
            right += Io.ftruncate(d, 11) == -Errno.EFBIG && caught == 2 ? 4 : 0;
            right += Io.ftruncate(d, 3) == 0 && Io.truncate(path, 10) == 0 && Io.truncate(path, 50) == -Errno.EFBIG && caught == 3 ? 8 : 0;
            Io.lseek(d, 0, Open.SEEK_SET);
            right += Io.write(d, data, 10) == 10 ? 16 : 0;
            Signals.ignore(Signal.XFSZ);
            right += Io.write(d, data, 1) == -Errno.EFBIG ? 32 : 0;
            Io.unlink(path);
            Sys.exit(right);
        }
        is("write: as many bytes as there is room for under RLIMIT_FSIZE, then EFBIG and SIGXFSZ; ftruncate and truncate likewise", Wait.exitStatus(status(pid)), 63);
        pid = Sys.fork();
        if (pid == 0) {
            set(Limit.FILE_SIZE, 0, 0);
            Io.write(Io.open("/tmp/limited", Open.WRITE | Open.CREATE, 0600), Text.utf8("x"), 1);
            Sys.exit(EXIT);
        }
        is("setrlimit: RLIMIT_FSIZE, SIGXFSZ ends the process", Wait.terminatingSignal(status(pid)), Signal.XFSZ);
        Io.unlink(Text.utf8("/tmp/limited"));
    }

    private static void mapped() {
        int pid = Sys.fork();
        if (pid == 0) {
            set(Limit.DATA, 1, 1);
            int right = Memory.error(Memory.map(PAGE, Mman.PRIVATE)) == -Errno.ENOMEM ? 1 : 0;
            right += Memory.error(Memory.map(PAGE, Mman.SHARED)) == 0 ? 2 : 0;
            set(Limit.ADDRESSES, 1, 1);
            right += Memory.error(Memory.map(PAGE, Mman.SHARED)) == -Errno.ENOMEM ? 4 : 0;
            Sys.exit(right);
        }
        is("mmap: ENOMEM beyond RLIMIT_DATA for private memory, beyond RLIMIT_AS for all", Wait.exitStatus(status(pid)), 7);
    }

    private static void heap() {
        is("setrlimit: RLIMIT_DATA, a heap within it", executed(Limit.DATA, 8 * MIB, "heap", "4096"), 0);
        is("setrlimit: RLIMIT_DATA, malloc fails beyond it", executed(Limit.DATA, 8 * MIB, "heap", "9000"), 1);
        is("setrlimit: RLIMIT_AS, a program within it", executed(Limit.ADDRESSES, 64 * MIB, "heap", "4096"), 0);
        is("setrlimit: RLIMIT_AS, malloc fails beyond it", executed(Limit.ADDRESSES, 64 * MIB, "heap", "70000"), 1);
        is("exec: ENOMEM when RLIMIT_AS leaves no room for the program", executed(Limit.ADDRESSES, PAGE, "heap", "1"), EXIT + Errno.ENOMEM);
    }

    private static void stack() {
        is("getrlimit: RLIMIT_STACK, a MiB", soft(Limit.STACK), MIB);
        is("setrlimit: RLIMIT_STACK, the usual stack is not enough for everything", executed(Limit.STACK, MIB, "deep", "2000"), -Signal.SEGV);
        is("setrlimit: RLIMIT_STACK, a larger one from the next exec on", executed(Limit.STACK, 8 * MIB, "deep", "5000"), 0);
        is("setrlimit: RLIMIT_STACK, a smaller one, SIGSEGV beyond it", executed(Limit.STACK, 64 << 10, "deep", "100"), -Signal.SEGV);
        is("setrlimit: EPERM beyond the largest stack", set(Limit.STACK, 65 * MIB, 65 * MIB), -Errno.EPERM);
    }

    private static void spin(long nanoseconds) {
        Usage usage = Stack.of(Usage.class);
        long end = 0;
        do {
            Processes.getrusage(Usage.SELF, usage.cap());
            if (end == 0) end = usage.time() + nanoseconds;
        } while (usage.time() < end && caught == 0);
    }

    private static void processor() {
        int pid = Sys.fork();
        if (pid == 0) {
            set(Limit.CPU, 0, 0);
            while (true) caught = 0;
        }
        is("setrlimit: RLIMIT_CPU, SIGKILL at the hard limit", Wait.terminatingSignal(status(pid)), Signal.KILL);
        pid = Sys.fork();
        if (pid == 0) {
            set(Limit.CPU, 0, 100);
            while (true) caught = 0;
        }
        is("setrlimit: RLIMIT_CPU, SIGXCPU at the soft limit", Wait.terminatingSignal(status(pid)), Signal.XCPU);
        pid = Sys.fork();
        if (pid == 0) {
            caught = 0;
            Signals.handle(Signal.XCPU, ConformLimits::count, Signal.RESTART, 0);
            Signals.mask(Signal.BLOCK, 1L << Signal.XCPU);
            set(Limit.CPU, 0, 100);
            int child = Sys.fork();
            if (child == 0) {
                Signals.restore(Signal.XCPU);
                Signals.mask(Signal.SET_MASK, 0);
                while (true) caught = 0;
            }
            int right = Wait.terminatingSignal(status(child)) == Signal.XCPU ? 1 : 0;
            Signals.mask(Signal.SET_MASK, 0);
            spin(20_000_000);
            right += last == Signal.XCPU ? 2 : 0;
            Sys.exit(right);
        }
        is("setrlimit: RLIMIT_CPU is inherited by fork, and SIGXCPU can be caught", Wait.exitStatus(status(pid)), 3);
    }

    private static void usage() {
        Usage before = Stack.of(Usage.class);
        Usage after = Stack.of(Usage.class);
        Processes.getrusage(Usage.SELF, before.cap());
        int n = 0;
        for (int i = 0; i < 1_000_000; i++) n = n * 5 + i;
        Processes.getrusage(Usage.SELF, after.cap());
        long time = after.time() - before.time();
        is("getrusage: a loop is time of the program", n != 1 && time > 0 && (after.system() - before.system()) * 2 < time ? 1 : 0, 1);
        is("getrusage: the kernel's is a part of all", after.system() >= 0 && after.system() <= after.time() ? 1 : 0, 1);
        int pid = Sys.fork();
        if (pid == 0) {
            Cap memory = Heap.alloc(MIB);
            int zero = Io.open("/dev/zero", Open.READ, 0);
            for (int i = 0; i < 8; i++) Io.read(zero, memory, MIB);
            Processes.getrusage(Usage.SELF, after.cap());
            Sys.exit(after.system() * 2 > after.time() ? 0 : 1);
        }
        is("getrusage: long system calls are time of the kernel", status(pid), 0);
        Processes.getrusage(Usage.CHILDREN, after.cap());
        is("getrusage: so are those of children that have been waited for", after.system() > 0 ? 1 : 0, 1);
    }
}
