package dev.ufork.apps.attack;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;
import dev.ufork.shared.IntervalTimer;
import dev.ufork.shared.Limit;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.shared.Usage;
import dev.ufork.user.Entries;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Memory;
import dev.ufork.user.Out;
import dev.ufork.user.Processes;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;
import dev.ufork.user.Threads;

/**
 * Every system call's every argument that is memory: a call with some memory in its place, and all else as it should be.
 *
 * <p>{@code attack -arguments} lists them, each by the name of its call in the runtime and its place among the arguments, and then makes every call
 * that reads with good memory, for a machine that watches what the kernel loads.
 */
@Kernel
final class Arguments {
    /** As first argument. */
    static final String LIST = "-arguments";

    /** What the kernel reads; what it writes; what it takes for later, or only the address of which it looks at. */
    private static final String[] READ = {
        "open 0", "stat 0", "mkdir 0", "mkfifo 0", "rmdir 0", "unlink 0", "link 0", "link 1", "rename 0", "rename 1", "chmod 0", "access 0", "truncate 0",
        "chdir 0", "execve 0", "execve 1", "execve 2", "write 1", "poll 0", "sigaction 1", "rlimit 1", "futexWait 0", "futexWake 0",
        "itimer 1", "utimens 0", "utimens 1", "futimens 1"};
    private static final String[] WRITTEN = {
        "pipe 0", "stat 1", "fstat 1", "process 1", "sigaction 2", "read 1", "getdents 1", "getcwd 0", "poll 0", "program 1", "waitpid 1", "usage 1", "rlimit 2",
        "itimer 2"};
    private static final String[] TAKEN = {
        "mmap 0", "munmap 0", "mprotect 0", "sigentry 0", "sigaltstack 0", "sigreturn 0", "threadCreate 0", "threadCreate 1", "threadCreate 2", "threadCreate 3",
        "msync 0"};

    private static final int SIGNAL = Signal.USR2;
    private static final int PAGE = 4096;
    private static final int CAP = 16;
    private static final int STACK = 256;
    private static final long SOON = 1_000;
    private static final String TRUE = "/bin/true";

    private static final Holder HOLDER = Global.of(Holder.class);

    /** What a thread begins with. */
    @FnRef
    interface Begin {
        void begin(Cap block);
    }

    @Struct
    interface Holder extends Ref {
        Begin begin();      void begin(Begin b);
    }

    private Arguments() {}

    static int readers() {
        return READ.length;
    }

    static int writers() {
        return WRITTEN.length;
    }

    static int takers() {
        return TAKEN.length;
    }

    /** A call that reads memory, with {@code memory}; what it answers. */
    static long read(int which, Cap memory) {
        return switch (which) {
            case 0 -> Io.open(memory, Open.READ, 0);
            case 1 -> Io.stat(memory, Stack.bytes(128));
            case 2 -> Io.mkdir(memory, 0777);
            case 3 -> Io.mkfifo(memory, 0777);
            case 4 -> Io.rmdir(memory);
            case 5 -> Io.unlink(memory);
            case 6 -> Io.link(memory, Text.utf8("/tmp/x"));
            case 7 -> Io.link(Text.utf8("/bin/sh"), memory);
            case 8 -> Io.rename(memory, Text.utf8("/tmp/x"));
            case 9 -> Io.rename(Text.utf8("/tmp"), memory);
            case 10 -> Io.chmod(memory, 0);
            case 11 -> Io.access(memory, 0);
            case 12 -> Io.truncate(memory, 0);
            case 13 -> Io.chdir(memory);
            case 14 -> Sys.execve(memory, Cap.NULL, Cap.NULL);
            case 15 -> Sys.execve(Text.utf8(TRUE), memory, Cap.NULL);
            case 16 -> Sys.execve(Text.utf8(TRUE), Cap.NULL, memory);
            case 17 -> written(memory);
            case 18 -> Io.poll(memory, 1, 1);
            case 19 -> call(Entries.sigaction(), Cap.NULL.plus(SIGNAL), memory);
            case 20 -> Processes.setrlimit(Limit.FILES, memory);
            case 21 -> aligned(Threads.await(memory, 0, Processes.clock() + SOON));
            case 22 -> aligned(Threads.wake(memory, 1));
            case 23 -> Signals.timer(IntervalTimer.REAL, memory, Cap.NULL);
            case 24 -> Io.times(memory, Cap.NULL);
            case 25 -> Io.times(Text.utf8("/tmp"), memory);
            default -> timed(memory);
        };
    }

