package dev.ufork.user;

import dev.ufork.dsl.Atomic;
import dev.ufork.dsl.Cap;
import dev.ufork.dsl.External;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Mman;

/**
 * Threads of this process: {@code pthread_create} and its like. Source: POSIX.1-2017.
 *
 * <p>A thread's block and its stack are one mapping, of which the thread has two capabilities that do not overlap. A fork makes a process with one
 * thread, the one that called it. {@link Out} is one thread's at a time.
 */
@Kernel
public final class Threads {
    private static final long STACK = 64 << 10;
    private static final long BLOCK = 1024;

    private static final All ALL = Global.of(All.class);

    /** Threads that were begun and not forgotten, and the first one's block. */
    @Struct
    interface All extends Ref {
        Thread first();         void first(Thread t);
        Entry entry();          void entry(Entry e);
        Mutex lock();
        Mutex heap();
        int keys();             void keys(int n);
        Thread initial();
        /** The process's first thread: where there was a fork, the one that called it. */
        Thread main();          void main(Thread t);
        /** Where this was when the process had its first thread only: a fork moves it, and the number stays. */
        long home();            void home(long address);
    }

    /** Where the kernel lets a thread begin. */
    @FnRef
    interface Entry {
        void enter(Thread t);
    }

    private Threads() {}

    /** The register that names the running thread: its block; null in the first. */
    @External("thread_pointer")
    private static native Cap pointer();

    /**
     * Forgets the threads that a fork has left behind, and what they were in the midst of: the child has none but its first when it comes here. The heap bears that, for each
     * step of it leaves at worst a chunk that is nobody's.
     */
    private static void settle() {
        long here = ALL.cap().address();
        if (ALL.home() == here) return;
        ALL.first(Cap.NULL.as(Thread.class));
        Mutexes.init(ALL.lock(), Mutexes.NORMAL);
        Mutexes.init(ALL.heap(), Mutexes.NORMAL);
        ALL.main(self());
        ALL.home(here);
    }

    private static void guard(boolean begins) {
        settle();
        if (begins) Mutexes.lock(ALL.heap());
        else Mutexes.unlock(ALL.heap());
    }

    private static void begin(Thread t) {
        exit(t.body().run(t.argument()));
    }

    /** Begins a thread; without a tag, see {@link #error}. */
    public static Thread create(Thread.Body body, Cap argument) {
        settle();
        Heap.share(Threads::guard);
        Mutexes.lock(ALL.lock());
        forget();
        Cap memory = Memory.map(STACK, Mman.PRIVATE);
        if (!memory.tag()) return failed(-Errno.EAGAIN);
        Thread t = memory.bounded(BLOCK).as(Thread.class);
        assert Layout.size(Thread.class) <= BLOCK;
        t.body(body);
        t.argument(argument);
        t.memory(memory);
        t.running(1);
        ALL.entry(Threads::begin);
        Cap stack = memory.plus(BLOCK).bounded(STACK - BLOCK).plus(STACK - BLOCK);
        long number = Sys.calls().threadCreate().call(ALL.cap().loadCap(Layout.offset(All.class, "entry")), stack, t.cap(), t.field("running"));
        if (number < 0) {
            Memory.unmap(memory);
            return failed((int) number);
        }
        t.number((int) number);
        t.next(ALL.first());
        ALL.first(t);
        Mutexes.unlock(ALL.lock());
        return t;
    }

    private static Thread failed(int error) {
        Mutexes.unlock(ALL.lock());
        return Cap.NULL.plus(error).as(Thread.class);
    }

    /** Why a thread has not begun: an error number below 0; 0 when it has. */
    public static int error(Thread t) {
        return t.cap().tag() ? 0 : (int) t.cap().address();
    }

    /** The running thread. */
    public static Thread self() {
        Cap block = pointer();
        if (block.tag()) return block.as(Thread.class);
        ALL.initial().running(1);
        return ALL.initial();
    }

    public static boolean equal(Thread a, Thread b) {
        return a.cap().address() == b.cap().address();
    }

    /**
     * What tells the running thread from others of this process, and stays the same where a fork moves both: how far its block is from what the process knows of threads.
     * Not 0.
     */
    static int place() {
        return (int) (self().cap().address() - ALL.cap().address());
    }

    /** The number of the running thread, which no other has. */
    public static int number() {
        return (int) Sys.calls().threadSelf().call();
    }

