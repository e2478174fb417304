package dev.ufork.apps.attack;

import static dev.ufork.apps.attack.Trial.row;

import dev.ufork.dsl.Atomic;
import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Open;
import dev.ufork.shared.Poll;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Memory;
import dev.ufork.user.Processes;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;
import dev.ufork.user.Thread;
import dev.ufork.user.Threads;

/**
 * Arguments that another thread, or another process, changes, protects, removes or maps anew while a call uses them: between check and use, were there a gap.
 *
 * <p>The kernel runs with interrupts off, so the gaps in which others run are those where a call waits; {@code FetchedOnceIT} looks for all others.
 */
@Kernel
final class Races {
    private static final int PAGE = 4096;
    private static final int RECORDS = 16;
    private static final int BYTES = 8;
    private static final int CAP = 16;
    private static final int ROUNDS = 50;
    private static final int COPIED = 32;
    /** More than what the machine clears beforehand, so that what was given back last comes next. */
    private static final long MUCH = 24 << 20;
    /** Long enough for another thread to wait where it wants to. */
    private static final long LITTLE = 300_000;
    private static final int EFAULT = Stop.ERROR + Errno.EFAULT;

    private static final Field ALL = Global.of(Field.class);

    /** What the threads have in common. */
    @Struct
    interface Field extends Ref {
        /** What the call is given, and what it answered. */
        Cap memory();       void memory(Cap c);
        long result();      void result(long r);
        int reader();       void reader(int descriptor);
        int writer();       void writer(int descriptor);
        int done();         void done(int yes);
    }

    private Races() {}

    static void rows() {
        row("race-poll", "change the records of a poll that waits", Stop.NOT_USED, Races::poll);
        row("race-poll-table", "have the table of descriptors go that a poll began with, and its memory used", Stop.NOT_USED, Races::pollTable);
        row("race-read-removed", "remove the memory that a read waits to fill", EFAULT, Races::readRemoved);
        row("race-read-protected", "protect the memory that a read waits to fill", EFAULT, Races::readProtected);
        row("race-read-again", "map other memory where a read waits to fill some", Stop.OWN_COPY, Races::readAgain);
        row("race-write-removed", "remove the memory of which a write waits to send the rest", EFAULT, Races::writeRemoved);
        row("race-wait-removed", "remove the memory to which a wait is to write", EFAULT, Races::waitRemoved);
        row("race-futex-removed", "remove the word that a thread waits for", Stop.NOT_USED, Races::futexRemoved);
        row("race-end-removed", "remove the word that a thread's end is to write", Stop.NOT_USED, Races::endRemoved);
        row("race-stack-removed", "remove the stack of a thread that is in the kernel", Stop.SIGNAL + Signal.SEGV, Races::stackRemoved);
        row("race-signal-stack-removed", "remove the stack for signals before one comes", Stop.SIGNAL + Signal.SEGV, Races::signalStackRemoved);
        row("race-closed", "put another file in the place of the one that a read waits for", Stop.NOT_USED, Races::closed);
        row("race-exec", "execute a program while another thread's read waits", Stop.NOT_USED, Races::executed);
        row("race-exit", "end while another thread's read waits, and look for what it reads in the next process there", Stop.OWN_COPY, Races::ended);
        row("race-path", "change a path in shared memory while another process opens it", Stop.NOT_USED, Races::path);
    }

    private static boolean pipe() {
        Cap ends = Stack.bytes(16);
        if (Io.pipe(ends) != 0) return false;
        ALL.reader(ends.load32(0));
        ALL.writer(ends.load32(4));
        return true;
    }

    private static void send() {
        Io.write(ALL.writer(), Text.utf8("12345678"), BYTES);
    }

    /** A thread with the body, and what it waits for; false when there is none. */
    private static Thread waiting(Thread.Body body) {
        Thread t = Threads.create(body, Cap.NULL);
        Processes.sleep(LITTLE);
        return t;
    }