    /** Whether a word lies as words do is asked before whether it can be read. */
    private static long aligned(long result) {
        return result == -Errno.EINVAL ? -Errno.EFAULT : result;
    }

    private static long timed(Cap memory) {
        int file = Io.open("/tmp", Open.READ | Open.DIRECTORY, 0);
        long result = Io.times(file, memory);
        Io.close(file);
        return result;
    }

    private static long call(int number, Cap a, Cap b) {
        return Entries.call(number, a, b, Cap.NULL, Cap.NULL, Cap.NULL, Cap.NULL);
    }

    private static long written(Cap memory) {
        Cap ends = Stack.bytes(16);
        Io.pipe(ends);
        long result = Io.write(ends.load32(4), memory, 8);
        Io.close(ends.load32(0));
        Io.close(ends.load32(4));
        return result;
    }

    /** A call that writes memory, with {@code memory}; what it answers. */
    static long write(int which, Cap memory) {
        return switch (which) {
            case 0 -> Io.pipe(memory);
            case 1 -> Io.stat(Text.utf8("/bin"), memory);
            case 2 -> Io.fstat(1, memory);
            case 3 -> Processes.next(0, memory);
            case 4 -> Signals.action(SIGNAL, memory);
            case 5 -> readInto(memory);
            case 6 -> listedInto(memory);
            case 7 -> Entries.getcwd(memory, 64);
            case 8 -> Io.poll(memory, 1, 0);
            case 9 -> Entries.program(0, memory, 4);
            case 10 -> waitedInto(memory);
            case 11 -> Processes.getrusage(Usage.SELF, memory);
            case 12 -> Processes.getrlimit(Limit.FILES, memory);
            default -> Signals.timer(IntervalTimer.REAL, Cap.NULL, memory);
        };
    }

    private static long readInto(Cap memory) {
        Cap ends = Stack.bytes(16);
        Io.pipe(ends);
        Io.write(ends.load32(4), ends, 8);
        long result = Io.read(ends.load32(0), memory, 8);
        Io.close(ends.load32(0));
        Io.close(ends.load32(4));
        return result;
    }

    private static long listedInto(Cap memory) {
        int directory = Io.open("/bin", Open.READ | Open.DIRECTORY, 0);
        long result = Io.getdents(directory, memory, 512);
        Io.close(directory);
        return result;
    }

    private static long waitedInto(Cap memory) {
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(0);
        return Sys.waitpid(pid, memory);
    }

    /** Is null there the way to say that nothing is wanted? */
    static boolean readsNull(int which) {
        return which == 15 || which == 16 || which == 19 || which == 20 || which == 23 || which >= 25;
    }

    static boolean writesNull(int which) {
        return which == 4 || which == 10 || which >= 12;
    }

    /** A call that takes a capability without using it at once; below 0 when it refuses. A number is all that {@code mmap} can come to. */
    static long take(int which, Cap memory) {
        return switch (which) {
            case 0 -> Memory.error(Memory.map(memory, PAGE, Mman.READ | Mman.WRITE, Mman.PRIVATE | Mman.ANONYMOUS | Mman.FIXED, -1, 0));
            case 1 -> Memory.unmap(memory, PAGE);
            case 2 -> Memory.protect(memory, PAGE, Mman.READ | Mman.WRITE);
            case 3 -> Entries.onSignal(memory);
            case 4 -> Signals.alternateStack(memory);
            case 5 -> wentBack(memory);
            case 6 -> Threads.raw(memory, Stack.bytes(64), Cap.NULL);
            case 7 -> Threads.raw(threadEntry(), memory, Cap.NULL);
            case 8 -> named(memory, Cap.NULL);
            case 9 -> named(Cap.NULL, memory);
            default -> Memory.sync(memory, PAGE, Mman.SYNC);
        };
    }

    private static Cap threadEntry() {
        HOLDER.begin(Arguments::begun);
        return HOLDER.cap().loadCap(0);
    }

