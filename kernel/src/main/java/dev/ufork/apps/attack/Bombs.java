package dev.ufork.apps.attack;

import static dev.ufork.apps.attack.Trial.row;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Open;
import dev.ufork.shared.Poll;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.user.Counter;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Memory;
import dev.ufork.user.Processes;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;
import dev.ufork.user.Thread;
import dev.ufork.user.Threads;

/**
 * Bombs: groups of processes that take all there is of something, until the kernel says that there is no more. While they hold it, others still have turns,
 * time, files and pipes; when they are killed, everything is back soon.
 *
 * <p>They are tried by {@code attack -bombs [NAME...]}, on a machine that has not too much memory to fill.
 */
@Kernel
final class Bombs {
    static final String BOMBS = "-bombs";

    private static final int PAGE = 4096;
    private static final int CAP = 16;
    private static final int BYTES = 8;
    private static final int ORPHANS = 4;
    private static final int MANY = 20;
    private static final int FEW = 60;
    private static final int LEVELS = 1500;
    private static final int GENERATIONS = 1000;
    private static final int LARGE = 16 << 20;
    private static final int PIECE = 256 << 10;
    /** Of each kind of kernel object an empty page may stay, for the next. */
    private static final int KINDS = 10;
    /** Pages of a mapping, so that not even a bomb makes more than thousands of them. */
    private static final int MAPPED = 32;
    private static final long MILLISECOND = 1_000_000;
    /** How long a bomb may take to go off, and to be gone. */
    private static final long PATIENCE = 2_000 * MILLISECOND;
    private static final long CLEANING = 200 * MILLISECOND;
    /** How long a bystander counts, and how far it gets at least: it has one turn in twenty, of which interrupts take most. */
    private static final long COUNTED = 60 * MILLISECOND;
    private static final long LEAST_COUNT = 500;

    private static final Field ALL = Global.of(Field.class);

    /** Pipes between the bomb and who set it off. */
    @Struct
    interface Field extends Ref {
        /** The bomb says here what stopped it. */
        int told();         void told(int descriptor);
        int tells();        void tells(int descriptor);
        /** Orphans wait here for the moment when nothing is left. */
        int waits();        void waits(int descriptor);
        int goes();         void goes(int descriptor);
        Cap counter();      void counter(Cap word);
    }

    private Bombs() {}

    static void rows() {
        Trial.patience(4 * PATIENCE, KINDS);
        nest(FEW);                                  // so that no bomb is charged with what room for names takes for good
        row("bomb-fork", "fork, in every process, for ever", Stop.ERROR + Errno.ENOMEM, Bombs::forks);
        row("bomb-threads", "begin threads for ever", Stop.ERROR + Errno.EAGAIN, Bombs::threads);
        row("bomb-zombies", "fork for ever, and wait for nobody", Stop.ERROR + Errno.EAGAIN, Bombs::zombies);
        row("bomb-generations", "fork and end for ever, each leaving a page to its children", Stop.ERROR + Errno.ENOMEM, Bombs::generations);
        row("bomb-memory", "touch memory until there is none; then processes of the first one's end", Stop.SIGNAL + Signal.SEGV, Bombs::memory);
        row("bomb-mappings", "map memory in small pieces until there is no room", Stop.ERROR + Errno.ENOMEM, Bombs::mappings);
        row("bomb-file", "write a file until there is no memory, and begin a program then", Stop.ERROR + Errno.ENOSPC, Bombs::file);
        row("bomb-shared-file", "the same through a mapping of the file", Stop.SIGNAL + Signal.SEGV, Bombs::sharedFile);
        row("bomb-names", "make names when files have taken what they may", Stop.ERROR + Errno.ENOSPC, Bombs::names);
        row("bomb-pipes", "make pipes, in ever more processes", Stop.ERROR + Errno.ENFILE, Bombs::pipes);
        row("bomb-descriptors", "duplicate descriptors for ever", Stop.ERROR + Errno.EMFILE, Bombs::descriptors);
        row("bomb-folders", "make folders in folders, and move the lowest", Stop.HARMLESS, Bombs::folders);
        row("bomb-signals", "send signals to one another for ever", Stop.HARMLESS, Bombs::signals);
        row("bomb-alarms", "have alarms as often as the clock ticks", Stop.HARMLESS, Bombs::alarms);
        row("bomb-sleeps", "sleep for ever, a few ticks each time", Stop.HARMLESS, Bombs::sleeps);
    }

