package dev.ufork.apps.attack;

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
import dev.ufork.shared.Signal;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Memory;
import dev.ufork.user.Out;
import dev.ufork.user.Processes;
import dev.ufork.user.Sys;

/**
 * {@code attack -turns}: calls that have much to do, and how long each keeps another process waiting at most: a line with the instructions of the call and the
 * microseconds between two looks at the clock of one that always wants a turn. A turn is 1000 of them, and what there is beyond is a call that others
 * cannot interrupt.
 */
@Kernel
final class Turns {
    static final String TURNS = "-turns";

    private static final int PAGE = 4096;
    private static final long MUCH = 1 << 20;
    private static final int NAMES = 10;
    private static final int MAPPINGS = 400;
    private static final long SPREAD = 4L << 20;
    private static final int HOLES = 64;
    private static final long LITTLE = 3_000_000;
    private static final long MICROSECOND = 1_000;

    private static final Shared ALL = Global.of(Shared.class);

    /** In shared memory. */
    @Struct
    interface Look extends Ref {
        /** Nanoseconds. */
        long gap();         void gap(long ns);
        long begins();      void begins(long yes);
        long ends();        void ends(long yes);
        long instructions();    void instructions(long n);
    }

    /** What the attempts need. */
    @Struct
    interface Shared extends Ref {
        Look look();        void look(Look l);
        Cap memory();       void memory(Cap c);
        int file();         void file(int descriptor);
        Cap name();         void name(Cap text);
    }

    private Turns() {}

    static int main() {
        ALL.look(Memory.map(PAGE, Mman.SHARED).as(Look.class));
        ALL.memory(Memory.map(MUCH + PAGE, Mman.PRIVATE));
        ALL.name(Heap.allocZeroed(64));
        for (long at = 0; at < MUCH + PAGE; at += PAGE) ALL.memory().store64(at, at);
        line("read of 1 MiB of /dev/zero", Turns::openZero, Turns::readMuch);
        line("write of 1 MiB to a file", Turns::openFile, Turns::writeMuch);
        line("read of 1 MiB of a file", Turns::openWritten, Turns::readMuch);
        line("truncation of 1 MiB", Turns::openWritten, Turns::truncate);
        line("removal of a file with 64 pages, 4 MiB apart", Turns::makeSparse, Turns::remove);
        line("listing of 1024 names", Turns::makeNames, Turns::list);
        line("search of a name among 1024 chosen to collide", Turns::nothing, Turns::find);
        line("current folder's path, in a folder of 1024", Turns::enter, Turns::where);
        line("removal of 1 MiB of memory", Turns::nothing, Turns::unmap);
        line("rights of 800 mappings", Turns::makeMappings, Turns::protect);
        line("fork that copies 1 MiB", Turns::copies, Turns::fork);
        line("end of a process with 1 MiB", Turns::nothing, Turns::end);
        line("fork, and execution of a program", Turns::nothing, Turns::execute);
        line("signal to everybody", Turns::nothing, Turns::signal);
        removeNames();
        return 0;
    }

    /** Prepares and calls in a child, beside one that looks at the clock. */
    private static void line(String what, Attempt prepare, Attempt call) {
        Look look = ALL.look();
        look.begins(0);
        look.ends(0);
        look.instructions(0);
        int watch = Sys.fork();
        if (watch == 0) Sys.exit(watching(look));
        int pid = Sys.fork();
        if (pid == 0) {
            int ready = prepare.attempt();
            look.begins(1);
            Processes.sleep(LITTLE);
            long before = Sys.instructions();
            int result = call.attempt();
            look.instructions(Sys.instructions() - before);
            Sys.exit(ready == 0 ? result : 1);
        }
        Cap status = Stack.bytes(16);
        Sys.waitpid(pid, status);
        look.ends(1);
        Sys.waitpid(watch, Cap.NULL);
        Out.text(what);
        Out.text(": ");
        Out.number(look.instructions());
        Out.text(" instructions, ");
        Out.number(look.gap() / MICROSECOND);
        Out.text(status.load32(0) == 0 ? " us\n" : " us, WRONG\n");
    }

    private static int watching(Look look) {
        while (look.begins() == 0) Sys.yield();
        long gap = 0;
        long last = Processes.clock();
        while (look.ends() == 0) {
            long now = Processes.clock();
            gap = Math.max(gap, now - last);
            last = now;
        }
        look.gap(gap);
        return 0;
    }

    private static int right(boolean yes) {
        return yes ? 0 : 1;
    }

