package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Limit;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
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
 * Calls that take memory for themselves under every shortage, see {@link Rationed}; those of {@link ScarceMemory}, and {@link ScarceArguments}. Then with no
 * descriptor left.
 */
@Kernel
final class ScarceCalls {
    private static final String FILE = "/tmp/scarce";
    private static final String OTHER = "/tmp/scarce-with-a-name-that-is-longer-than-a-short-entry-of-a-directory-holds-and-so-takes-a-long-one";
    private static final String THIRD = "/tmp/scarce-third";
    private static final String FIFO = "/tmp/scarce-fifo";
    static final long PAGE = 4096;
    static final long SPAN = 2 << 20;

    /** What a thread begins with. */
    @FnRef
    interface Begin {
        void begin(Cap block);
    }

    static final Fixture HAS = Global.of(Fixture.class);
    private static final Cap WORDS = Global.bytes(64, 16);

    /** What a row finds. */
    @Struct
    interface Fixture extends Ref {
        /** Three private pages that were touched, three that were not. */
        Cap touched();          void touched(Cap c);
        Cap pages();            void pages(Cap c);
        /** A shared page, and the file's, privately and shared. */
        Cap shared();           void shared(Cap c);
        Cap copied();           void copied(Cap c);
        Cap seen();             void seen(Cap c);
        /** Heap: a touched page, and one in a table of its own. */
        Cap heap();             void heap(Cap c);
        Cap far();              void far(Cap c);
        int file();             void file(int d);
        int reader();           void reader(int d);
        int writer();           void writer(int d);
        /** A file with a page, which is not large, and memory that shows what is far behind. */
        int deep();             void deep(int d);
        Cap behind();           void behind(Cap c);
        Begin begin();          void begin(Begin b);
        /** Whether the other thread only waits. */
        boolean hasCome();      void hasCome(boolean yes);
        /** The row that alone is tried; null for all. */
        Cap only();             void only(Cap name);
    }

    private static int variant;
    private static boolean right = true;
    private static int rows;

    /** Whether a signal says that memory is out, of the rows that are tried. */
    private static boolean touches;
    /** Of a row that needs more than all do: the child that it has made, or that it has made what it needs. */
    private static int child;

    private ScarceCalls() {}

    /** All rows, or only one of calls, so often; the exit status. */
    static int all(Cap only, long times) {
        Sys.policy(0);                  // no page of a child is shared, so that what it takes is the call's
        HAS.only(only);
        for (long n = 0; n < times; n++) calls();
        if (only.isNull()) {
            descriptors();
            rows += ScarceArguments.all();
            right &= ScarceArguments.isRight();
        }
        Out.number(rows);
        Out.text(" rows, ");
        Out.number(Rationed.attempts());
        Out.text(" attempts fail and leave nothing\n");
        return right && rows != 0 ? 0 : 1;
    }

    private static void calls() {
        Rationed.use(ScarceCalls::prepare, ScarceCalls::clean);
        for (variant = Rationed.ALONE; variant < Rationed.VARIANTS; variant++) {
            files();
            ScarceMemory.calls();
            processes();
            touches = true;
            ScarceMemory.touches();
            touches = false;
        }
    }

    private static void files() {
        row("open", Errno.ENOMEM, ScarceCalls::openOld);
        row("open-new", Errno.ENOSPC, ScarceCalls::openNew);
        row("open-truncate", Errno.ENOMEM, ScarceCalls::openTruncate);
        row("open-directory", Errno.ENOMEM, ScarceCalls::openDirectory);
        row("open-fifo", Errno.ENOMEM, ScarceCalls::openFifo);
        row("dup", Errno.ENOMEM, ScarceCalls::dup);
        row("dup2", Errno.ENOMEM, ScarceCalls::dup2);
        row("dup2-over", Errno.ENOMEM, ScarceCalls::dup2Over);
        row("fcntl", Errno.ENOMEM, ScarceCalls::fcntl);
        row("fcntl-flag", Errno.ENOMEM, ScarceCalls::fcntlFlag);
        row("close", Errno.ENOMEM, ScarceCalls::close);
        row("pipe", Errno.ENFILE, ScarceCalls::pipe);
        row("mkdir", Errno.ENOSPC, ScarceCalls::mkdir);
        row("mkfifo", Errno.ENOSPC, ScarceCalls::mkfifo);
        row("link", Errno.ENOSPC, ScarceCalls::link);
        row("rename", Errno.ENOSPC, ScarceCalls::rename);
        row("rename-over", Errno.ENOSPC, ScarceCalls::renameOver);
        row("write", Errno.ENOSPC, ScarceCalls::write);
        row("write-far", Errno.ENOSPC, ScarceCalls::writeFar);
        row("write-farther", Errno.ENOSPC, ScarceCalls::writeFarther);
        row("write-deep", Errno.ENOSPC, ScarceCalls::writeDeep);
        row("truncate", Errno.ENOSPC, ScarceCalls::truncate);
    }