    // ------------------------------------------------------------------------------------------------------- the fuse

    /** Sets it off in a group of its own; what it said, if others could live beside it and nothing of it is left. */
    private static int exploded(Attempt bomb) {
        Cap ends = Stack.bytes(CAP);
        if (Io.pipe(ends) != 0) return Stop.NOT_TRIED;
        ALL.told(ends.load32(0));
        ALL.tells(ends.load32(4));
        if (Io.pipe(ends) != 0) return Stop.NOT_TRIED;
        ALL.waits(ends.load32(0));
        ALL.goes(ends.load32(4));
        long slots = Sys.counter(Counter.SLOTS_FREE);
        Cap said = Stack.bytes(CAP);
        int group = Sys.fork();
        if (group == 0) {
            Processes.setpgid(0, 0);
            tell(bomb.attempt());
        }
        if (group < 0) return Stop.NOT_TRIED;
        said.store64(0, Stop.NOT_TRIED);
        boolean lives = lives() && hears(said) && lives();        // the first time it needs memory: its pages are its child's too
        Io.write(ALL.goes(), said, ORPHANS);
        Processes.sleep(MILLISECOND);
        lives &= Sys.kill(-group, Signal.KILL) == 0 && Sys.waitpid(group, Cap.NULL) == group;
        long until = Processes.clock() + CLEANING;
        while (Sys.counter(Counter.SLOTS_FREE) != slots) {
            if (Processes.clock() > until) return Stop.TIME;
            Processes.sleep(MILLISECOND);
        }
        return lives ? (int) said.load64(0) : Stop.NOTHING;
    }

    private static boolean hears(Cap said) {
        Cap record = Stack.bytes(CAP);
        record.store32(0, ALL.told());
        record.store16(4, Poll.IN);
        return Io.poll(record, 1, PATIENCE / MILLISECOND) == 1 && Io.read(ALL.told(), said, BYTES) == BYTES;
    }

    /** Says what stopped it, and keeps what it has. */
    private static void tell(long stop) {
        Cap said = Stack.bytes(CAP);
        said.store64(0, stop);
        Io.write(ALL.tells(), said, BYTES);
        while (true) Sys.pause();
    }

    /** What needs no memory goes on: time passes, pipes carry, files are found. */
    private static boolean lives() {
        Cap data = Stack.bytes(CAP);
        long from = Processes.clock();
        if (Processes.sleep(MILLISECOND) != 0 || Processes.clock() - from > CLEANING) return false;
        if (Io.write(ALL.goes(), data, 1) != 1 || Io.read(ALL.waits(), data, 1) != 1) return false;
        return Io.access(Text.utf8("/bin/true"), 1) == 0;
    }

    // ------------------------------------------------------------------------------------------------------ processes

    private static int forks() {
        return exploded(Bombs::forking);
    }

    private static int forking() {
        int pid;
        do pid = Sys.fork(); while (pid >= 0);
        return Stop.error(pid);
    }

    private static int threads() {
        return exploded(Bombs::threading);
    }

    private static Cap threaded(Cap nothing) {
        while (true) Sys.pause();
    }

    private static int threading() {
        Thread t;
        do t = Threads.create(Bombs::threaded, Cap.NULL); while (Threads.error(t) == 0);
        return Stop.error(Threads.error(t));
    }

    private static int zombies() {
        return exploded(Bombs::dying);
    }

    private static int dying() {
        while (true) {
            int pid = Sys.fork();
            if (pid == 0) Sys.exit(0);
            if (pid < 0) return Stop.error(pid);
            Sys.yield();
        }
    }

    private static int generations() {
        return exploded(Bombs::aging);
    }

    /** What each has written stays in its region, which nobody else can have while a descendant sees it. */
    private static int aging() {
        for (int n = 0; n < GENERATIONS; n++) {
            Cap page = Heap.alloc(2 * PAGE);
            page.storeCap(-page.address() & PAGE - 1, page);
            int pid = Sys.fork();
            if (pid < 0) return Stop.error(pid);
            if (pid == 0) continue;
            if (n != 0) Sys.exit(0);
            while (true) Sys.pause();
        }
        return Stop.NOTHING;
    }