    private static int nothing() {
        return 0;
    }

    // ---------------------------------------------------------------------------------------------------------- bytes

    private static int openZero() {
        ALL.file(Io.open("/dev/zero", Open.READ, 0));
        return right(ALL.file() >= 0);
    }

    private static int openFile() {
        ALL.file(Io.open("/tmp/much", Open.CREATE | Open.READ_WRITE, 0600));
        return right(ALL.file() >= 0);
    }

    private static int openWritten() {
        return openFile();
    }

    /** To where no word of the file lies at a word: byte by byte. */
    private static int readMuch() {
        return right(Io.read(ALL.file(), ALL.memory().plus(1), MUCH) == MUCH);
    }

    private static int writeMuch() {
        return right(Io.write(ALL.file(), ALL.memory().plus(1), MUCH) == MUCH);
    }

    private static int truncate() {
        return right(Io.ftruncate(ALL.file(), 0) == 0);
    }

    private static int makeSparse() {
        openFile();
        for (long n = 0; n < HOLES; n++) if (Io.lseek(ALL.file(), n * SPREAD, Open.SEEK_SET) < 0 || Io.write(ALL.file(), ALL.memory(), 1) != 1) return 1;
        return Io.close(ALL.file());
    }

    private static int remove() {
        return Io.unlink(Text.utf8("/tmp/much"));
    }

    // ---------------------------------------------------------------------------------------------------------- names

    /** The n-th of names with the same hash: "Aa" and "BB" are alike to it. */
    private static Cap name(int n) {
        ALL.name().store64(0, 0x2f_2f70_6d74_2fL);              // "/tmp//"
        for (int bit = 0; bit < NAMES; bit++) ALL.name().store16(6 + bit * 2L, (n >>> bit & 1) == 0 ? 'A' | 'a' << 8 : 'B' | 'B' << 8);
        return ALL.name();
    }

    private static int makeNames() {
        if (Io.close(Io.open(name(0), Open.CREATE | Open.WRITE, 0600)) != 0) return 1;
        Cap first = Text.utf8("/tmp/AaAaAaAaAaAaAaAaAaAa");
        for (int n = 1; n < 1 << NAMES; n++) if (Io.link(first, name(n)) != 0) return 1;
        ALL.file(Io.open("/tmp", Open.READ, 0));
        return right(ALL.file() >= 0);
    }

    private static int list() {
        return right(Io.getdents(ALL.file(), ALL.memory(), MUCH) > 0);
    }

    private static int find() {
        return Io.access(name(0), 0);
    }

    private static int enter() {
        return Io.mkdir(Text.utf8("/tmp/z"), 0700) | Io.chdir(Text.utf8("/tmp/z"));
    }

    private static int where() {
        return right(Io.getcwd(ALL.memory().bounded(PAGE)) == 7);
    }

    private static void removeNames() {
        for (int n = 0; n < 1 << NAMES; n++) Io.unlink(name(n));
        Io.rmdir(Text.utf8("/tmp/z"));
    }

    // --------------------------------------------------------------------------------------------- memory and processes

    private static int unmap() {
        return Memory.unmap(ALL.memory());
    }

    private static int makeMappings() {
        Cap all = Memory.map(2 * MAPPINGS * PAGE, Mman.PRIVATE);
        for (long n = 0; n < MAPPINGS; n++) if (Memory.protect(all.plus(2 * n * PAGE), PAGE, Mman.READ) != 0) return 1;
        ALL.memory(all);
        return 0;
    }

    private static int protect() {
        return Memory.protect(ALL.memory(), 2 * MAPPINGS * PAGE, Mman.READ);
    }

    private static int copies() {
        return Sys.policy(0);
    }

    private static int fork() {
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(0);
        return right(pid > 0);
    }

    /** Of the last reference to what the child has touched. */
    private static int end() {
        int pid = Sys.fork();
        if (pid == 0) {
            for (long at = 0; at < MUCH; at += PAGE) ALL.memory().store64(at, 0);
            Sys.exit(0);
        }
        return right(Sys.waitpid(pid, Cap.NULL) == pid);
    }

    private static int execute() {
        Cap words = Heap.allocZeroed(32);
        words.storeCap(0, Text.utf8("true"));
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(-Sys.execve(Text.utf8("/bin/true"), words, Cap.NULL));
        return Trial.end(pid);
    }

    private static int signal() {
        int result = Sys.kill(-1, Signal.CONT);
        return result == -Errno.ESRCH ? 1 : result;
    }
}
