package dev.ufork.apps;

import static dev.ufork.apps.Sentences.is;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;
import dev.ufork.shared.FileTimes;
import dev.ufork.shared.IntervalTimer;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.shared.Stat;
import dev.ufork.shared.Wait;
import dev.ufork.user.Io;
import dev.ufork.user.Memory;
import dev.ufork.user.Processes;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/**
 * {@code conform-time}: sentences of the manual about interval timers and the times of files, each tried. Source: POSIX.1-2017, System Interfaces; a sentence
 * begins with its page's name. With a word it says by its status whether an alarm was set when it began.
 */
@Kernel
final class ConformTime {
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final long PAGE = 4096;
    private static final int CAP = 16;

    private static int caught;
    private static int last;

    private ConformTime() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        if (count == 2) return left(IntervalTimer.REAL) > 0 ? 0 : 1;
        all();
        return Sentences.end();
    }

    static void all() {
        real();
        inherited();
        used();
        files();
        synced();
    }

    private static void count(int signal, SignalFrame frame) {
        caught++;
        last = signal;
    }

    private static int set(int which, long value, long interval) {
        IntervalTimer timer = Stack.of(IntervalTimer.class);
        timer.value(value);
        timer.interval(interval);
        return Signals.timer(which, timer.cap(), Cap.NULL);
    }

    private static long left(int which) {
        IntervalTimer timer = Stack.of(IntervalTimer.class);
        return Signals.timer(which, Cap.NULL, timer.cap()) == 0 ? timer.value() : -1;
    }

    private static void real() {
        IntervalTimer timer = Stack.of(IntervalTimer.class);
        is("setitimer: EINVAL for a timer that is none", set(3, 1, 1), -Errno.EINVAL);
        is("setitimer: EINVAL for a negative value", set(IntervalTimer.REAL, -1, 0), -Errno.EINVAL);
        is("setitimer: EINVAL for a negative interval", set(IntervalTimer.REAL, 1, -1), -Errno.EINVAL);
        is("getitimer: 0 when the timer is disabled", left(IntervalTimer.REAL), 0);
        caught = 0;
        Signals.handle(Signal.ALRM, ConformTime::count, 0, 0);
        long before = Processes.clock();
        is("setitimer: shall return 0", set(IntervalTimer.REAL, 3 * MILLISECOND, 5 * MILLISECOND), 0);
        while (caught < 3) Signals.pause();
        long took = Processes.clock() - before;
        is("setitimer: SIGALRM after the value and after each interval, not earlier", took >= 13 * MILLISECOND && last == Signal.ALRM ? 1 : 0, 1);
        timer.value(0);
        timer.interval(0);
        IntervalTimer old = Stack.of(IntervalTimer.class);
        Signals.timer(IntervalTimer.REAL, timer.cap(), old.cap());
        is("setitimer: gives the timer that was: its interval", old.interval(), 5 * MILLISECOND);
        is("setitimer: and what was left, not more than that", old.value() > 0 && old.value() <= 5 * MILLISECOND ? 1 : 0, 1);
        is("setitimer: a value of 0 disables it", left(IntervalTimer.REAL), 0);
        set(IntervalTimer.REAL, 100 * SECOND, 0);
        is("alarm: and setitimer's are one: alarm returns what was left", Signals.alarm(0, 0) > 99 * SECOND ? 1 : 0, 1);
        is("alarm: of 0 cancels it", left(IntervalTimer.REAL), 0);
        Signals.alarm(50 * SECOND, 0);
        is("getitimer: tells an alarm's", left(IntervalTimer.REAL) > 49 * SECOND ? 1 : 0, 1);
    }

    private static int status(int pid) {
        Cap status = Stack.bytes(16);
        return Sys.waitpid(pid, status) == pid ? status.load32(0) : -1;
    }

    private static void inherited() {
        set(IntervalTimer.REAL, 100 * SECOND, 0);
        set(IntervalTimer.PROF, 100 * SECOND, 0);
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(left(IntervalTimer.REAL) == 0 && left(IntervalTimer.PROF) == 0 ? 0 : 1);
        is("fork: interval timers are reset in the child", status(pid), 0);
        is("fork: those of the parent go on", left(IntervalTimer.REAL) > 90 * SECOND && left(IntervalTimer.PROF) > 90 * SECOND ? 1 : 0, 1);
        pid = Sys.fork();
        if (pid == 0) {
            Cap words = Stack.bytes(3 * CAP);
            words.storeCap(0, Text.utf8("conform-time"));
            words.storeCap(CAP, Text.utf8("left"));
            words.storeCap(2 * CAP, Cap.NULL);
            set(IntervalTimer.REAL, 100 * SECOND, 0);
            Sys.execve(Text.utf8("/bin/conform-time"), words, Cap.NULL);
            Sys.exit(1);
        }
        is("exec: interval timers are preserved", status(pid), 0);
        set(IntervalTimer.REAL, 0, 0);
        set(IntervalTimer.PROF, 0, 0);
    }

    /** Turns of a loop until a signal has been caught, at most so many; the call makes the compiler look again. */
    private static long turns(long most) {
        long n = 0;
        long work = Sys.getpid();
        while (caught == 0 && n < most) {
            for (int i = 0; i < 1000; i++) work = work * 5 + i;
            if (Sys.getpid() != work) n++;
        }
        return n;
    }

    private static void used() {
        long most = 20_000;
        caught = 0;
        Signals.handle(Signal.PROF, ConformTime::count, 0, 0);
        Signals.handle(Signal.VTALRM, ConformTime::count, 0, 0);
        set(IntervalTimer.PROF, 2 * MILLISECOND, 0);
        Processes.sleep(6 * MILLISECOND);
        is("setitimer: ITIMER_PROF does not run while the process does not", caught, 0);
        is("setitimer: SIGPROF when the process has run so long", turns(most) < most ? last : 0, Signal.PROF);
        caught = 0;
        set(IntervalTimer.VIRTUAL, 2 * MILLISECOND, 0);
        Processes.sleep(6 * MILLISECOND);
        is("setitimer: ITIMER_VIRTUAL does not run while the process does not", caught, 0);
        is("setitimer: SIGVTALRM when the program has run so long", turns(most) < most ? last : 0, Signal.VTALRM);
        is("getitimer: 0 when it came and has no interval", left(IntervalTimer.VIRTUAL), 0);
        int pid = Sys.fork();
        if (pid == 0) {
            Signals.restore(Signal.VTALRM);
            set(IntervalTimer.VIRTUAL, MILLISECOND, MILLISECOND);
            while (true) caught = 0;
        }
        is("setitimer: SIGVTALRM ends the process", Wait.terminatingSignal(status(pid)), Signal.VTALRM);
    }

    private static long modified(Cap path) {
        Stat stat = Stack.of(Stat.class);
        return Io.stat(path, stat.cap()) == 0 ? stat.modified() : -1;
    }

    private static long accessed(Cap path) {
        Stat stat = Stack.of(Stat.class);
        return Io.stat(path, stat.cap()) == 0 ? stat.accessed() : -1;
    }

    private static void files() {
        Cap path = Text.utf8("/tmp/times");
        Cap data = Stack.bytes(16);
        FileTimes times = Stack.of(FileTimes.class);
        long before = Processes.clock();
        int d = Io.open(path, Open.READ_WRITE | Open.CREATE, 0600);
        is("open: marks the times of a file that it makes", modified(path) >= before && accessed(path) == modified(path) ? 1 : 0, 1);
        long made = modified(path);
        Processes.sleep(MILLISECOND);
        Io.write(d, data, 8);
        is("write: marks the last modification", modified(path) > made ? 1 : 0, 1);
        is("write: and not the last access", accessed(path), made);
        Io.lseek(d, 0, Open.SEEK_SET);
        long changed = modified(path);
        Processes.sleep(MILLISECOND);
        Io.read(d, data, 8);
        is("read: marks the last access", accessed(path) > made ? 1 : 0, 1);
        is("read: and not the last modification", modified(path), changed);
        times.accessed(5 * MILLISECOND);
        times.modified(7 * MILLISECOND);
        is("utimensat: shall return 0", Io.times(path, times.cap()), 0);
        is("utimensat: sets the last access", accessed(path), 5 * MILLISECOND);
        is("utimensat: sets the last modification", modified(path), 7 * MILLISECOND);
        times.accessed(FileTimes.OMIT);
        times.modified(FileTimes.NOW);
        Io.times(path, times.cap());
        is("utimensat: UTIME_OMIT leaves it", accessed(path), 5 * MILLISECOND);
        is("utimensat: UTIME_NOW is the current time", modified(path) >= changed ? 1 : 0, 1);
        is("futimens: a null pointer means the current time", Io.times(d, Cap.NULL) == 0 && accessed(path) >= changed ? 1 : 0, 1);
        times.modified(-3);
        is("utimensat: EINVAL for a time that is none", Io.times(path, times.cap()), -Errno.EINVAL);
        is("utimensat: ENOENT", Io.times(Text.utf8("/tmp/none"), Cap.NULL), -Errno.ENOENT);
        is("futimens: EBADF", Io.times(77, Cap.NULL), -Errno.EBADF);
        Io.close(d);
        Io.unlink(path);
    }

    private static void synced() {
        Cap path = Text.utf8("/tmp/synced");
        int d = Io.open(path, Open.READ_WRITE | Open.CREATE, 0600);
        Io.ftruncate(d, PAGE);
        Cap memory = Memory.map(Cap.NULL, PAGE, Mman.READ | Mman.WRITE, Mman.SHARED, d, 0);
        long before = modified(path);
        Processes.sleep(MILLISECOND);
        memory.store8(0, 'x');
        is("msync: shall return 0", Memory.sync(memory, PAGE, Mman.SYNC), 0);
        is("msync: marks the last modification of what was written to a shared mapping", modified(path) > before ? 1 : 0, 1);
        Cap data = Stack.bytes(16);
        is("msync: a read sees what was written", Io.read(d, data, 1) == 1 ? data.load8(0) : 0, 'x');
        is("msync: EINVAL for both MS_ASYNC and MS_SYNC", Memory.sync(memory, PAGE, Mman.SYNC | Mman.ASYNC), -Errno.EINVAL);
        is("msync: EINVAL for an address that is not a page's", Memory.sync(memory.plus(16), 16, Mman.SYNC), -Errno.EINVAL);
        Memory.unmap(memory);
        is("msync: ENOMEM for what is not mapped", Memory.sync(memory, PAGE, Mman.SYNC), -Errno.ENOMEM);
        Io.close(d);
        Io.unlink(path);
    }
}
