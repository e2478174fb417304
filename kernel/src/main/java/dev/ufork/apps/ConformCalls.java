package dev.ufork.apps;

import static dev.ufork.apps.Sentences.is;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Wait;
import dev.ufork.user.Counter;
import dev.ufork.user.Entries;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/**
 * {@code conform-calls}: every system call with every kind of bad argument in each place, the others being good, twice. It answers with the error of the
 * manual, and afterwards everything is there that was there before. What the arguments are, see {@link BadArguments}.
 */
@Kernel
public final class ConformCalls {
    /**
     * The calls in the order of their numbers: name, and for each argument a letter of {@link BadArguments}, behind the number that is good if the letter's own
     * is not. In place of arguments, {@code -} for a call that has none that could be bad, and that does too much to be tried; {@code !} for one that does not
     * come back, which {@link #ends} tries.
     */
    public static final String[] ROWS = {
        "exit !", "fork -", "wait c n f", "getpid", "getppid", "yield", "write o r l", "policy f", "counter f q", "execve p v v",
        "program n w 16n", "kill q u", "shortage z l", "read d w s", "open p n n", "close d", "dup d", "dup2 d b n", "fcntl d f n", "lseek d n f",
        "pipe w f", "poll w 1i n", "stat p w", "fstat d w", "getdents g w 512l", "mkdir p n", "mkfifo p n", "rmdir p", "unlink p", "link p p",
        "rename p p", "chmod p n", "access p f", "umask -", "truncate p t", "ftruncate h t", "chdir p", "fchdir d", "getcwd w 64l",
        "tcmode d n", "tcgroup d n", "sigaction 10u R W", "sigentry e", "sigprocmask f n", "sigpending", "sigsuspend -", "sigaltstack k", "sigreturn !",
        "alarm -", "clock", "sleep y", "setpgid q G", "getpgid q", "setsid -", "getsid q", "limit f n", "process 1n w", "isolation f", "instructions",
        "mmap n 16j 1f 2f d n", "munmap m 4096i", "mprotect M 4096j f", "usage f w", "rlimit 7f R W",
        "thread_create e x n A", "thread_exit !", "thread_kill q u", "thread_self", "futex_wait a n n", "futex_wake a l",
        "itimer f R W", "utimens p R", "futimens h R", "msync M 4096j f",
    };

    private static final int PLACES = 6;
    private static final int EXITS = 7;
    static final Cap GIVEN = Global.bytes(PLACES * 16, 16);
    static final Cap LETTERS = Global.bytes(PLACES, 1);