    /** Ends the running thread; the last one ends the process, with 0. Does not return. */
    public static void exit(Cap result) {
        self().result(result);
        Sys.calls().threadExit().call();
    }

    /** Waits until the thread has ended and forgets it; {@code result}, sixteen bytes unless null, takes what it returned. */
    public static int join(Thread t, Cap result) {
        if (!t.cap().tag()) return -Errno.ESRCH;
        if (equal(t, self())) return -Errno.EDEADLK;
        settle();
        Mutexes.lock(ALL.lock());
        int error = !isKnown(t) ? -Errno.ESRCH : t.detached() || t.joined() ? -Errno.EINVAL : 0;
        if (error == 0) t.joined(true);
        Mutexes.unlock(ALL.lock());
        if (error != 0) return error;
        Cap running = t.field("running");
        while (Atomic.load32(running) != 0) await(running, 1, Mutexes.NEVER);
        if (!result.isNull()) result.storeCap(0, t.result());
        Mutexes.lock(ALL.lock());
        t.detached(true);
        forget();
        Mutexes.unlock(ALL.lock());
        return 0;
    }

    /** Nobody is going to join the thread: it is forgotten when it has ended. */
    public static int detach(Thread t) {
        settle();
        Mutexes.lock(ALL.lock());
        int error = !t.cap().tag() || !isKnown(t) ? -Errno.ESRCH : t.detached() || t.joined() ? -Errno.EINVAL : 0;
        if (error == 0) t.detached(true);
        Mutexes.unlock(ALL.lock());
        return error;
    }

    /** Sends a signal to one thread of this process; signal 0 only asks. */
    public static int kill(Thread t, int signal) {
        settle();
        return (int) Sys.calls().threadKill().call(equal(t, ALL.main()) ? Sys.getpid() : t.number(), signal);
    }

    /** A key under which every thread has a value of its own, null at first; or an error number below 0. */
    public static int key() {
        settle();
        Mutexes.lock(ALL.lock());
        int key = ALL.keys() < Thread.KEYS ? ALL.keys() : -Errno.EAGAIN;
        if (key >= 0) ALL.keys(key + 1);
        Mutexes.unlock(ALL.lock());
        return key;
    }

    public static Cap get(int key) {
        return key >= 0 && key < Thread.KEYS ? self().own(key) : Cap.NULL;
    }

    public static int set(int key, Cap value) {
        if (key < 0 || key >= ALL.keys()) return -Errno.EINVAL;
        self().own(key, value);
        return 0;
    }

    private static boolean isKnown(Thread t) {
        for (Thread at = ALL.first(); !at.isNull(); at = at.next()) if (equal(at, t)) return true;
        return false;
    }

    /** Gives back the memory of threads that have ended and that nobody will ask about; the lock is held. */
    private static void forget() {
        Thread before = Cap.NULL.as(Thread.class);
        for (Thread t = ALL.first(); !t.isNull(); ) {
            Thread next = t.next();
            if (t.detached() && Atomic.load32(t.field("running")) == 0) {
                if (before.isNull()) ALL.first(next);
                else before.next(next);
                Memory.unmap(t.memory());
            } else {
                before = t;
            }
            t = next;
        }
    }

    /**
     * Forks while no other thread is in the midst of the heap or of what is here. After {@link Sys#fork} the child can use both, too, but a chunk may be lost that another
     * thread was about to get or to give back.
     */
    public static int fork() {
        settle();
        Mutexes.lock(ALL.lock());
        Mutexes.lock(ALL.heap());
        int pid = Sys.fork();
        if (pid == 0) {
            settle();
            return 0;
        }
        Mutexes.unlock(ALL.heap());
        Mutexes.unlock(ALL.lock());
        return pid;
    }

    /** {@code clone}: a thread of which this class knows nothing, with an entry, a stack and a block; its number, or an error number below 0. */
    public static long raw(Cap entry, Cap stack, Cap block) {
        return Sys.calls().threadCreate().call(entry, stack, block, Cap.NULL);
    }

    /** {@code futex}: waits until woken, if the word is as expected, until the clock says so many nanoseconds, unless they are below 0. */
    public static long await(Cap word, int expected, long until) {
        return Sys.calls().futexWait().call(word, expected, until);
    }

    /** Wakes so many that wait for the word; returns how many did. */
    public static long wake(Cap word, int count) {
        return Sys.calls().futexWake().call(word, count);
    }
}