    private static void begun(Cap block) {
        call(Entries.threadExit(), Cap.NULL, Cap.NULL);
    }

    /** What the kernel keeps without looking at it, and hands back. */
    static boolean isKept(int which) {
        return which == 8;
    }

    /** Kills who tries. */
    private static long wentBack(Cap memory) {
        Entries.goBack(memory);
        return 0;
    }

    /** A thread that ends at once; the kernel has its block and the word that its end sets to 0. */
    private static long named(Cap block, Cap ends) {
        return begun(block, ends, false);
    }

    /** The same with only a word, whose page may be removed before the end. */
    static long endsAt(Cap ends, boolean removed) {
        return begun(Cap.NULL, ends, removed);
    }

    private static long begun(Cap block, Cap ends, boolean removed) {
        Cap stack = Heap.alloc(STACK);
        long number = Entries.call(Entries.threadCreate(), threadEntry(), stack.plus(STACK), block, ends, Cap.NULL, Cap.NULL);
        if (number < 0) return number;
        if (removed) Memory.unmap(ends);
        while (call(Entries.threadKill(), Cap.NULL.plus(number), Cap.NULL) == 0) Sys.yield();
        return 0;
    }

    static boolean takesNull(int which) {
        return which == 4 || which == 9;
    }

    static void sayRead(int which) {
        Out.text(READ[which]);
    }

    static void sayWritten(int which) {
        Out.text(WRITTEN[which]);
    }

    static void sayTaken(int which) {
        Out.text(TAKEN[which]);
    }

    // -------------------------------------------------------------------------------------------------- all with good memory

    /** The program's exit status. */
    static int main() {
        list();
        for (int which = 0; which < READ.length; which++) {
            int pid = Sys.fork();
            if (pid == 0) Sys.exit(good(which));
            if (Trial.end(pid) != 0) return 1;
        }
        Signals.handle(SIGNAL, Arguments::caught, 0, 0);
        Signals.raise(SIGNAL);
        return named(Cap.NULL, Heap.allocZeroed(16)) == 0 && large() ? 0 : 1;
    }

    private static void list() {
        for (int n = 0; n < READ.length; n++) {
            sayRead(n);
            Out.text(" is read\n");
        }
        for (int n = 0; n < WRITTEN.length; n++) {
            sayWritten(n);
            Out.text(" is written\n");
        }
        for (int n = 0; n < TAKEN.length; n++) {
            sayTaken(n);
            Out.text(" is taken\n");
        }
    }

    private static void caught(int signal, SignalFrame frame) {
    }

    /** Paths of what is not there, that begin and end anywhere in a word; vectors; records. */
    private static int good(int which) {
        Cap memory = Heap.allocZeroed(64);
        if (which == 15 || which == 16) {
            memory.storeCap(0, Text.utf8("one"));
            memory.storeCap(CAP, Text.utf8("another"));
        } else if (which < 15) {
            for (int at = 0; at < 9; at++) {
                Bytes.copy(memory.plus(at), Text.utf8("/nothing/at all"), 15);
                for (int end = 18; end > 9; end--) {
                    memory.store8(at + end, 0);
                    read(which, memory.plus(at));
                }
            }
            return 0;
        }
        read(which, memory);
        return 0;
    }

    /** More than a pipe holds, to somebody who reads it; and pages of a file. */
    private static boolean large() {
        Cap ends = Stack.bytes(16);
        Cap data = Heap.allocZeroed(5 * PAGE);
        Io.pipe(ends);
        int pid = Sys.fork();
        if (pid == 0) {
            Io.close(ends.load32(4));
            while (Io.read(ends.load32(0), data, 3000) > 0) Sys.yield();
            Sys.exit(0);
        }
        boolean right = Io.write(ends.load32(4), data.plus(3), 5 * PAGE - 3) == 5 * PAGE - 3;
        Io.close(ends.load32(4));
        Io.close(ends.load32(0));
        int file = Io.open("/tmp/large", Open.CREATE | Open.READ_WRITE, 0600);
        right &= Io.write(file, data.plus(5), 4 * PAGE) == 4 * PAGE;
        Io.unlink(Text.utf8("/tmp/large"));
        return Io.close(file) == 0 && Trial.end(pid) == 0 && right;
    }
}
