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
import dev.ufork.shared.Mman;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;
import dev.ufork.user.Io;
import dev.ufork.user.Memory;
import dev.ufork.user.Processes;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/** The machine's time, taken from everybody else: by a call that takes long, or by interrupts. Others must have their turns meanwhile. */
@Kernel
final class Hogs {
    private static final int PAGE = 4096;
    private static final int KILOBYTE = 1024;
    private static final int MEGABYTE = KILOBYTE * KILOBYTE;
    private static final long NANOSECOND = 1;
    private static final int ROUNDS = 1000;
    /** More turns than there are when a call that took long returns, and the clock interrupts. */
    private static final int OFTEN = 3;
    /** Nanoseconds in which another has a turn at least: twice as many as a turn has. */
    private static final long SELDOM = 2_000_000;

    private static final Field ALL = Global.of(Field.class);

    /** What is shared with the other process: how often it had its turn, and whether it may end. */
    @Struct
    interface Field extends Ref {
        Cap shared();       void shared(Cap c);
        /** What the call uses. */
        Cap memory();       void memory(Cap c);
        int file();         void file(int descriptor);
    }

    private Hogs() {}

    static void rows() {
        row("hog-alarm", "have the clock interrupt again at once, for ever", Stop.TURNS, Hogs::alarm);
        row("hog-switches", "pass turns on more often than the clock interrupts, so that it never does", Stop.TURNS, Hogs::switches);
        row("hog-zeros", "read megabytes of zeros at once", Stop.TURNS, Hogs::zeros);
        row("hog-file", "read megabytes of a file at once", Stop.TURNS, Hogs::file);
        row("hog-console", "write more to the console than it takes at once", Stop.TURNS, Hogs::console);
    }

    /** A process that counts its turns in shared memory; its number, 0 when there is none. */
    private static int other() {
        Cap shared = Memory.map(PAGE, Mman.SHARED);
        ALL.shared(shared);
        if (!shared.tag()) return 0;
        int pid = Sys.fork();
        if (pid == 0) {
            while (Atomic.load32(shared.plus(8)) == 0) {
                Atomic.store32(shared, Atomic.load32(shared) + 1);
                Sys.yield();
            }
            Sys.exit(0);
        }
        while (turns() == 0) Sys.yield();
        return pid;
    }

    private static int turns() {
        return Atomic.load32(ALL.shared());
    }

    /** Whether another process has its turn while {@code call} takes its time; what that returns is 0 when it could be tried. */
    private static int during(Attempt call) {
        int pid = other();
        if (pid == 0) return Stop.NOT_TRIED;
        int before = turns();
        long began = Processes.clock();
        int result = call.attempt();
        long took = Processes.clock() - began;
        int had = turns() - before;
        Atomic.store32(ALL.shared().plus(8), 1);
        if (Trial.end(pid) != 0 || result != 0) return Stop.NOT_TRIED;
        return had >= OFTEN && had >= took / SELDOM ? Stop.TURNS : Stop.NOTHING;
    }

    /** Nothing happens on the signal, so that only the clock takes the time; what it leaves must be enough to do something else, and to end it. */
    private static int alarm() {
        int pid = Sys.fork();
        if (pid == 0) {
            Signals.ignore(Signal.ALRM);
            Signals.alarm(NANOSECOND, NANOSECOND);
            while (true) Sys.yield();
        }
        Processes.sleep(PAGE);
        for (int n = 0; n < ROUNDS; n++) Sys.yield();
        return isEnded(pid) ? Stop.TURNS : Stop.NOTHING;
    }

    /** Two that give each other turns, so that each turn is far shorter than what the clock leaves; who sleeps is woken all the same. */
    private static int switches() {
        int first = yielding();
        int second = yielding();
        Processes.sleep(OFTEN * SELDOM);
        return isEnded(first) & isEnded(second) ? Stop.TURNS : Stop.NOT_TRIED;
    }

    private static int yielding() {
        int pid = Sys.fork();
        while (pid == 0) Sys.yield();
        return pid;
    }

    private static boolean isEnded(int pid) {
        return pid > 0 && Sys.kill(pid, Signal.KILL) == 0 && Sys.waitpid(pid, Stack.bytes(16)) == pid;
    }

    /** Zeros, which no console shows, and the end of a line, for whoever reads lines. */
    private static int console() {
        ALL.memory(Memory.map(256 * KILOBYTE, Mman.PRIVATE));
        return during(Hogs::writeConsole);
    }

    private static int writeConsole() {
        ALL.memory().store8(256 * KILOBYTE - 1, '\n');
        return Io.write(1, ALL.memory(), 256 * KILOBYTE) == 256 * KILOBYTE ? 0 : 1;
    }

    private static int zeros() {
        ALL.memory(Memory.map(4 * MEGABYTE, Mman.PRIVATE));
        ALL.file(Io.open("/dev/zero", Open.READ, 0));
        return during(Hogs::read);
    }

    private static int read() {
        return Io.read(ALL.file(), ALL.memory(), 4 * MEGABYTE) == 4 * MEGABYTE ? 0 : 1;
    }

    /** The file is all hole. */
    private static int file() {
        ALL.memory(Memory.map(4 * MEGABYTE, Mman.PRIVATE));
        ALL.file(Io.open("/tmp/hog", Open.CREATE | Open.READ_WRITE, 0600));
        Io.unlink(Text.utf8("/tmp/hog"));
        return Io.ftruncate(ALL.file(), 4 * MEGABYTE) == 0 ? during(Hogs::read) : Stop.NOT_TRIED;
    }
}