    private static int result(Thread t) {
        return Threads.join(t, Cap.NULL) != 0 ? Stop.NOT_TRIED : Stop.error(ALL.result());
    }

    private static Cap reads(Cap nothing) {
        ALL.result(Io.read(ALL.reader(), ALL.memory(), BYTES));
        return nothing;
    }

    // ----------------------------------------------------------------------------------------------------- changed

    private static Cap polls(Cap nothing) {
        ALL.result(Io.poll(ALL.memory(), 1, -1));
        ALL.done(1);
        return nothing;
    }

    /** The record comes to mean a pipe in which there is something; whoever polls is woken, and must wait on for the one that it was told. */
    private static int poll() {
        if (!pipe()) return Stop.NOT_TRIED;
        int reader = ALL.reader();
        int writer = ALL.writer();
        ALL.memory(Heap.allocZeroed(RECORDS));
        ALL.memory().store32(0, reader);
        ALL.memory().store16(4, Poll.IN);
        Thread t = waiting(Races::polls);
        if (!pipe()) return Stop.NOT_TRIED;
        ALL.memory().store32(0, ALL.reader());
        send();
        Processes.sleep(LITTLE);
        if (Atomic.load32(ALL.field("done")) != 0) return Stop.NOTHING;
        ALL.writer(writer);
        send();
        return Threads.join(t, Cap.NULL) == 0 && ALL.result() == 1 ? Stop.NOT_USED : Stop.NOT_TRIED;
    }

    /**
     * The table that the thread and the first child share goes with the child, for the process has taken a copy by then. Pages that the other child sees, too,
     * are copied when they are written: into the frames that were given back last.
     */
    private static int pollTable() {
        if (!pipe()) return Stop.NOT_TRIED;
        ALL.memory(Heap.allocZeroed(RECORDS));
        ALL.memory().store32(0, ALL.reader());
        ALL.memory().store16(4, Poll.IN);
        Cap pages = Heap.alloc(COPIED * PAGE);
        for (int n = 0; n < COPIED; n++) pages.store64((long) n * PAGE, 0);
        Thread t = waiting(Races::polls);
        int first = sleeper(LITTLE, -1);
        int second = sleeper(5 * LITTLE, ALL.reader());
        int copy = Io.dup(ALL.reader());
        if (Trial.end(first) != 0) return Stop.NOT_TRIED;
        for (int n = 0; n < COPIED; n++) pages.store64((long) n * PAGE, 1);
        send();
        boolean right = Threads.join(t, Cap.NULL) == 0 && ALL.result() == 1 && ALL.memory().load16(6) == Poll.IN && Io.close(copy) == 0;
        return right & Trial.end(second) == 0 ? Stop.NOT_USED : Stop.NOTHING;
    }

    /** A child that closes a descriptor, unless that is below 0, sleeps, and ends. */
    private static int sleeper(long nanoseconds, int descriptor) {
        int pid = Sys.fork();
        if (pid != 0) return pid;
        if (descriptor >= 0) Io.close(descriptor);
        Processes.sleep(nanoseconds);
        Sys.exit(0);
        return 0;
    }

    /** Two paths of the same length, in one word of memory: another process writes now this, now that. What is opened is one of them, or nothing. */
    private static int path() {
        Cap shared = Memory.map(PAGE, Mman.SHARED);
        if (!shared.tag() || Io.close(Io.open("/tmp/aa", Open.CREATE | Open.READ_WRITE, 0600)) != 0) return Stop.NOT_TRIED;
        shared.store64(0, 0x61_612f_706d_742fL);              // "/tmp/aa"
        int pid = Sys.fork();
        if (pid == 0) {
            while (shared.load64(8) == 0) {
                shared.store64(0, 0x62_622f_706d_742fL);      // "/tmp/bb"
                Sys.yield();
                shared.store64(0, 0x61_612f_706d_742fL);
                Sys.yield();
            }
            Sys.exit(0);
        }
        boolean right = true;
        for (int n = 0; n < ROUNDS; n++) {
            int file = Io.open(shared, Open.READ, 0);
            right &= file >= 0 && Io.close(file) == 0 || file == -Errno.ENOENT;
            Sys.yield();
        }
        shared.store64(8, 1);
        right &= Trial.end(pid) == 0;
        return Io.unlink(Text.utf8("/tmp/aa")) == 0 && right ? Stop.NOT_USED : Stop.NOTHING;
    }

