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

    private static final int END = 4;
    private static final int INTERRUPT = 3;
    private static final int SUSPEND = 26;
    private static final int QUIT = 28;
    private static final int KILL_LINE = 21;
    private static final int BACKSPACE = 8;
    private static final int DELETE = 127;
    private static final int SIZE = 4096;

    private static final Cap RING = Global.bytes(SIZE, 16);
    private static final State STATE = Global.of(State.class);

    /** Where the ring is at, and who is in the foreground. */
    @Struct
    interface State extends Ref {
        long read();            void read(long n);
        long committed();       void committed(long n);
        long typed();           void typed(long n);
        int modes();            void modes(int m);
        /** The group that reads and gets signals; 0 for whoever comes. */
        int foreground();       void foreground(int group);
        Waiters forInput();
    }

    private Terminal() {}

    static void start() {
        STATE.modes(LINES | ECHO | SIGNALS);
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

    /** Somebody waits for input, so the machine must not sleep for good. */
    static boolean isWanted() {
        return STATE.forInput().first() != Uprocs.NONE || Waiting.POLLERS.first() != Uprocs.NONE;
    }

    static long write(Cap from, long bytes) {
        Cap buffer = Stack.bytes(128);
        for (long done = 0; done < bytes; done += buffer.length()) {
            long n = U.min(bytes - done, buffer.length());
            if (UserCopy.in(buffer, from.plus(done), n) != 0) return done > 0 ? done : -Errno.EFAULT;
            Print.bytes(buffer, n);
        }
        return bytes;
    }

    static long read(OpenFile file, Cap to, long bytes) {
        if (bytes == 0) return 0;
        while (!hasInput()) {
            if ((file.flags() & Open.NONBLOCK) != 0) return -Errno.EAGAIN;
            if (Waiting.sleep(STATE.forInput())) return -Errno.ERESTART;
        }
        Cap buffer = Stack.bytes(128);
        boolean lines = (STATE.modes() & LINES) != 0;
        long n = 0;
        long at = STATE.read();
        boolean ended = false;
        while (!ended && n < U.min(bytes, buffer.length()) && at != STATE.committed()) {
            int c = RING.load8(at++ & SIZE - 1);
            ended = lines && (c == '\n' || c == END);
            if (!lines || c != END) buffer.store8(n++, c);
        }
        if (UserCopy.out(to, buffer, n) != 0) return -Errno.EFAULT;
        STATE.read(at);
        return n;
    }

    /** Takes what the device has received. */
    static void poll() {
        for (int c = Cpu.get(); c >= 0; c = Cpu.get()) typed(c);
    }

    /** One character from the keyboard. */
    static void typed(int c) {
        int modes = STATE.modes();
        if (c == '\r') c = '\n';
        if ((modes & SIGNALS) != 0 && (c == INTERRUPT || c == QUIT || c == SUSPEND)) {
            if ((modes & ECHO) != 0) Print.text(c == INTERRUPT ? "^C\n" : c == QUIT ? "^\\\n" : "^Z\n");
            STATE.typed(STATE.committed());
            Groups.signal(STATE.foreground(), c == INTERRUPT ? Signal.INT : c == QUIT ? Signal.QUIT : Signal.TSTP);
            return;
        }
        if ((modes & LINES) == 0) {
            put(c, modes);
            commit();
        } else if (c == BACKSPACE || c == DELETE) {
            erase(modes);
        } else if (c == KILL_LINE) {
            while (STATE.typed() != STATE.committed()) erase(modes);
        } else {
            put(c, modes);
            if (c == '\n' || c == END) commit();
        }
    }

    private static void put(int c, int modes) {
        if (STATE.typed() - STATE.read() == SIZE) return;
        RING.store8(STATE.typed() & SIZE - 1, c);
        STATE.typed(STATE.typed() + 1);
        if ((modes & ECHO) != 0 && c != END) Cpu.put(c);
    }

    private static void erase(int modes) {
        if (STATE.typed() == STATE.committed()) return;
        STATE.typed(STATE.typed() - 1);
        if ((modes & ECHO) != 0) Print.text("\b \b");
    }

    private static void commit() {
        STATE.committed(STATE.typed());
        Waiting.wake(STATE.forInput());
    }
}
