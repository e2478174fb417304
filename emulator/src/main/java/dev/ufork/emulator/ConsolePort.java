package dev.ufork.emulator;

import java.util.concurrent.locks.LockSupport;

/** A serial port's outer side: one byte of input held until the guest takes it, and the output. */
public final class ConsolePort {
    private static final long PAUSE_NANOS = 1_000_000;

    private final ConsoleInput input;
    private final ConsoleOutput output;
    private Runnable arrival = () -> {};
    private int held = ConsoleInput.NONE;

    public ConsolePort(ConsoleInput input, ConsoleOutput output) {
        this.input = input;
        this.output = output;
    }

    /** What to do when a byte has arrived: the serial port raises its interrupt. */
    public void onArrival(Runnable arrival) {
        this.arrival = arrival;
    }

    public void put(byte b) {
        output.put(b);
    }

    /** Whether a byte waits to be taken. */
    public boolean ready() {
        return held >= 0;
    }

    /** Takes the waiting byte, 0 if there is none. */
    public int take() {
        int taken = Math.max(held, 0);
        held = ConsoleInput.NONE;
        poll();
        return taken;
    }

    /** Fetches a byte if none is held. */
    void poll() {
        if (held != ConsoleInput.NONE) return;
        held = input.next();
        if (held >= 0) arrival.run();
    }

    /** Waits until a byte has arrived; false if none will come, or none the guest has not already ignored. */
    boolean await(Power power) {
        if (held >= 0) return false;
        while (held == ConsoleInput.NONE && !power.cancelled()) {
            poll();
            if (held == ConsoleInput.NONE) LockSupport.parkNanos(PAUSE_NANOS);
        }
        return held >= 0;
    }
}