    private static void processes() {
        row("fork", Errno.ENOMEM, ScarceCalls::fork);
        row("execve", Errno.ENOMEM, ScarceCalls::execve);
        row("execve-arguments", Errno.ENOMEM, ScarceCalls::execveArguments);
        row("execve-written", Errno.ENOMEM, ScarceCalls::execveWritten);
        row("execve-threads", Errno.ENOMEM, ScarceCalls::execveThreads);
        row("thread_create", Errno.EAGAIN, ScarceCalls::thread);
        row("sigaction", Errno.ENOMEM, ScarceCalls::sigaction);
        row("rlimit", Errno.ENOMEM, ScarceCalls::rlimit);
        row("wait", Errno.EFAULT, ScarceCalls::await);
    }

    static void row(String name, int error, Rationed.Trial trial) {
        if (!HAS.only().isNull() && !Arguments.is(HAS.only(), name)) return;
        int failures = Rationed.everything(name, variant, trial, error, touches);
        right &= failures >= 0;
        rows++;
    }

    private static long clean() {
        Io.unlink(Text.utf8(FILE));
        Io.unlink(Text.utf8(OTHER));
        Io.unlink(Text.utf8(THIRD));
        Io.unlink(Text.utf8(FIFO));
        return Io.rmdir(Text.utf8(OTHER));
    }

    /** Makes what rows find. */
    private static long prepare() {
        HAS.file(Io.open(FILE, Open.CREATE | Open.READ_WRITE, 0600));
        Io.close(Io.open(THIRD, Open.CREATE | Open.READ_WRITE, 0600));
        Io.ftruncate(HAS.file(), 1 << 20);
        Io.mkfifo(Text.utf8(FIFO), 0600);
        HAS.deep(Io.open(THIRD, Open.READ_WRITE, 0));
        Io.write(HAS.deep(), Text.utf8("a page"), 6);
        Io.ftruncate(HAS.deep(), 8 << 20);
        Cap ends = Stack.bytes(16);
        Io.pipe(ends);
        HAS.reader(ends.load32(0));
        HAS.writer(ends.load32(4));
        Signals.handle(Signal.USR2, ScarceCalls::caught, Signal.ON_ALTERNATE_STACK, 0);
        HAS.touched(Memory.map(3 * PAGE, Mman.PRIVATE));
        HAS.pages(Memory.map(3 * PAGE, Mman.PRIVATE));
        HAS.shared(Memory.map(PAGE, Mman.SHARED));
        HAS.copied(Memory.map(Cap.NULL, PAGE, Mman.READ | Mman.WRITE, Mman.PRIVATE, HAS.file(), PAGE));
        HAS.seen(Memory.map(Cap.NULL, PAGE, Mman.READ | Mman.WRITE, Mman.SHARED, HAS.file(), PAGE));
        HAS.behind(Memory.map(Cap.NULL, PAGE, Mman.READ | Mman.WRITE, Mman.SHARED, HAS.deep(), 5 << 20));
        HAS.heap(Heap.alloc(4 * PAGE));
        HAS.far(Heap.alloc(2 * SPAN));
        HAS.heap().storeCap(0, HAS.cap());
        for (long at = 0; at < 3 * PAGE; at += PAGE) HAS.touched().storeCap(at, HAS.cap());
        Signals.alternateStack(HAS.pages().bounded(PAGE));
        WORDS.storeCap(0, Text.utf8("true"));
        child = 0;
        return Math.min(HAS.file(), HAS.writer());
    }

    /** With as many descriptors as there may be, one more is refused. */
    private static void descriptors() {
        Rationed.use(ScarceCalls::prepareAll, ScarceCalls::clean);
        without("open", ScarceCalls::openOld);
        without("open-new", ScarceCalls::openNew);
        without("dup", ScarceCalls::dup);
        without("fcntl", ScarceCalls::fcntl);
        without("pipe", ScarceCalls::pipe);
        without("open-fifo", ScarceCalls::openFifo);
    }

    private static void without(String name, Rationed.Trial trial) {
        boolean fails = Rationed.isRefused(trial);
        right &= fails;
        Out.text(name);
        Out.text(fails ? ": fails without a descriptor and leaves nothing\n" : ": is wrong without a descriptor\n");
    }

    private static long prepareAll() {
        long made = prepare();
        Processes.limit(Processes.LIMIT_FILES, HAS.writer() + 1);
        return made;
    }

    // ------------------------------------------------------------------------------------------------------------ files

    private static long openOld() {
        return Io.open("/dev/null", Open.READ, 0);
    }

    private static long openNew() {
        return Io.open(OTHER, Open.CREATE | Open.READ_WRITE, 0600);
    }

    private static long openTruncate() {
        return Io.open(THIRD, Open.WRITE | Open.TRUNCATE, 0);
    }

    private static long openDirectory() {
        return Io.open("/tmp", Open.READ | Open.DIRECTORY, 0);
    }

    private static long openFifo() {
        return Io.open(FIFO, Open.READ | Open.NONBLOCK, 0);
    }

    private static long dup() {
        return Io.dup(HAS.file());
    }

    private static long dup2() {
        return Io.dup2(HAS.file(), 20);
    }

    private static long dup2Over() {
        return Io.dup2(HAS.file(), HAS.writer());
    }

