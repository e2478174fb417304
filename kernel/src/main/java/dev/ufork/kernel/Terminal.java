package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.U;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;

/**
 * The console as a terminal: input line by line with a little editing, or character by character; keys that send signals.
 * Source: POSIX.1-2017, chapter 11, General Terminal Interface.
 *
 * <pre>
 *  ring of characters:   read ........ committed ........ typed
 *                         | for readers | line being typed |
 * </pre>
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Terminal {
    /** Modes: a line is handed over when it ends; characters are shown; keys send signals. */
    static final int LINES = 2;
    static final int ECHO = 8;
    static final int SIGNALS = 1;
    /** The console is no terminal: nobody types, and what comes is a text with an end. */
    static final int PLAIN = 16;

    private static final int END = 4;
    private static final int INTERRUPT = 3;
    private static final int SUSPEND = 26;
    private static final int QUIT = 28;
    private static final int KILL_LINE = 21;
    private static final int KILL_WORD = 23;
    /** The character behind it has no special meaning. */
    private static final int LITERALLY = 22;
    private static final int BACKSPACE = 8;
    private static final int DELETE = 127;
    private static final int SIZE = 4096;
    /** So many characters are written without others in between. */
    private static final int WHOLE = 4096;
    /** In the ring, where input ends; all else is a character. */
    private static final int END_MARK = 0x100;

    private static final Cap RING = Global.bytes(SIZE * 2, 16);
    private static final State STATE = Global.of(State.class);

    /** Where the ring is at, and who is in the foreground. */
    @Struct
    interface State extends Ref {
        long read();            void read(long n);
        long committed();       void committed(long n);
        long typed();           void typed(long n);
        int modes();            void modes(int m);
        boolean literally();    void literally(boolean yes);
        /** The ring was full: the device keeps what it has. */
        boolean full();         void full(boolean yes);
        /** The group that reads and gets signals; 0 for whoever comes. */
        int foreground();       void foreground(int group);
        Waiters forInput();
    }

    private Terminal() {}

    static void start() {
        STATE.modes(LINES | PLAIN);
    }

    static int modes() {
        return STATE.modes();
    }

    static void modes(int m) {
        STATE.modes(m);
        if ((m & LINES) == 0) commit();
    }

    static int foreground() {
        return STATE.foreground();
    }

    static void foreground(int group) {
        STATE.foreground(group);
    }

    static boolean hasInput() {
        return STATE.read() != STATE.committed();
    }

    static long write(Cap from, long bytes) {
        Cap buffer = Stack.bytes(128);
        for (long done = 0; done < bytes; done += buffer.length()) {
            if (done != 0 && (done & WHOLE - 1) == 0 && !Scheduler.goOn()) return done;
            long n = U.min(bytes - done, buffer.length());
            if (UserCopy.in(buffer, from.plus(done), n) != 0) return done > 0 ? done : -Errno.EFAULT;
            Print.bytes(buffer, n);
        }
        return bytes;
    }

    static long read(OpenFile file, Cap to, long bytes) {
        if (bytes == 0) return 0;
        while (isBehind() || !hasInput()) {
            if (isBehind()) return refuse();
            if ((file.flags() & Open.NONBLOCK) != 0) return -Errno.EAGAIN;
            if (Waiting.sleep(STATE.forInput())) return -Errno.ERESTART;
        }
        Cap buffer = Stack.bytes(128);
        boolean lines = (STATE.modes() & LINES) != 0;
        long n = 0;
        long at = STATE.read();
        boolean ended = false;
        while (!ended && n < U.min(bytes, buffer.length()) && at != STATE.committed()) {
            int c = RING.load16((at++ & SIZE - 1) * 2);
            ended = lines && (c == '\n' || c == END_MARK);
            if (c != END_MARK) buffer.store8(n++, c);
        }
        if (UserCopy.out(to, buffer, n) != 0) return -Errno.EFAULT;
        STATE.read(at);
        if (STATE.full()) {
            STATE.full(false);
            Cpu.listen(true);
            poll();
        }
        return n;
    }

    /** Is the caller a job in the background? Those do not read from a terminal. */
    private static boolean isBehind() {
        if ((STATE.modes() & PLAIN) != 0 || STATE.foreground() == 0) return false;
        int group = Scheduler.current().holdings().group();
        return group != STATE.foreground() && Groups.exists(STATE.foreground(), Scheduler.current().holdings().session());
    }

    /** Stops the group of the caller, which may then try again, or says that it never can. */
    private static long refuse() {
        Uproc me = Scheduler.current();
        if (((me.holdings().ignored() | me.blocked()) >>> Signal.TTIN & 1) != 0) return -Errno.EIO;
        Groups.signal(me.holdings().group(), Signal.TTIN);
        return -Errno.ERESTART;
    }

    /** Takes what the device has received, as far as there is room. */
    static void poll() {
        if (STATE.full()) return;
        while (STATE.typed() - STATE.read() < SIZE) {
            int c = Cpu.get();
            if (c < 0) return;
            typed(c);
        }
        STATE.full(true);
        Cpu.listen(false);
        commit();
    }

    /** One character from the keyboard. */
    static void typed(int c) {
        int modes = STATE.modes();
        if (STATE.literally()) {
            STATE.literally(false);
            put(c, modes);
            return;
        }
        if ((modes & PLAIN) == 0 && c == '\r') c = '\n';
        if ((modes & SIGNALS) != 0 && (c == INTERRUPT || c == QUIT || c == SUSPEND)) {
            if ((modes & ECHO) != 0) Print.text(c == INTERRUPT ? "^C\n" : c == QUIT ? "^\\\n" : "^Z\n");
            STATE.typed(STATE.committed());
            Groups.signal(STATE.foreground(), c == INTERRUPT ? Signal.INT : c == QUIT ? Signal.QUIT : Signal.TSTP);
            return;
        }
        if ((modes & LINES) == 0) {
            put(c, modes);
            commit();
        } else {
            edit(c, modes);
        }
    }

    private static void edit(int c, int modes) {
        boolean plain = (modes & PLAIN) != 0;
        if (c == LITERALLY) {
            STATE.literally(true);
        } else if (!plain && (c == BACKSPACE || c == DELETE)) {
            erase(modes);
        } else if (!plain && c == KILL_LINE) {
            while (STATE.typed() != STATE.committed()) erase(modes);
        } else if (!plain && c == KILL_WORD) {
            while (last() == ' ') erase(modes);
            while (last() > ' ') erase(modes);
        } else if (c == END) {
            put(END_MARK, modes);
            commit();
        } else {
            put(c, modes);
            if (c == '\n') commit();
        }
    }

    /** The last character of the line that is being typed, -1 when there is none. */
    private static int last() {
        return STATE.typed() == STATE.committed() ? -1 : RING.load16((STATE.typed() - 1 & SIZE - 1) * 2);
    }

    private static void put(int c, int modes) {
        RING.store16((STATE.typed() & SIZE - 1) * 2, c);
        STATE.typed(STATE.typed() + 1);
        if ((modes & ECHO) == 0 || c == END_MARK) return;
        if (isShown(c)) {
            Cpu.put(c);
        } else {
            Cpu.put('^');
            Cpu.put(c ^ 64);
        }
    }

    private static boolean isShown(int c) {
        return c >= ' ' && c != DELETE || c == '\n' || c == '\t';
    }

    private static void erase(int modes) {
        int c = last();
        if (c < 0) return;
        STATE.typed(STATE.typed() - 1);
        if ((modes & ECHO) == 0 || (c & 0xc0) == 0x80) return;     // of a character of several bytes the first is what is seen
        Print.text("\b \b");
        if (!isShown(c)) Print.text("\b \b");
    }

    private static void commit() {
        STATE.committed(STATE.typed());
        Waiting.wake(STATE.forInput());
    }
}
