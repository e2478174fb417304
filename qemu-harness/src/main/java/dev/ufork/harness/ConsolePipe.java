package dev.ufork.harness;

import dev.ufork.emulator.ConsoleOutput;
import java.util.Arrays;

/**
 * Carries console bytes from the embedded machine's thread to the listener's, as many at a time as there are.
 *
 * <p>This exists because the guest writes byte by byte, and one call to the outside per byte would set its pace.
 * The machine waits only when the listener is a whole buffer behind.
 */
final class ConsolePipe implements ConsoleOutput {
    private final byte[] buffer = new byte[64 << 10];
    private int size;
    private boolean ended;

    @Override public synchronized void put(byte b) {
        while (size == buffer.length && !ended) {
            waitUninterrupted();
        }
        if (ended) {
            return;
        }
        buffer[size++] = b;
        if (size == 1) {
            notifyAll();
        }
    }

    /** No byte will come any more, or none is wanted. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The bytes there are, waiting for the first; empty once the pipe has ended and is drained. */
    synchronized byte[] take() {
        while (size == 0 && !ended) {
            waitUninterrupted();
        }
        byte[] taken = Arrays.copyOf(buffer, size);
        size = 0;
        notifyAll();
        return taken;
    }

    private void waitUninterrupted() {
        try {
            wait();
        } catch (InterruptedException e) {
            ended = true;       // whoever interrupts wants the run to end
        }
    }
}
