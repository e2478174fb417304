package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Open;
import dev.ufork.shared.ProcessInfo;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.shared.Wait;
import dev.ufork.user.Counter;
import dev.ufork.user.Entries;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Memory;
import dev.ufork.user.Out;
import dev.ufork.user.Processes;
import dev.ufork.user.Sys;

/**
 * {@code calls [-c] FILE}: system calls that a file lists, each with arguments of any sort, made by several μprocesses with threads, children and handlers. What
 * they get is not looked at; that the kernel goes on is: a program still runs, and when the list is done once more, nothing is missing. It is the first process,
 * which nobody can end or stop, so that somebody is there to look. With {@code -c} it says in the end how often each call was made, and how often it ended how.
 *
 * <pre>
 *  record: | process | call | slot | - | ... | six arguments, 8 bytes each: a sort, and 56 bits of value |
 * </pre>
 */
@Kernel
final class Calls {
    private static final int FIRST_PROCESS = 1;
    private static final int PROCESSES = 4;
    /** Nanoseconds that they have, a process that loops included, and turns to end. */
    private static final long PATIENCE = 15_000_000;
    private static final int TURNS = 600;
    /** Turns that those have who wait for each other: they take no time. */
    private static final int WAITS = 1500;
    private static final int RECORD = 64;
    private static final int MOST = RECORD * 1024;
    private static final int BYTES = 4096;
    private static final int CAP = 16;
    private static final int ARGUMENTS = 6;
    private static final int SLOTS = 16;
    private static final int USAGE = 2;
    /** Records that a child or a thread executes, and how deep they are nested. */
    private static final int OFFSPRING = 8;
    private static final int DEPTH = 2;
    /** Where the memory has what {@code sigaction} takes for a signal that is caught. */
    private static final int CAUGHT = 32;
    private static final int ACTION = 16;
    private static final int STACKS = 4;
    private static final int PAGE = 4096;
    /** Descriptors that a process begins with, behind the first three. */
    private static final int FILE = 3;
    private static final int FOLDER = 4;
    private static final int READER = 5;
    private static final int WRITER = 6;
    private static final int SHARED = 7;
    private static final int CONSOLE = 8;
    private static final int PROGRAM = 9;
    private static final int STACK_BYTES = 4096;
    private static final int COUNTERS = 5;
    private static final String PLACE = "/tmp/w";
    /** How a call ended: well, by an error with its number, not or otherwise; four bytes to count each. */
    private static final int WAYS = 128;
    private static final int OTHERWISE = WAYS - 1;
    private static final int CALLS = 128;
    private static final int COUNT = 4;
    private static final long COUNTS = (long) COUNT * WAYS * CALLS;

    /** What argument of sort TEXT and VECTOR names. */
    static final String[] TEXTS = {"a", "b", "d", "d/a", "d/../b", ".", "..", "", "/", "/dev/null", "/dev/zero", "/dev/console", "/bin/hello", "/tmp/w/a",
        "/dev/shm/x", "/nothing/x", "d/", "a/b", "./././a", "a-name-that-is-longer-than-a-short-entry-of-a-directory-holds-and-so-takes-a-long-one-indeed",
        "/bin/text", "/bin/text", "/bin/noise"};

    /** What a record may have closed to everybody, the outermost first. */
    static final String[] FOLDERS = {"/", "/tmp", PLACE, "/tmp/w/d", "/dev", "/dev/shm"};

    private static final State STATE = Global.of(State.class);
    private static final Cap MEMORY = Global.bytes(BYTES, 16);
    private static final Cap AREA = Global.bytes((long) STACKS * STACK_BYTES, 16);

    /** Of one process; a fork copies it. */
    @Struct
    interface State extends Ref {
        Cap script();                           void script(Cap c);
        @Length(SLOTS) Cap slot(int n);         void slot(int n, Cap c);
        Handler handler();                      void handler(Handler h);
        Body body();                            void body(Body b);
        /** How often each call ended how, for all processes; null if nobody wants to know. */
        Cap ends();                             void ends(Cap c);
        /** A page that all processes share. */
        Cap shared();                           void shared(Cap c);
        int process();                          void process(int n);
        int depth();                            void depth(int n);
        /** The record that is executed next, by whoever comes. */
        int next();                             void next(int record);
    }