    private static long fcntl() {
        return Io.fcntl(HAS.file(), Open.DUP, 20);
    }

    private static long fcntlFlag() {
        return Io.fcntl(HAS.file(), Open.SET_DESCRIPTOR_FLAGS, 1);
    }

    private static long close() {
        return Io.close(HAS.writer());
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

    private static long link() {
        return Io.link(Text.utf8(FILE), Text.utf8(OTHER));
    }

    private static long rename() {
        return Io.rename(Text.utf8(FILE), Text.utf8(OTHER));
    }

    /** Takes nothing: an entry changes what it means. */
    private static long renameOver() {
        return Io.rename(Text.utf8(FILE), Text.utf8(THIRD));
    }

    private static long write() {
        return Io.write(HAS.file(), Text.utf8("a line"), 6);
    }

    private static long writeFar() {
        Io.lseek(HAS.file(), 3 << 20, Open.SEEK_SET);
        return write();
    }

    /** Two levels of index pages. */
    private static long writeFarther() {
        Io.lseek(HAS.file(), 9 << 20, Open.SEEK_SET);
        return write();
    }

    /** A level more above a page that there is. */
    private static long writeDeep() {
        Io.lseek(HAS.deep(), 5 << 20, Open.SEEK_SET);
        return Io.write(HAS.deep(), Text.utf8("a line"), 6);
    }

    private static long truncate() {
        return Io.ftruncate(HAS.file(), 2 << 20);
    }

    // -------------------------------------------------------------------------------------------------------- processes

    private static long fork() {
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(0);
        return pid < 0 ? pid : Sys.waitpid(pid, Cap.NULL);
    }

    private static long execve() {
        return Sys.execve(Text.utf8("/bin/true"), WORDS, Cap.NULL);
    }

    /** Into more pages than one, and with a descriptor to be closed. */
    private static long execveArguments() {
        if (child == 0) Rationed.aside(ScarceCalls::many);
        return Sys.execve(Text.utf8("/bin/true"), HAS.touched(), HAS.touched());
    }

    private static long many() {
        child = -1;
        Cap vector = HAS.touched();
        for (int n = 0; n < 60; n++) vector.storeCap(n * 16L, Text.utf8(OTHER));
        return Io.fcntl(HAS.file(), Open.SET_DESCRIPTOR_FLAGS, 1);
    }

    /** A script that was written, whose interpreter comes with the image; it has a hole, too. */
    private static long execveWritten() {
        if (child == 0) Rationed.aside(ScarceCalls::written);
        return Sys.execve(Text.utf8(THIRD), WORDS, Cap.NULL);
    }

    private static long written() {
        child = -1;
        Cap buffer = HAS.far();
        int from = Io.open("/bin/true", Open.READ, 0);
        long bytes = Io.read(from, buffer, SPAN);
        int to = Io.open(THIRD, Open.WRITE | Open.TRUNCATE, 0);
        long made = Io.write(to, buffer, bytes);
        Io.ftruncate(to, bytes + 2 * PAGE);
        Io.close(to);
        Io.close(from);
        Io.chmod(Text.utf8(THIRD), 0700);
        return made;
    }

    private static long execveThreads() {
        if (child == 0) Rationed.aside(ScarceCalls::company);
        return execve();
    }

    /** A thread takes frames for its own stack whenever it comes there: it has come to where it takes none any more before anything is counted. */
    private static long company() {
        child = -1;
        HAS.hasCome(false);
        int error = Threads.error(Threads.create(ScarceCalls::waits, Cap.NULL));
        while (error == 0 && !HAS.hasCome()) Sys.yield();
        return error;
    }

    private static Cap waits(Cap argument) {
        Rationed.deep();
        HAS.hasCome(true);
        while (true) Sys.pause();
    }

    /** Lets others come as far as they do without anybody: then they take no memory any more. */
    private static void others() {
        for (int n = 0; n < 10; n++) Sys.yield();
    }

    private static long thread() {
        return Threads.raw(entry(), HAS.touched().plus(PAGE), Cap.NULL);
    }

    /** Where a thread may begin, and ends at once. */
    static Cap entry() {
        HAS.begin(ScarceCalls::begun);
        return HAS.cap().loadCap(Layout.offset(Fixture.class, "begin"));
    }

    private static void begun(Cap block) {
        Entries.endThread();
    }

    private static void caught(int signal, SignalFrame frame) {}

    private static long sigaction() {
        return Signals.handle(Signal.USR1, ScarceCalls::caught, 0, 0);
    }

    private static long rlimit() {
        Limit limit = Stack.of(Limit.class);
        limit.soft(1 << 20);
        limit.hard(1 << 20);
        return Processes.setrlimit(Limit.FILE_SIZE, limit.cap());
    }

    /** There is no frame for the page in which the status goes; the child waits until there is. */
    private static long await() {
        if (child == 0) Rationed.aside(ScarceCalls::ended);
        return Entries.wait(child, HAS.far().plus(SPAN));
    }

    private static long ended() {
        child = Sys.fork();
        if (child == 0) Sys.exit(0);
        others();
        return child;
    }
}
