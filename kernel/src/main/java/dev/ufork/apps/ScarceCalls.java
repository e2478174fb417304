package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.shared.Wait;
import dev.ufork.user.Counter;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Memory;
import dev.ufork.user.Out;
import dev.ufork.user.Processes;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/** Calls with 0, 1, 2 ... frames left, and no room for kernel objects but in those; then with no descriptor left. Each try is a child's. */
@Kernel
final class ScarceCalls {
    private static final int MOST = 500;
    private static final int COUNTERS = 5;
    private static final String FILE = "/tmp/scarce";
    private static final String OTHER = "/tmp/scarce-with-a-name-that-is-longer-than-a-short-entry-of-a-directory-holds-and-so-takes-a-long-one";

    private static final long PAGE = 4096;

    private static final Cap WORDS = Global.bytes(32, 16);
    private static final Cap PLACES = Global.bytes(48, 16);
    private static final Cap BEFORE = Global.bytes(COUNTERS * 8, 16);

    /** Whether the call comes back when it succeeds, so that it can be made again; whether it is a touch of memory. */
    private static boolean returns = true;
    private static boolean touches;

    // How a try ends.
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int LOST = 2;
    private static final int WRONG = 3;

    /** A call; its result below 0 is minus an error number. */
    @FnRef
    interface Call {
        long call();
    }

    private ScarceCalls() {}

    /** Walks through all; the exit status. */
    static int all() {
        Sys.policy(0);                  // no page of a child is shared, so that what it takes is the call's
        boolean right = walk("open", ScarceCalls::openOld, Errno.ENOMEM) & walk("open-new", ScarceCalls::openNew, Errno.ENOSPC)
                & walk("open-directory", ScarceCalls::openDirectory, Errno.ENOMEM) & walk("dup", ScarceCalls::dup, Errno.ENOMEM)
                & walk("dup2", ScarceCalls::dup2, Errno.ENOMEM) & walk("fcntl", ScarceCalls::fcntl, Errno.ENOMEM)
                & walk("pipe", ScarceCalls::pipe, Errno.ENFILE) & walk("mkdir", ScarceCalls::mkdir, Errno.ENOSPC)
                & walk("mkfifo", ScarceCalls::mkfifo, Errno.ENOSPC) & walk("open-fifo", ScarceCalls::openFifo, Errno.ENOSPC)
                & walk("link", ScarceCalls::link, Errno.ENOSPC) & walk("rename", ScarceCalls::rename, Errno.ENOSPC)
                & walk("rename-over", ScarceCalls::renameOver, Errno.ENOSPC) & walk("write", ScarceCalls::write, Errno.ENOSPC)
                & walk("write-far", ScarceCalls::writeFar, Errno.ENOSPC) & walk("write-farther", ScarceCalls::writeFarther, Errno.ENOSPC)
                & walk("truncate", ScarceCalls::truncate, Errno.ENOSPC) & walk("sigaction", ScarceCalls::sigaction, Errno.ENOMEM)
                & walk("mmap", ScarceCalls::map, Errno.ENOMEM) & walk("mmap-shared", ScarceCalls::mapShared, Errno.ENOMEM)
                & walk("mmap-file", ScarceCalls::mapFile, Errno.ENOMEM) & walk("munmap", ScarceCalls::unmap, Errno.ENOMEM)
                & walk("mprotect", ScarceCalls::protect, Errno.ENOMEM) & walk("fork", ScarceCalls::fork, Errno.ENOMEM);
        returns = false;
        right &= walk("execve", ScarceCalls::execve, Errno.ENOMEM);
        returns = true;
        touches = true;
        right &= walk("touch", ScarceCalls::touch, Errno.ENOMEM) & walk("touch-mapping", ScarceCalls::touchMapping, Errno.ENOMEM)
                & walk("touch-shared", ScarceCalls::touchShared, Errno.ENOMEM);
        touches = false;
        right &= without("open", ScarceCalls::openOld) & without("dup", ScarceCalls::dup) & without("fcntl", ScarceCalls::fcntl)
                & without("pipe", ScarceCalls::pipe) & without("open-new", ScarceCalls::openNew);
        return right ? 0 : 1;
    }