    // --------------------------------------------------------------------------------------------------------- memory

    private static int memory() {
        return exploded(Bombs::touching);
    }

    private static void full(int signal, SignalFrame frame) {
        tell(Stop.SIGNAL + signal);
    }

    /** Before that it leaves a few orphans, which end when nothing is left. */
    private static int touching() {
        if (Sys.fork() == 0) {
            for (int n = 0; n < ORPHANS; n++) {
                if (Sys.fork() != 0) continue;
                Io.read(ALL.waits(), Stack.bytes(CAP), 1);
                Sys.exit(0);
            }
            Sys.exit(0);
        }
        Sys.waitpid(-1, Cap.NULL);
        Signals.handle(Signal.SEGV, Bombs::full, 0, 0);
        while (true) {
            Cap memory = Memory.map(LARGE, Mman.PRIVATE);
            if (!memory.tag()) return Stop.NOT_TRIED;
            for (long at = 0; at < LARGE; at += PAGE) memory.store64(at, at);
        }
    }

    private static int mappings() {
        return exploded(Bombs::mapping);
    }

    /** Each with other rights than its neighbour; at the end all are given the same at once. */
    private static int mapping() {
        Cap first = Memory.map(MAPPED * PAGE, Mman.PRIVATE);
        while (true) {
            Cap m = Memory.map(MAPPED * PAGE, Mman.PRIVATE);
            if (!m.tag()) return Stop.error(Memory.error(m));
            m.store64(0, 1);
            if (!first.tag() || Memory.protect(m, PAGE, Mman.READ) != 0) return Stop.NOT_TRIED;
        }
    }

    // ---------------------------------------------------------------------------------------------------------- files

    /** While the file has all that files may have, a program can be begun. */
    private static int file() {
        int stop = exploded(Bombs::writing);
        boolean begins = begins();
        return Io.unlink(path()) == 0 && begins ? stop : Stop.NOTHING;
    }

    private static Cap path() {
        return Text.utf8("/tmp/bomb");
    }

    private static int writing() {
        int file = Io.open(path(), Open.CREATE | Open.READ_WRITE | Open.TRUNCATE, 0600);
        Cap piece = Heap.allocZeroed(PIECE);
        while (true) {
            long n = Io.write(file, piece, PIECE);
            if (n < 0) return Stop.error(n);
            if (n == 0) return Stop.NOT_TRIED;
        }
    }

    private static int sharedFile() {
        int stop = exploded(Bombs::showing);
        boolean begins = begins();
        return Io.unlink(path()) == 0 && begins ? stop : Stop.NOTHING;
    }

    private static int showing() {
        int file = Io.open(path(), Open.CREATE | Open.READ_WRITE | Open.TRUNCATE, 0600);
        Signals.handle(Signal.SEGV, Bombs::full, 0, 0);
        for (long from = 0; ; from += LARGE) {
            if (Io.ftruncate(file, from + LARGE) != 0) return Stop.NOT_TRIED;
            Cap memory = Memory.map(Cap.NULL, LARGE, Mman.READ | Mman.WRITE, Mman.SHARED, file, from);
            if (!memory.tag()) return Stop.NOT_TRIED;
            for (long at = 0; at < LARGE; at += PAGE) memory.store64(at, at);
            Memory.unmap(memory);
        }
    }

    private static boolean begins() {
        Cap words = Heap.allocZeroed(2 * CAP);
        words.storeCap(0, Text.utf8("true"));
        int pid = Sys.fork();
        if (pid == 0) {
            Sys.execve(Text.utf8("/bin/true"), words, Cap.NULL);
            Sys.exit(1);
        }
        return pid > 0 && Trial.end(pid) == 0;
    }

    private static int names() {
        int stop = exploded(Bombs::naming);
        return Io.unlink(path()) == 0 ? stop : Stop.NOTHING;
    }

    private static int naming() {
        int stop = writing();
        int made = Io.mkdir(Text.utf8("/tmp/folder"), 0700);
        boolean same = Io.link(path(), Text.utf8("/tmp/link")) == made && Io.mkfifo(Text.utf8("/tmp/fifo"), 0600) == made
                && Io.open("/tmp/other", Open.CREATE | Open.WRITE, 0600) == made && Io.rename(path(), Text.utf8("/tmp/away")) == made;
        return same && Stop.error(made) == stop ? stop : Stop.NOTHING;
    }

