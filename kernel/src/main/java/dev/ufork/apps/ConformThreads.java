package dev.ufork.apps;

import dev.ufork.dsl.Atomic;
import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.shared.Usage;
import dev.ufork.shared.Wait;
import dev.ufork.user.Counter;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Processes;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;
import dev.ufork.user.Thread;
import dev.ufork.user.Threads;

/**
 * {@code conform-threads}: sentences of the manual about threads, each tried. Source: POSIX.1-2017, System Interfaces, and the Linux manual's futex(2); a
 * sentence begins with its page's name.
 */
@Kernel
final class ConformThreads {
    private static final long MILLISECOND = 1_000_000;
    private static final Shared ALL = Global.of(Shared.class);

    private static int key;

    /** What the threads of this program have in common. */
    @Struct
    interface Shared extends Ref {
        int caught();           void caught(int thread);
        int go();               void go(int n);
        int reader();           void reader(int descriptor);
        long result();          void result(long r);
    }

    private ConformThreads() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        if (count == 2) return 9;                  // what a thread of this program executes
        all();
        long slots = Sys.counter(Counter.SLOTS_FREE);
        long frames = settled();
        int pid = Threads.fork();
        if (pid == 0) {
            all();
            Sys.exit(0);
        }
        Sys.waitpid(pid, Cap.NULL);
        Sentences.is("exit: no thread's slot is lost", Sys.counter(Counter.SLOTS_FREE), slots);
        Sentences.is("exit: nothing is lost when all of this was done once more", settled(), frames);
        return Sentences.end();
    }

    private static long settled() {
        int pid = Threads.fork();
        if (pid == 0) Sys.exit(0);
        Sys.waitpid(pid, Cap.NULL);
        return Sys.counter(Counter.FRAMES_FREE);
    }

    private static void all() {
        creation();
        locals();
        ConformLocks.all();
        signals();
        descriptors();
        forks();
        usage();
        ConformEnds.all();
        badInput();
    }

    static long joined(Thread t) {
        Cap result = Stack.bytes(16);
        int error = Threads.join(t, result);
        return error != 0 ? error : result.loadCap(0).address();
    }

    static Cap twice(Cap n) {
        return Cap.NULL.plus(2 * n.address());
    }

    private static Cap leaves(Cap n) {
        Threads.exit(n);
        return Cap.NULL;
    }

    private static Cap number(Cap n) {
        return Cap.NULL.plus(Threads.number());
    }

    private static Cap process(Cap n) {
        return Cap.NULL.plus(Sys.getpid());
    }

    private static Cap self(Cap n) {
        return Threads.self().cap();
    }

    private static Cap waits(Cap n) {
        while (Atomic.load32(ALL.field("go")) == 0) Threads.await(ALL.field("go"), 0, -1);
        return n;
    }

    private static void release() {
        ALL.go(1);
        Threads.wake(ALL.field("go"), 1000);
    }

    private static void creation() {
        Thread t = Threads.create(ConformThreads::twice, Cap.NULL.plus(21));
        Sentences.is("pthread_create: upon success returns 0", Threads.error(t), 0);
        Sentences.is("pthread_join: makes available what the thread returned", joined(t), 42);
        Sentences.is("pthread_exit: makes its value available to a join", joined(Threads.create(ConformThreads::leaves, Cap.NULL.plus(5))), 5);
        t = Threads.create(ConformThreads::self, Cap.NULL);
        long address = t.cap().address();
        Sentences.is("pthread_self: returns the thread's ID", joined(t), address);
        Sentences.is("pthread_equal: the calling thread is itself", Threads.equal(Threads.self(), Threads.self()) ? 1 : 0, 1);
        Sentences.is("getpid: is the same in all threads", joined(Threads.create(ConformThreads::process, Cap.NULL)), Sys.getpid());
        Sentences.is("gettid: in the first thread it is the process ID", Threads.number(), Sys.getpid());
        Sentences.is("gettid: is another in every other", joined(Threads.create(ConformThreads::number, Cap.NULL)) == Sys.getpid() ? 1 : 0, 0);
        ALL.go(0);
        Cap threads = Heap.alloc(20 * 16);
        for (int n = 0; n < 20; n++) threads.storeCap(n * 16L, Threads.create(ConformThreads::waits, Cap.NULL.plus(n)).cap());
        release();
        long sum = 0;
        for (int n = 0; n < 20; n++) sum += joined(threads.loadCap(n * 16L).as(Thread.class));
        Sentences.is("pthread_create: many at once", sum, 190);
        Heap.free(threads);
        t = Threads.create(ConformThreads::twice, Cap.NULL);
        Sentences.is("pthread_detach: shall return 0", Threads.detach(t), 0);
        Sentences.is("pthread_join: EDEADLK for the calling thread", Threads.join(Threads.self(), Cap.NULL), -Errno.EDEADLK);
        ALL.go(0);
        t = Threads.create(ConformThreads::waits, Cap.NULL);
        Threads.detach(t);
        Sentences.is("pthread_join: EINVAL for a detached thread", Threads.join(t, Cap.NULL), -Errno.EINVAL);
        Sentences.is("pthread_detach: EINVAL when it is already", Threads.detach(t), -Errno.EINVAL);
        release();
        Sentences.is("pthread_join: ESRCH for what is no thread", Threads.join(Cap.NULL.as(Thread.class), Cap.NULL), -Errno.ESRCH);
        Processes.sleep(5 * MILLISECOND);
        int most = Processes.limit(Processes.LIMIT_PROCESSES, -1);
        int pid = Threads.fork();
        if (pid == 0) {
            Processes.limit(Processes.LIMIT_PROCESSES, 1);
            Sys.exit(-Threads.error(Threads.create(ConformThreads::twice, Cap.NULL)));
        }
        Sentences.is("pthread_create: EAGAIN beyond the limit", most > 1 ? exited(pid) : 0, Errno.EAGAIN);
    }

    static int exited(int pid) {
        Cap status = Stack.bytes(16);
        Sys.waitpid(pid, status);
        return Wait.exited(status.load32(0)) ? Wait.exitStatus(status.load32(0)) : -Wait.terminatingSignal(status.load32(0));
    }

    private static Cap hasNone(Cap n) {
        boolean none = Threads.get(key).isNull();
        Threads.set(key, n);
        Sys.yield();
        return Cap.NULL.plus(none && Threads.get(key).address() == n.address() ? 1 : 0);
    }

    private static void locals() {
        if (Threads.get(0).isNull() && key == 0) key = Threads.key();
        Sentences.is("pthread_setspecific: shall return 0", Threads.set(key, Cap.NULL.plus(7)), 0);
        Sentences.is("pthread_key_create: the value is null in a new thread, and then its own", joined(Threads.create(ConformThreads::hasNone, Cap.NULL.plus(9))), 1);
        Sentences.is("pthread_getspecific: and nobody else's", Threads.get(key).address(), 7);
        int pid = Threads.fork();
        if (pid == 0) Sys.exit((int) Threads.get(key).address());
        Sentences.is("fork: the child's thread has the caller's values", exited(pid), 7);
        Sentences.is("pthread_setspecific: EINVAL for what is no key", Threads.set(15, Cap.NULL), -Errno.EINVAL);
        Threads.set(key, Cap.NULL);
    }

    private static void caught(int signal, SignalFrame frame) {
        ALL.caught(Threads.number());
    }

    /** Blocks SIGUSR1, or not, and then rests until the signal has come somewhere. */
    private static Cap rests(Cap blocks) {
        Signals.mask(blocks.address() != 0 ? Signal.BLOCK : Signal.UNBLOCK, 1L << Signal.USR1);
        ALL.go(1);
        for (int n = 0; n < 200 && ALL.caught() == 0; n++) Processes.sleep(MILLISECOND);
        return Cap.NULL.plus(ALL.caught() == Threads.number() ? 1 : 0);
    }

    private static Cap reads(Cap to) {
        ALL.go(1);
        return Cap.NULL.plus(Io.read(ALL.reader(), to, 1));
    }

    private static void signals() {
        Signals.handle(Signal.USR1, ConformThreads::caught, 0, 0);
        ALL.caught(0);
        ALL.go(0);
        Signals.mask(Signal.BLOCK, 1L << Signal.USR1);
        Thread t = Threads.create(ConformThreads::rests, Cap.NULL);
        while (ALL.go() == 0) Sys.yield();
        Sys.kill(Sys.getpid(), Signal.USR1);
        Sentences.is("kill: a signal is delivered to a thread that has not blocked it", joined(t), 1);
        Signals.mask(Signal.UNBLOCK, 1L << Signal.USR1);
        ALL.caught(0);
        ALL.go(0);
        t = Threads.create(ConformThreads::rests, Cap.NULL.plus(1));
        while (ALL.go() == 0) Sys.yield();
        Sys.kill(Sys.getpid(), Signal.USR1);
        Sentences.is("pthread_sigmask: a thread's mask is its own", ALL.caught(), Threads.number());
        Threads.join(t, Cap.NULL);
        ALL.caught(0);
        ALL.go(0);
        t = Threads.create(ConformThreads::rests, Cap.NULL);
        while (ALL.go() == 0) Sys.yield();
        Sentences.is("pthread_kill: shall return 0", Threads.kill(t, Signal.USR1), 0);
        Sentences.is("pthread_kill: the signal is that thread's", joined(t), 1);
        Cap ends = Stack.bytes(16);
        Io.pipe(ends);
        ALL.reader(ends.load32(0));
        ALL.go(0);
        ALL.caught(0);
        t = Threads.create(ConformThreads::reads, ends.plus(8));
        while (ALL.go() == 0) Sys.yield();
        Processes.sleep(2 * MILLISECOND);
        Threads.kill(t, Signal.USR1);
        Sentences.is("read: EINTR in the thread that was waiting", joined(t), -Errno.EINTR);
        Sentences.is("pthread_kill: EINVAL for what is no signal", Threads.kill(Threads.self(), 99), -Errno.EINVAL);
        Sentences.is("pthread_kill: signal 0 asks", Threads.kill(Threads.self(), 0), 0);
        Signals.restore(Signal.USR1);
        Io.close(ends.load32(0));
        Io.close(ends.load32(4));
    }

    private static void descriptors() {
        Cap ends = Stack.bytes(16);
        Io.pipe(ends);
        ALL.reader(ends.load32(0));
        ALL.go(0);
        Thread t = Threads.create(ConformThreads::reads, ends.plus(8));
        while (ALL.go() == 0) Sys.yield();
        Processes.sleep(2 * MILLISECOND);
        Sentences.is("close: while another thread reads there", Io.close(ends.load32(0)), 0);
        Sentences.is("write: that thread still reads", Io.write(ends.load32(4), Text.utf8("x"), 1), 1);
        Sentences.is("read: and gets what was written", joined(t) == 1 ? ends.load8(8) : -1, 'x');
        Signals.ignore(Signal.PIPE);
        Sentences.is("close: then nobody reads any more", Io.write(ends.load32(4), Text.utf8("x"), 1), -Errno.EPIPE);
        Signals.restore(Signal.PIPE);
        Io.close(ends.load32(4));
    }

    private static Cap forks(Cap n) {
        int pid = Threads.fork();
        if (pid == 0) {
            long before = ALL.result();
            Processes.sleep(3 * MILLISECOND);
            Sys.exit(ALL.result() == before ? 7 : 1);
        }
        return Cap.NULL.plus(exited(pid));
    }

    private static Cap spins(Cap n) {
        while (Atomic.load32(ALL.field("go")) == 0) ALL.result(ALL.result() + 1);
        return Cap.NULL;
    }

    private static void forks() {
        ALL.go(0);
        Thread t = Threads.create(ConformThreads::spins, Cap.NULL);
        int pid = Threads.fork();
        if (pid == 0) {
            long before = ALL.result();
            Processes.sleep(3 * MILLISECOND);
            Sys.exit(ALL.result() == before ? 7 : 1);
        }
        Sentences.is("fork: the child has one thread, the caller's", exited(pid), 7);
        Sentences.is("fork: may be called by any thread", joined(Threads.create(ConformThreads::forks, Cap.NULL)), 7);
        pid = Threads.fork();
        if (pid == 0) Sys.exit((int) joined(Threads.create(ConformThreads::twice, Cap.NULL.plus(4))));
        Sentences.is("fork: the child can begin threads", exited(pid), 8);
        ALL.go(1);
        Threads.join(t, Cap.NULL);
        plainForks();
    }

    /** Is nearly always in the midst of the heap. */
    private static Cap allocates(Cap n) {
        while (Atomic.load32(ALL.field("go")) == 0) Heap.free(Heap.alloc(64));
        return Cap.NULL;
    }

    private static Cap asksForItself(Cap n) {
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(Threads.kill(Threads.self(), 0) == 0 ? 7 : 1);
        return Cap.NULL.plus(exited(pid));
    }

    private static void plainForks() {
        ALL.go(0);
        Thread t = Threads.create(ConformThreads::allocates, Cap.NULL);
        int right = 0;
        for (int n = 0; n < 8; n++) {
            Sys.yield();
            int pid = Sys.fork();
            if (pid == 0) Sys.exit(Heap.alloc(64).tag() && joined(Threads.create(ConformThreads::twice, Cap.NULL.plus(4))) == 8 ? 7 : 1);
            if (exited(pid) == 7) right++;
        }
        Sentences.is("fork: whatever other threads do, the child has memory and threads", right, 8);
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(-Threads.join(t, Cap.NULL));
        Sentences.is("fork: other threads are none of the child's", exited(pid), Errno.ESRCH);
        Sentences.is("fork: the child's thread is who called", joined(Threads.create(ConformThreads::asksForItself, Cap.NULL)), 7);
        ALL.go(1);
        Threads.join(t, Cap.NULL);
    }

    /** Goes on until it has used three milliseconds. */
    private static Cap works(Cap n) {
        Usage usage = Stack.of(Usage.class);
        Processes.getrusage(Usage.THREAD, usage.cap());
        long first = usage.time();
        while (usage.time() < 3 * MILLISECOND) Processes.getrusage(Usage.THREAD, usage.cap());
        return Cap.NULL.plus(first < MILLISECOND && usage.system() <= usage.time() ? 1 : 0);
    }

    private static void usage() {
        Usage mine = Stack.of(Usage.class);
        Usage all = Stack.of(Usage.class);
        Sentences.is("getrusage: RUSAGE_THREAD, shall return 0", Processes.getrusage(Usage.THREAD, mine.cap()), 0);
        Processes.getrusage(Usage.SELF, all.cap());
        long mineBefore = mine.time();
        long allBefore = all.time();
        Sentences.is("getrusage: RUSAGE_THREAD, a thread begins with no time used", joined(Threads.create(ConformThreads::works, Cap.NULL)), 1);
        Processes.getrusage(Usage.THREAD, mine.cap());
        Processes.getrusage(Usage.SELF, all.cap());
        Sentences.is("getrusage: RUSAGE_THREAD, what the calling thread has used", mine.time() - mineBefore < 3 * MILLISECOND ? 1 : 0, 1);
        Sentences.is("getrusage: RUSAGE_SELF, what all threads have used", all.time() - allBefore >= 3 * MILLISECOND ? 1 : 0, 1);
    }

    /** What the kernel answers to arguments that make no sense. */
    private static void badInput() {
        Cap word = Stack.bytes(16);
        Sentences.is("futex: EFAULT for no memory", Threads.await(Cap.NULL, 0, -1), -Errno.EFAULT);
        Sentences.is("futex: EINVAL when the word is not aligned", Threads.await(word.plus(2), 0, -1), -Errno.EINVAL);
        Sentences.is("futex: EFAULT for a word that is out of bounds", Threads.await(word.plus(16), 0, -1), -Errno.EFAULT);
        Sentences.is("futex: FUTEX_WAKE, EFAULT for no memory", Threads.wake(Cap.NULL, 1), -Errno.EFAULT);
        Sentences.is("futex: FUTEX_WAKE, EINVAL for a negative count", Threads.wake(word, -1), -Errno.EINVAL);
        Sentences.is("clone: EFAULT for an entry that is no code", Threads.raw(word, word, Cap.NULL), -Errno.EFAULT);
    }
}