    /** With more and more frames until the call succeeds. */
    private static boolean walk(String name, Call call, int error) {
        Cap before = Stack.bytes(COUNTERS * 8);
        child(call, MOST, error);              // what the first use of something takes for good
        count(before);
        int frames = 0;
        int end = FAILED;
        for (; frames < MOST && end == FAILED; frames++) {
            end = child(call, frames, error);
            if (!isAsBefore(before)) end = LOST;
        }
        Out.text(name);
        if (end == DONE) {
            Out.text(": fails with fewer than ");
            Out.number(frames - 1);
            Out.text(" frames and leaves nothing\n");
            return true;
        }
        Out.text(end == LOST ? ": something is lost, with frames: " : ": is wrong, with frames: ");
        Out.number(frames - 1);
        Out.text("\n");
        return false;
    }

    /** A try with so many frames; how it ends. */
    private static int child(Call call, int frames, int error) {
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(attempt(call, frames, error));
        Cap status = Stack.bytes(16);
        if (pid < 0 || Sys.waitpid(pid, status) != pid || !Wait.exited(status.load32(0))) return WRONG;
        Io.unlink(Text.utf8(FILE));
        Io.unlink(Text.utf8(OTHER));
        Io.rmdir(Text.utf8(OTHER));
        return Wait.exitStatus(status.load32(0));
    }

    /** A call may say {@code error}, or that there is no memory for what every call of its kind takes. A touch says it by a signal. */
    private static int attempt(Call call, int frames, int error) {
        Io.close(Io.open(FILE, Open.CREATE | Open.READ_WRITE, 0600));
        prepare();
        count(BEFORE);
        count(BEFORE);
        Sys.shortage(frames);
        long result = call.call();
        Sys.plenty();
        if (result >= 0) return DONE;
        if (result != -error && result != -Errno.ENOMEM) return WRONG;
        if (!isAsBefore(BEFORE)) return LOST;
        return !returns || call.call() >= 0 ? FAILED : WRONG;
    }

    private static void faulted(int signal, SignalFrame frame) {
        Sys.plenty();
        Sys.exit(isAsBefore(BEFORE) ? FAILED : LOST);
    }

    /** Descriptor 3 is a file, 4 and 5 are a pipe's ends; there are mappings, of three pages and one, and a handler for faults. */
    private static void prepare() {
        PLACES.storeCap(0, Memory.map(3 * PAGE, Mman.PRIVATE));
        PLACES.storeCap(16, Memory.map(PAGE, Mman.SHARED));
        PLACES.storeCap(32, Heap.alloc(4 * PAGE));
        if (touches) Signals.handle(Signal.SEGV, ScarceCalls::faulted, 0, 0);
        Io.open(FILE, Open.READ_WRITE, 0);
        Io.pipe(Stack.bytes(16));
        WORDS.storeCap(0, Text.utf8("true"));
    }

    /** With as many descriptors as there may be, one more is refused. */
    private static boolean without(String name, Call call) {
        int pid = Sys.fork();
        if (pid == 0) {
            Cap before = Stack.bytes(COUNTERS * 8);
            Io.close(Io.open(FILE, Open.CREATE | Open.READ_WRITE, 0600));
            prepare();
            Processes.limit(Processes.LIMIT_FILES, 6);
            count(before);
            count(before);
            long result = call.call();
            long expected = result == -Errno.EINVAL ? result : -Errno.EMFILE;     // F_DUPFD says so when its argument is no descriptor
            Sys.exit(result == expected && isAsBefore(before) ? 0 : 1);
        }
        Cap status = Stack.bytes(16);
        boolean right = Sys.waitpid(pid, status) == pid && status.load32(0) == 0;
        Io.unlink(Text.utf8(FILE));
        Io.unlink(Text.utf8(OTHER));
        Out.text(name);
        Out.text(right ? ": fails without a descriptor and leaves nothing\n" : ": is wrong without a descriptor\n");
        return right;
    }

    private static void count(Cap counts) {
        counts.store64(0, Sys.counter(Counter.FRAMES_FREE));
        counts.store64(8, Sys.counter(Counter.TABLES));
        counts.store64(16, Sys.counter(Counter.REGIONS));
        counts.store64(24, Sys.counter(Counter.SLOTS_FREE));
        counts.store64(32, Sys.counter(Counter.OBJECTS));
    }