    // --------------------------------------------------------------------------------------- removed, protected, again

    private static int withRead(int how) {
        ALL.memory(Memory.map(PAGE, Mman.PRIVATE));
        if (!pipe() || !ALL.memory().tag()) return Stop.NOT_TRIED;
        ALL.memory().store64(0, 0);
        Thread t = waiting(Races::reads);
        switch (how) {
            case 0 -> Memory.unmap(ALL.memory());
            case 1 -> Memory.protect(ALL.memory(), PAGE, Mman.READ);
            default -> {
                Memory.unmap(ALL.memory());
                if (Memory.map(PAGE, Mman.PRIVATE).address() != ALL.memory().address()) return Stop.NOT_TRIED;
            }
        }
        send();
        return result(t);
    }

    private static int readRemoved() {
        return withRead(0);
    }

    private static int readProtected() {
        return withRead(1);
    }

    /** It is the program's own in any case. */
    private static int readAgain() {
        int stop = withRead(2);
        return stop == Stop.NOTHING && ALL.result() == BYTES ? Stop.OWN_COPY : stop;
    }

    private static Cap writes(Cap nothing) {
        long n = Io.write(ALL.writer(), ALL.memory(), 3 * PAGE);
        ALL.result(n >= 3 * PAGE ? 0 : Io.write(ALL.writer(), ALL.memory(), BYTES));
        return nothing;
    }

    private static int writeRemoved() {
        ALL.memory(Memory.map(3 * PAGE, Mman.PRIVATE));
        Cap drained = Heap.alloc(3 * PAGE);
        if (!pipe() || !ALL.memory().tag()) return Stop.NOT_TRIED;
        Thread t = waiting(Races::writes);
        Memory.unmap(ALL.memory());
        Io.read(ALL.reader(), drained, 3 * PAGE);
        return result(t);
    }

    private static Cap waits(Cap nothing) {
        ALL.result(Sys.waitpid(-1, ALL.memory()));
        return nothing;
    }

    private static int waitRemoved() {
        ALL.memory(Memory.map(PAGE, Mman.PRIVATE));
        if (!pipe()) return Stop.NOT_TRIED;
        int pid = Sys.fork();
        if (pid == 0) {
            Io.read(ALL.reader(), Stack.bytes(16), 1);
            Sys.exit(0);
        }
        Thread t = waiting(Races::waits);
        Memory.unmap(ALL.memory());
        send();
        return result(t);
    }

    private static Cap awaits(Cap nothing) {
        ALL.result(Threads.await(ALL.memory(), 0, -1));
        return nothing;
    }

    /**
     * Another process maps so much memory that the word's frame is among it, the first of several that were given back: who waits for that word, waits for no
     * word of the other's.
     */
    private static int futexRemoved() {
        ALL.memory(Memory.map(COPIED * PAGE, Mman.SHARED));
        int pid = Sys.fork();
        if (pid == 0) {
            Memory.unmap(ALL.memory());
            Processes.sleep(3 * LITTLE);
            Cap other = Memory.map(MUCH, Mman.SHARED);
            long woken = other.tag() ? 0 : 1;
            for (long at = 0; woken == 0 && at < MUCH; at += PAGE) {
                other.store32(at, 1);
                woken = Threads.wake(other.plus(at), 1);
            }
            Sys.exit(woken == 0 ? 0 : 1);
        }
        for (int n = 0; n < COPIED; n++) ALL.memory().store32((long) n * PAGE, 0);
        Thread t = waiting(Races::awaits);
        Memory.unmap(ALL.memory());
        if (Trial.end(pid) != 0) return Stop.NOTHING;
        Signals.handle(Signal.USR1, Races::caught, 0, 0);
        Threads.kill(t, Signal.USR1);
        Threads.join(t, Cap.NULL);
        return ALL.result() == 0 || ALL.result() == -Errno.EINTR || ALL.result() == -Errno.ERESTART ? Stop.NOT_USED : Stop.NOTHING;
    }

