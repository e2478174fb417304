package dev.ufork.harness;

import dev.ufork.emulator.ConsoleInput;
import java.io.IOException;
import java.io.InputStream;

/**
 * What is typed for a guest: the keys of somebody at a terminal, or a text with an end.
 *
 * <p>A serial port knows no end of input, so the end is told as a terminal does: Ctrl-D, each time that the guest waits. In a text, characters that the
 * guest's console could take for that are preceded by Ctrl-V. At a terminal, Ctrl-A x ends the machine; Ctrl-A Ctrl-A is one Ctrl-A, and before all other
 * keys it is itself.
 *
 * <p>A thread of its own reads, from {@link #start} on; at most a buffer ahead.
 */
public final class Keyboard implements ConsoleInput {
    /** Nothing is ever typed. */
    public static final Keyboard NOBODY = new Keyboard(InputStream.nullInputStream(), false, false);

    private static final int END_OF_TEXT = 4;
    private static final int LITERALLY = 22;
    private static final int PREFIX = 1;
    private static final int LEAVE = 'x';
    /** A guest that ignores so many ends does not wait for input. */
    private static final int MAX_ENDS = 64;
    private static final int BUFFER_BYTES = 4096;

    private final InputStream source;
    private final boolean terminal;
    private final boolean wanted;
    private final byte[] ring = new byte[BUFFER_BYTES];
    private long read;
    private long written;
    private boolean closed;
    private boolean started;
    private boolean prefixed;
    private int ends;
    private Runnable leave = () -> {};

    private Keyboard(InputStream source, boolean terminal, boolean wanted) {
        this.source = source;
        this.terminal = terminal;
        this.wanted = wanted;
    }

    /** The keys of a terminal that hands over each as it is pressed. */
    public static Keyboard terminal(InputStream source) {
        return new Keyboard(source, true, true);
    }

    /**
     * A text.
     *
     * @param wanted the guest is known to read, so it must be told of the end even of a text that is empty
     */
    public static Keyboard text(InputStream source, boolean wanted) {
        return new Keyboard(source, false, wanted);
    }

    /** Does somebody sit there? */
    public boolean isTerminal() {
        return terminal;
    }

    /** What to do when somebody wants to end the machine. */
    synchronized void onLeave(Runnable action) {
        leave = action;
    }

    /** Begins to read. */
    synchronized void start() {
        if (started) return;
        started = true;
        if (this == NOBODY) closed = true;
        else Thread.ofPlatform().daemon().name("keyboard").start(this::copy);
    }

    private void copy() {
        byte[] bytes = new byte[512];
        try {
            for (int n = source.read(bytes); n >= 0; n = source.read(bytes)) {
                for (int i = 0; i < n; i++) key(bytes[i] & 0xff);
            }
        } catch (IOException | InterruptedException e) {
            // Whoever typed is gone: that is the end of input.
        }
        close();
    }

    private synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void key(int c) throws InterruptedException {
        if (!terminal) {
            if (c == END_OF_TEXT || c == LITERALLY) put(LITERALLY);
            put(c);
        } else if (!prefixed) {
            prefixed = c == PREFIX;
            if (!prefixed) put(c);
        } else {
            prefixed = false;
            if (c == LEAVE) {
                leave.run();
                return;
            }
            put(PREFIX);
            if (c != PREFIX) put(c);
        }
    }

    private synchronized void put(int c) throws InterruptedException {
        while (written - read == BUFFER_BYTES) wait();
        ring[(int) (written++ % BUFFER_BYTES)] = (byte) c;
        notifyAll();
    }

    @Override public synchronized int next() {
        if (read == written) return closed ? CLOSED : ConsoleInput.NONE;
        int c = ring[(int) (read++ % BUFFER_BYTES)] & 0xff;
        notifyAll();
        return c;
    }

    /** The next byte, waiting for it; {@link #CLOSED} behind the last. */
    synchronized int await() throws InterruptedException {
        while (read == written && !closed) wait();
        return next();
    }

    @Override public boolean live() {
        return terminal;
    }

    @Override public synchronized int end() {
        return closed && ends++ < MAX_ENDS ? END_OF_TEXT : CLOSED;
    }

    /** Whether a guest that does not say when it waits should be told of the end at all. */
    synchronized boolean tellsEnd() {
        return wanted || written > 0;
    }
}
