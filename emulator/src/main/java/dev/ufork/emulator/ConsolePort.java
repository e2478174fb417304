package dev.ufork.emulator;

import java.util.concurrent.locks.LockSupport;

/** A serial port's outer side: one byte of input held until the guest takes it, and the output. */
public final class ConsolePort {
    private static final long PAUSE_NANOS = 5_000_000;

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
        fetch();
        return taken;
    }

    /** Fetches what somebody has typed meanwhile. */
    void poll() {
        if (input.live()) fetch();
    }

    /** Fetches a byte if none is held: for guests that look whether there is one, and take no interrupts. */
    public void fetch() {
        if (held != ConsoleInput.NONE) return;
        held = input.next();
        if (held >= 0) arrival.run();
    }

    /** Nobody has anything to do for so many nanoseconds: fetches a byte, for which a live input has that much time. Returns whether one has arrived. */
    boolean rest(long nanoseconds, Power power) {
        if (held >= 0) return false;
        fetch();
        if (!input.live()) return held >= 0;
        long until = System.nanoTime() + nanoseconds;
        while (held == ConsoleInput.NONE && !power.cancelled()) {
            long left = until - System.nanoTime();
            if (left <= 0) return false;
            LockSupport.parkNanos(Math.min(left, PAUSE_NANOS));
            fetch();
        }
        return held >= 0;
    }

    /** Waits until a byte has arrived; false if none will come, or none the guest has not already ignored. */
    boolean await(Power power) {
        if (held >= 0) return false;
        while (held == ConsoleInput.NONE && !power.cancelled()) {
            fetch();
            if (held == ConsoleInput.NONE) LockSupport.parkNanos(PAUSE_NANOS);
        }
        if (held == ConsoleInput.CLOSED) {
            held = input.end();
            if (held >= 0) arrival.run();
        }
        return held >= 0;
    }
}