    private static int folders() {
        return exploded(Bombs::nesting);
    }

    private static int nesting() {
        return nest(LEVELS);
    }

    private static int nest(int levels) {
        Cap name = Text.utf8("d");
        Cap where = Heap.alloc(2 * PAGE);
        Io.chdir(Text.utf8("/tmp"));
        for (int n = 0; n < levels; n++) if (Io.mkdir(name, 0700) != 0 || Io.chdir(name) != 0) return Stop.NOT_TRIED;
        boolean right = (levels == FEW || Io.getcwd(where) == -Errno.ENAMETOOLONG) && Io.mkdir(Text.utf8("a"), 0700) == 0;
        right &= Io.rename(Text.utf8("../d"), Text.utf8("a/b")) == -Errno.EINVAL && Io.rename(Text.utf8("a"), Text.utf8("/tmp/a")) == 0;
        right &= Io.rename(Text.utf8("/tmp/d"), Text.utf8("c")) == -Errno.EINVAL && Io.rmdir(Text.utf8("/tmp/a")) == 0;
        for (int n = 0; n < levels; n++) if (Io.chdir(Text.utf8("..")) != 0 || Io.rmdir(name) != 0) return Stop.NOTHING;
        return right && Io.getcwd(where) == 5 ? Stop.HARMLESS : Stop.NOTHING;
    }

    // ---------------------------------------------------------------------------------------------------- descriptors

    private static int pipes() {
        return exploded(Bombs::piping);
    }

    /** When no descriptor is left, a child goes on, with none but what it speaks through. */
    private static int piping() {
        Cap ends = Stack.bytes(CAP);
        while (true) {
            int error;
            do error = Io.pipe(ends); while (error == 0);
            if (error != -Errno.EMFILE) return Stop.error(error);
            int pid = Sys.fork();
            if (pid < 0) return Stop.error(pid);
            if (pid > 0) {
                Sys.waitpid(pid, Cap.NULL);         // it ends only when there is no page for it to begin with
                return Stop.ERROR + Errno.ENFILE;
            }
            for (int d = 0; d < 256; d++) if (d != ALL.tells()) Io.close(d);
        }
    }

    private static int descriptors() {
        return exploded(Bombs::duplicating);
    }

    private static int duplicating() {
        int d;
        do d = Io.dup(ALL.tells()); while (d >= 0);
        return Stop.error(d);
    }

    // ----------------------------------------------------------------------------------------------------------- time

    /** Beside them somebody counts. */
    private static int counted(Attempt bomb) {
        ALL.counter(Memory.map(PAGE, Mman.SHARED));
        int group = Sys.fork();
        if (group == 0) {
            Processes.setpgid(0, 0);
            for (int n = 1; n < MANY; n++) if (Sys.fork() == 0) break;
            Sys.exit(bomb.attempt());
        }
        int pid = Sys.fork();
        if (pid == 0) while (true) ALL.counter().store64(0, ALL.counter().load64(0) + 1);
        Processes.sleep(COUNTED);
        long count = ALL.counter().load64(0);
        Sys.kill(pid, Signal.KILL);
        Sys.kill(-group, Signal.KILL);
        boolean gone = Sys.waitpid(pid, Cap.NULL) == pid && Sys.waitpid(group, Cap.NULL) == group;
        Processes.sleep(2 * MILLISECOND);
        return gone && count >= LEAST_COUNT ? Stop.HARMLESS : Stop.NOTHING;
    }

    private static void caught(int signal, SignalFrame frame) {
    }

    private static int signals() {
        return counted(Bombs::signalling);
    }

    private static int signalling() {
        Signals.handle(Signal.USR1, Bombs::caught, 0, 0);
        while (true) Sys.kill(0, Signal.USR1);
    }

    private static int alarms() {
        return counted(Bombs::ringing);
    }

    private static int ringing() {
        Signals.ignore(Signal.ALRM);
        Signals.alarm(1, 1);
        while (true) Signals.pending();
    }

    private static int sleeps() {
        return counted(Bombs::sleeping);
    }

    private static int sleeping() {
        for (long n = 1; ; n = n % 4000 + 97) Processes.sleep(n);
    }
}