    private static boolean isAsBefore(Cap before) {
        return before.load64(0) == Sys.counter(Counter.FRAMES_FREE) && before.load64(8) == Sys.counter(Counter.TABLES)
                && before.load64(16) == Sys.counter(Counter.REGIONS) && before.load64(24) == Sys.counter(Counter.SLOTS_FREE)
                && before.load64(32) == Sys.counter(Counter.OBJECTS);
    }

    private static long openOld() {
        return Io.open("/dev/null", Open.READ, 0);
    }

    private static long openNew() {
        return Io.open(OTHER, Open.CREATE | Open.READ_WRITE, 0600);
    }

    private static long openDirectory() {
        return Io.open("/tmp", Open.READ | Open.DIRECTORY, 0);
    }

    private static long dup() {
        return Io.dup(3);
    }

    private static long fcntl() {
        return Io.fcntl(3, Open.DUP, 20);
    }

    private static long pipe() {
        return Io.pipe(Stack.bytes(16));
    }

    private static long mkdir() {
        return Io.mkdir(Text.utf8(OTHER), 0700);
    }

    private static long mkfifo() {
        return Io.mkfifo(Text.utf8(OTHER), 0600);
    }

    private static long openFifo() {
        long made = Io.mkfifo(Text.utf8(OTHER), 0600);
        if (made < 0) return made;
        long opened = Io.open(OTHER, Open.READ | Open.NONBLOCK, 0);
        Io.unlink(Text.utf8(OTHER));
        return opened;
    }

    private static long link() {
        return Io.link(Text.utf8(FILE), Text.utf8(OTHER));
    }

    private static long rename() {
        return Io.rename(Text.utf8(FILE), Text.utf8(OTHER));
    }

    private static long write() {
        return Io.write(3, Text.utf8("a line"), 6);
    }

    private static long writeFar() {
        Io.lseek(3, 3 << 20, Open.SEEK_SET);
        return Io.write(3, Text.utf8("a line"), 6);
    }

    private static long truncate() {
        return Io.ftruncate(3, 1 << 20);
    }

    private static void handler(int signal, SignalFrame frame) {}

    private static long sigaction() {
        return Signals.handle(Signal.USR1, ScarceCalls::handler, 0, 0);
    }

    private static long dup2() {
        return Io.dup2(3, 9);
    }

    private static long renameOver() {
        long made = Io.link(Text.utf8(FILE), Text.utf8(OTHER));
        return made < 0 ? made : Io.rename(Text.utf8(OTHER), Text.utf8(FILE));
    }

    /** Two levels of index pages. */
    private static long writeFarther() {
        Io.lseek(3, 9 << 20, Open.SEEK_SET);
        return Io.write(3, Text.utf8("a line"), 6);
    }

    private static long result(Cap mapping) {
        return Memory.error(mapping);
    }

    private static long map() {
        return result(Memory.map(PAGE, Mman.PRIVATE));
    }

    private static long mapShared() {
        return result(Memory.map(PAGE, Mman.SHARED));
    }

    private static long mapFile() {
        return result(Memory.map(Cap.NULL, PAGE, Mman.READ | Mman.WRITE, Mman.SHARED, 3, 0));
    }

    /** The middle of three pages: both ends are cut. */
    private static long unmap() {
        return Memory.unmap(PLACES.loadCap(0).plus(PAGE), PAGE);
    }

    private static long protect() {
        return Memory.protect(PLACES.loadCap(0).plus(PAGE), PAGE, Mman.READ);
    }

    private static long touch() {
        PLACES.loadCap(32).store64(2 * PAGE, 1);
        return 0;
    }

    private static long touchMapping() {
        PLACES.loadCap(0).store64(PAGE, 1);
        return 0;
    }

    private static long touchShared() {
        PLACES.loadCap(16).store64(0, 1);
        return 0;
    }

    private static long execve() {
        return Sys.execve(Text.utf8("/bin/true"), WORDS, Cap.NULL);
    }

    private static long fork() {
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(0);
        return pid < 0 ? pid : Sys.waitpid(pid, Cap.NULL);
    }
}