    private ConformCalls() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        is("every call has a row here", ROWS.length, Entries.count());
        if (!BadArguments.start()) return 1;
        all();
        ends();
        long children = children();
        long frames = Sys.counter(Counter.FRAMES_FREE);
        long tables = Sys.counter(Counter.TABLES);
        long regions = Sys.counter(Counter.REGIONS);
        long slots = Sys.counter(Counter.SLOTS_FREE);
        long objects = Sys.counter(Counter.OBJECTS);
        int descriptor = Io.dup(1);
        Io.close(descriptor);
        all();
        ends();
        is("no child is forgotten", children(), children);
        is("nothing is lost: frames", Sys.counter(Counter.FRAMES_FREE), frames);
        is("nothing is lost: page tables", Sys.counter(Counter.TABLES), tables);
        is("nothing is lost: regions", Sys.counter(Counter.REGIONS), regions);
        is("nothing is lost: process slots", Sys.counter(Counter.SLOTS_FREE), slots);
        is("nothing is lost: objects of the kernel", Sys.counter(Counter.OBJECTS), objects);
        is("nothing is lost: descriptors", Io.dup(1), descriptor);
        return Sentences.end();
    }

    /** Waits for all children; the error that says that there are none. */
    private static long children() {
        int pid = Sys.fork();                                   // the parent's pages are shared from here on, as they will be at the next count
        if (pid == 0) Sys.exit(0);
        long result;
        do result = Sys.waitpid(-1, Cap.NULL); while (result > 0);
        return result;
    }

    private static void all() {
        for (int call = 0; call < ROWS.length; call++) row(call, Text.utf8(ROWS[call]));
    }

    /** Makes the calls of a row. */
    private static void row(int call, Cap row) {
        int places = read(row);
        if (places == 0) is(ROWS[call], make(call) < 0 ? 1 : 0, 0);
        for (int place = 0; place < places; place++) place(call, place, LETTERS.load8(place));
    }

    /** Reads a row: its letters and the good arguments, of which it returns the number; below 0 for a call that is not to be made. */
    static int read(Cap row) {
        long at = 0;
        while (at < row.length() && row.load8(at) != ' ') at++;
        int places = 0;
        for (int n = 0; n < PLACES; n++) GIVEN.storeCap(n * 16L, BadArguments.SEALED.cap().loadCap(0));
        while (at < row.length()) {
            long number = 0;
            int letter = row.load8(++at);
            if (letter == '-' || letter == '!') return -1;
            boolean given = letter >= '0' && letter <= '9';
            for (; letter >= '0' && letter <= '9'; letter = row.load8(++at)) number = number * 10 + letter - '0';
            LETTERS.store8(places, letter);
            GIVEN.storeCap(places * 16L, given ? Cap.NULL.plus(number) : BadArguments.good(letter));
            places++;
            at++;
        }
        return places;
    }

    private static void place(int call, int place, int letter) {
        Cap good = GIVEN.loadCap(place * 16L);
        for (int kind = 0; kind < BadArguments.KINDS; kind++) {
            long expected = BadArguments.error(letter, kind);
            if (expected == 0) continue;
            GIVEN.storeCap(place * 16L, BadArguments.bad(letter, kind));
            BadArguments.prepare();
            long actual = make(call);
            is(ROWS[call], actual, expected);
            if (actual != expected) where(place, letter, kind);
        }
        GIVEN.storeCap(place * 16L, good);
    }

    static long make(int call) {
        return Entries.call(call, GIVEN.loadCap(0), GIVEN.loadCap(16), GIVEN.loadCap(32), GIVEN.loadCap(48), GIVEN.loadCap(64), GIVEN.loadCap(80));
    }

    private static void where(int place, int letter, int kind) {
        Out.text("  argument ");
        Out.number(place + 1);
        Out.text(", bad in the way ");
        Out.number(kind);
        Out.text(" of letter number ");
        Out.number(letter);
        Out.text("\n");
    }

    /** The calls that do not come back, each made by a child; and {@code wait} with nowhere to put a status, which needs one. */
    private static void ends() {
        is("exit: the status is the low eight bits, whatever the others are", ended(0, Cap.NULL.plus(-249)), EXITS << 8);
        is("exit: nor does a capability matter", ended(0, BadArguments.MEMORY.at(0)), 0);
        for (int kind = 0; kind < BadArguments.KINDS; kind++)
            if (BadArguments.error('r', kind) != 0) is("sigreturn: the process ends", Wait.terminatingSignal(ended(call("sigreturn"), BadArguments.bad('r', kind))), 11);
        is("thread_exit: the last thread ends the process", ended(call("thread_exit"), BadArguments.SEALED.cap().loadCap(0)), 0);
        for (int kind = 0; kind < BadArguments.KINDS; kind++) {
            if (BadArguments.error('W', kind) == 0) continue;
            int pid = Sys.fork();
            if (pid == 0) Sys.exit(0);
            Cap bad = BadArguments.bad('W', kind);
            is("wait: EFAULT for the status", Entries.call(call("wait"), Cap.NULL.plus(pid), bad, Cap.NULL, Cap.NULL, Cap.NULL, Cap.NULL), -Errno.EFAULT);
        }
    }

    /** The number of the call whose row begins so. */
    static int call(String name) {
        Cap wanted = Text.utf8(name);
        for (int call = 0; call < ROWS.length; call++) {
            Cap row = Text.utf8(ROWS[call]);
            long same = 0;
            while (same < wanted.length() && same < row.length() && row.load8(same) == wanted.load8(same)) same++;
            if (same == wanted.length() && same < row.length() && row.load8(same) == ' ') return call;
        }
        return 0;
    }

    /** How a child ends that makes the call. */
    private static int ended(int call, Cap argument) {
        Cap status = Stack.bytes(16);
        int pid = Sys.fork();
        if (pid == 0) {
            Entries.call(call, argument, Cap.NULL, Cap.NULL, Cap.NULL, Cap.NULL, Cap.NULL);
            Sys.exit(EXITS + 1);
        }
        return Sys.waitpid(pid, status) == pid ? status.load32(0) : -1;
    }
}