    /** What the kernel calls on a signal. */
    @FnRef
    interface Handler {
        void handle(int signal, SignalFrame frame);
    }

    /** Where it lets a thread begin. */
    @FnRef
    interface Body {
        void run(Cap block);
    }

    private Calls() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        Cap words = Sys.getpid() == FIRST_PROCESS && count == 2 ? Init.words(arguments.loadCap(CAP)) : Cap.NULL;
        boolean counts = words.tag() && Arguments.is(words.loadCap(0), "-c");
        Cap name = words.tag() ? words.loadCap(counts ? CAP : 0) : Cap.NULL;
        STATE.script(Heap.alloc(MOST));
        int file = name.isNull() ? -1 : Io.open(name, Open.READ, 0);
        long bytes = file < 0 ? -1 : Io.read(file, STATE.script(), MOST);
        if (bytes < 0) {
            Out.text("usage: calls [-c] FILE, as the first process\n");
            return USAGE;
        }
        STATE.shared(Memory.map(PAGE, Mman.SHARED));
        if (counts) STATE.ends(Memory.map(COUNTS, Mman.SHARED));
        Io.close(file);
        STATE.script(STATE.script().boundedAtLeast(bytes));
        STATE.handler(Calls::caught);
        STATE.body(Calls::thread);
        Cap before = Stack.bytes(COUNTERS * 8);
        Cap after = Stack.bytes(COUNTERS * 8);
        round(bytes / RECORD, before);
        int lost = COUNTERS;
        for (int n = 0; n < 3 && lost != 0; n++) {          // what one round keeps for good, the next one has
            round(bytes / RECORD, after);
            lost = less(before, after);
            for (int i = 0; i < COUNTERS; i++) before.store64(8L * i, after.load64(8L * i));
        }
        if (counts) tell();
        boolean right = runs(Text.utf8("/bin/true"), Cap.NULL, Cap.NULL);
        Out.text(!right ? "\ncalls: no program runs any more\n" : lost == 0 ? "\ncalls: the kernel goes on\n" : "\ncalls: memory is lost\n");
        return right && lost == 0 ? 0 : 1;
    }

    /** All processes execute their records; then they, their children and their files are gone. */
    private static void round(long records, Cap counters) {
        Cap place = Text.utf8(PLACE);
        Io.mkdir(place, 0777);
        Cap ends = Stack.bytes(16);
        Io.pipe(ends);
        Cap pids = Stack.bytes(PROCESSES * 8);
        for (int n = 0; n < PROCESSES; n++) pids.store64(8L * n, process(n, (int) records, ends));
        Io.close(ends.load32(0));
        Io.close(ends.load32(4));
        int left = PROCESSES;
        long until = Processes.clock() + PATIENCE;
        for (int turns = 0; left > 0 && turns < WAITS && Processes.clock() < until; turns++) {
            Sys.yield();
            while (left > 0 && Sys.waitpid(-1, Cap.NULL, Wait.NO_HANG) > 0) left--;
        }
        killOthers();
        for (int n = 0; n < FOLDERS.length; n++) Io.chmod(Text.utf8(FOLDERS[n]), 0777);
        Cap shared = Text.utf8("/dev/shm/x");
        Io.unlink(shared);
        Io.rmdir(shared);
        runs(Text.utf8("/bin/rm"), Text.utf8("-rf"), place);
        count(counters);
    }

    /** Until there is nobody but this process. */
    private static void killOthers() {
        ProcessInfo info = Stack.of(ProcessInfo.class);
        for (int tries = 0; tries < TURNS; tries++) {
            int others = 0;
            for (int at = Processes.next(0, info.cap()); at > 0; at = Processes.next(at, info.cap())) {
                if (info.pid() == FIRST_PROCESS) continue;
                others++;
                Sys.kill(info.pid(), Signal.KILL);
            }
            if (others == 0) return;
            while (Sys.waitpid(-1, Cap.NULL, Wait.NO_HANG) > 0);
            Sys.yield();
        }
    }

    private static void count(Cap to) {
        to.store64(0, Sys.counter(Counter.FRAMES_FREE));
        to.store64(8, -Sys.counter(Counter.TABLES));
        to.store64(16, Sys.counter(Counter.SLOTS_FREE));
        to.store64(24, -Sys.counter(Counter.REGIONS));
        to.store64(32, -Sys.counter(Counter.OBJECTS));
    }

    private static int less(Cap before, Cap after) {
        int less = 0;
        for (int i = 0; i < COUNTERS; i++) if (after.load64(8L * i) < before.load64(8L * i)) less++;
        return less;
    }

    private static boolean runs(Cap program, Cap first, Cap second) {
        int pid = Sys.fork();
        if (pid == 0) {
            Cap words = Stack.bytes(4 * CAP);
            words.storeCap(0, program);
            words.storeCap(CAP, first);
            words.storeCap(2 * CAP, second);
            Sys.execve(program, words, Cap.NULL);
            Sys.exit(1);
        }
        Cap status = Stack.bytes(16);
        return Sys.waitpid(pid, status) == pid && status.load32(0) == 0;
    }

    private static int process(int n, int records, Cap ends) {
        int pid = Sys.fork();
        if (pid != 0) return pid;
        STATE.process(n);
        STATE.depth(0);
        STATE.next(0);
        if (n != PROCESSES - 1) Processes.setpgid(0, 0);
        Io.chdir(Text.utf8(PLACE));
        descriptors(ends);
        memory();
        Entries.onSignal(STATE.field("handler").loadCap(0));
        for (int signal = Signal.USR1; signal <= Signal.ALRM; signal++)
            Entries.call(Entries.sigaction(), Cap.NULL.plus(signal), MEMORY.plus(CAUGHT).bounded(ACTION), Cap.NULL, Cap.NULL, Cap.NULL, Cap.NULL);
        work(records);
        Sys.exit(0);
        return 0;
    }

    /** From the begin on: nothing three times, a file, a folder, both ends of a pipe that all have, shared memory, the console, a program. */
    private static void descriptors(Cap ends) {
        Io.dup2(ends.load32(0), READER + PROGRAM);
        Io.dup2(ends.load32(4), WRITER + PROGRAM);
        for (int descriptor = 0; descriptor < READER + PROGRAM; descriptor++) Io.close(descriptor);
        int nothing = Io.open("/dev/null", Open.READ_WRITE, 0);
        Io.dup2(nothing, 1);
        Io.dup2(nothing, 2);
        at(FILE, Io.open("a", Open.READ_WRITE | Open.CREATE, 0777));
        at(FOLDER, Io.open(".", Open.READ, 0));
        Io.dup2(READER + PROGRAM, READER);
        Io.dup2(WRITER + PROGRAM, WRITER);
        Io.close(READER + PROGRAM);
        Io.close(WRITER + PROGRAM);
        at(SHARED, Io.open("/dev/shm/x", Open.READ_WRITE | Open.CREATE, 0777));
        at(CONSOLE, Io.open("/dev/console", Open.READ_WRITE, 0));
        at(PROGRAM, Io.open("/bin/true", Open.READ, 0));
    }

    private static void at(int wanted, int descriptor) {
        if (descriptor < 0 || descriptor == wanted) return;
        Io.dup2(descriptor, wanted);
        Io.close(descriptor);
    }

    /** A quarter each of what {@code sigaction} takes, what {@code poll} takes, small numbers, and noise. */
    private static void memory() {
        for (int at = 0; at < BYTES; at += 8) {
            int n = at >>> 3;
            long mixed = n * 0x9e37_79b9_7f4a_7c15L;
            long value = switch (at >>> 10) {
                case 0 -> (n & 1) == 0 ? n % 6 >>> 1 | (mixed >>> 59 & 31) << 59 : mixed >>> 40;
                case 1 -> n & 7 | (mixed >>> 60 & 15) << 32;
                case 2 -> n & 31;
                default -> mixed;
            };
            MEMORY.store64(at, value);
        }
    }

    /** Executes records of this process, so many of all at most. */
    private static void work(int records) {
        int self = Sys.getpid();
        for (int left = records; left > 0; left--) {
            int n = STATE.next();
            STATE.next(n + 1);
            if ((long) n * RECORD + RECORD > STATE.script().length()) return;
            Cap record = STATE.script().plus((long) n * RECORD);
            if (record.load8(0) != STATE.process()) continue;
            execute(record);
            if (Sys.getpid() == self) continue;
            self = Sys.getpid();                        // the child of a fork
            STATE.depth(STATE.depth() + 1);
            if (STATE.depth() > DEPTH) return;
            left = OFFSPRING * PROCESSES;
        }
    }

    private static void thread(Cap block) {
        work(OFFSPRING * PROCESSES);
        Entries.endThread();
    }

    private static void caught(int signal, SignalFrame frame) {
        Entries.goBack(frame.cap());
    }

    private static void execute(Cap record) {
        int number = record.load8(1);
        if (number >= Entries.count()) return;
        Cap given = Stack.bytes(ARGUMENTS * CAP);
        for (int n = 0; n < ARGUMENTS; n++) given.storeCap((long) n * CAP, argument(record.load64(8 + 8L * n)));
        count(number, OTHERWISE, 1);
        Cap result = Entries.callKeeping(number, given.loadCap(0), given.loadCap(16), given.loadCap(32), given.loadCap(48), given.loadCap(64), given.loadCap(80));
        long answer = result.address();
        if (answer > -OTHERWISE) {
            count(number, OTHERWISE, -1);
            count(number, answer < 0 ? (int) -answer : 0, 1);
        }
        STATE.slot(record.load8(2) & SLOTS - 1, result);
    }

    private static void count(int call, int way, int more) {
        Cap ends = STATE.ends();
        if (!ends.tag()) return;
        long at = (long) COUNT * (call * WAYS + way);
        ends.store32(at, ends.load32(at) + more);
    }

    private static void tell() {
        for (int n = 0; n < CALLS * WAYS; n++) {
            int times = STATE.ends().load32((long) COUNT * n);
            if (times == 0) continue;
            Out.text("count ");
            Out.number(n / WAYS);
            Out.text(" ");
            Out.number(n % WAYS);
            Out.text(" ");
            Out.number(times);
            Out.text("\n");
        }
    }

    /** An argument: its sort in the upper byte, see the host's class {@code Calls}. */
    private static Cap argument(long word) {
        long value = word << 8 >> 8;
        int n = (int) value;
        return switch ((int) (word >>> 56)) {
            case 'p' -> Cap.NULL.plus(1L << value);
            case 'm' -> piece(value);
            case 'r' -> piece(value).restrict(Perms.CONSTANT);
            case 'w' -> piece(value).restrict(Perms.GLOBAL | Perms.STORE | Perms.STORE_CAP);
            case 'u' -> piece(value).untagged();
            case 's' -> piece(value).sealEntry();
            case 'e' -> Entries.all().loadCap((long) (n % Entries.count()) * CAP);
            case 'f' -> n == 0 ? STATE.field("handler").loadCap(0) : STATE.field("body").loadCap(0);
            case 't' -> text(n);
            case 'v' -> vector(n);
            case 'k' -> STATE.slot(n & SLOTS - 1);
            case 'q' -> STATE.slot(n & SLOTS - 1).plus((long) (n / SLOTS) * PAGE);
            case 'h' -> STATE.shared().tag() ? STATE.shared().plus(n & PAGE - 4).bounded(4) : STATE.shared();
            case 'i' -> Cap.NULL.plus(Sys.getpid() + value);
            case 'b' -> AREA.plus((long) (n & STACKS - 1) * STACK_BYTES).bounded(STACK_BYTES).plus(STACK_BYTES);
            case 'a' -> AREA.plus((long) (n & STACKS - 1) * STACK_BYTES).bounded(STACK_BYTES);
            default -> Cap.NULL.plus(value);
        };
    }

    /** Of the memory that all calls use: an offset, and in the lower twelve bits how many bytes. */
    private static Cap piece(long value) {
        long at = value >>> 12 & BYTES - 1;
        long bytes = value & BYTES - 1;
        return MEMORY.plus(at).bounded(bytes > BYTES - at ? BYTES - at : bytes);
    }

    private static Cap text(int n) {
        return Text.utf8(TEXTS[n % TEXTS.length]);
    }

    /** Two texts, as arguments of a program. */
    private static Cap vector(int n) {
        Cap words = AREA.bounded(4 * CAP);
        words.storeCap(0, text(n));
        words.storeCap(CAP, text(n >>> 5));
        words.storeCap(2 * CAP, Cap.NULL);
        return words;
    }
}