    private static void caught(int signal, SignalFrame frame) {
    }

    private static int endRemoved() {
        ALL.memory(Memory.map(PAGE, Mman.PRIVATE));
        return Arguments.endsAt(ALL.memory(), true) == 0 ? Stop.NOT_USED : Stop.NOTHING;
    }

    /** Its next instruction but one behind the call is a load of its stack; with the stack goes every way to tell it. */
    private static int stackRemoved() {
        if (!pipe()) return Stop.NOT_TRIED;
        ALL.memory(Heap.alloc(PAGE));
        Signals.restore(Signal.SEGV);
        Thread t = waiting(Races::reads);
        Memory.unmap(t.memory());
        send();
        Processes.sleep(LITTLE);
        return Stop.NOTHING;
    }

    private static int signalStackRemoved() {
        Cap stack = Memory.map(4 * PAGE, Mman.PRIVATE);
        if (Signals.alternateStack(stack) != 0) return Stop.NOT_TRIED;
        Signals.handle(Signal.USR1, Races::caught, Signal.ON_ALTERNATE_STACK, 0);
        Memory.unmap(stack);
        Signals.raise(Signal.USR1);
        return Stop.NOTHING;
    }

    // --------------------------------------------------------------------------------------- files, programs, processes

    /** The descriptor names another pipe then, with something in it; the read waits for its own. */
    private static int closed() {
        if (!pipe()) return Stop.NOT_TRIED;
        int reader = ALL.reader();
        int writer = ALL.writer();
        ALL.memory(Heap.allocZeroed(BYTES));
        Thread t = waiting(Races::reads);
        if (!pipe()) return Stop.NOT_TRIED;
        send();
        Io.dup2(ALL.reader(), reader);
        Processes.sleep(LITTLE);
        if (ALL.memory().load64(0) != 0) return Stop.NOTHING;
        Io.write(writer, Text.utf8("abcdefgh"), BYTES);
        return result(t) == Stop.NOTHING && ALL.memory().load8(0) == 'a' ? Stop.NOT_USED : Stop.NOTHING;
    }

    private static int executed() {
        Cap data = Stack.bytes(16);
        if (!pipe()) return Stop.NOT_TRIED;
        int pid = Sys.fork();
        if (pid == 0) {
            Cap words = Heap.allocZeroed(2 * CAP);
            words.storeCap(0, Text.utf8("true"));
            ALL.memory(Heap.alloc(BYTES));
            waiting(Races::reads);
            Sys.execve(Text.utf8("/bin/true"), words, Cap.NULL);
            Sys.exit(1);
        }
        if (Trial.end(pid) != 0) return Stop.NOT_TRIED;
        send();
        return Io.read(ALL.reader(), data, BYTES) == BYTES ? Stop.NOT_USED : Stop.NOTHING;
    }

    /** A child whose page lies where the first one's lay; what is sent then must not come there. */
    private static int ended() {
        if (!pipe()) return Stop.NOT_TRIED;
        int pid = Sys.fork();
        if (pid == 0) {
            ALL.memory(Memory.map(PAGE, Mman.PRIVATE));
            waiting(Races::reads);
            Sys.exit(0);
        }
        if (Trial.end(pid) != 0) return Stop.NOT_TRIED;
        pid = Sys.fork();
        if (pid == 0) {
            Cap page = Memory.map(PAGE, Mman.PRIVATE);
            page.store64(0, 0);
            send();
            Processes.sleep(LITTLE);
            Sys.exit(page.load64(0) == 0 && Io.read(ALL.reader(), Stack.bytes(16), BYTES) == BYTES ? Stop.OWN_COPY : Stop.NOTHING);
        }
        return Trial.end(pid);
    }
}
