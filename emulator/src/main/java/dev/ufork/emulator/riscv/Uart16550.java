package dev.ufork.emulator.riscv;

import dev.ufork.emulator.ConsolePort;
import dev.ufork.emulator.Device;
import java.util.function.Consumer;

/**
 * A 16550A serial port without a FIFO's delays: what is written is sent, and one typed byte waits to be read.
 * Wider accesses reach the register at their address alone.
 */
final class Uart16550 implements Device {
    static final long BASE = 0x1000_0000;
    private static final int DATA = 0;
    private static final int INTERRUPT_ENABLE = 1;
    private static final int INTERRUPT_ID = 2;
    private static final int LINE_CONTROL = 3;
    private static final int MODEM_CONTROL = 4;
    private static final int LINE_STATUS = 5;
    private static final int MODEM_STATUS = 6;
    private static final int SCRATCH = 7;

    private static final int ON_RECEIVE = 1;
    private static final int ON_EMPTY = 2;
    private static final int DIVISOR_ACCESS = 0x80;
    private static final int DATA_READY = 1;
    private static final int TRANSMITTER_EMPTY = 0x60;
    private static final int NO_INTERRUPT = 1;
    private static final int EMPTY_INTERRUPT = 2;
    private static final int RECEIVE_INTERRUPT = 4;
    private static final int FIFO_ENABLED = 0xc0;
    /** Carrier, data set ready, clear to send. */
    private static final int MODEM_READY = 0xb0;

    private final ConsolePort console;
    private final Consumer<Boolean> interruptLine;
    private int enabled;
    private int lineControl;
    private int modemControl = 8;
    private int scratch;
    private int divisor = 12;
    private boolean fifo;
    private boolean emptyPending;

    Uart16550(ConsolePort console, Consumer<Boolean> interruptLine) {
        this.console = console;
        this.interruptLine = interruptLine;
        console.onArrival(this::update);
    }

    @Override
    public String name() {
        return "uart";
    }

    @Override
    public long size() {
        return 8;
    }

    private int pending() {
        if ((enabled & ON_RECEIVE) != 0 && console.ready()) return RECEIVE_INTERRUPT;
        if ((enabled & ON_EMPTY) != 0 && emptyPending) return EMPTY_INTERRUPT;
        return NO_INTERRUPT;
    }

    private void update() {
        interruptLine.accept(pending() != NO_INTERRUPT);
    }

    private boolean divisorAccess() {
        return (lineControl & DIVISOR_ACCESS) != 0;
    }

    @Override
    public long load(long offset, int size) {
        return switch ((int) offset) {
            case DATA -> divisorAccess() ? divisor & 0xff : receive();
            case INTERRUPT_ENABLE -> divisorAccess() ? divisor >>> 8 : enabled;
            case INTERRUPT_ID -> identify();
            case LINE_CONTROL -> lineControl;
            case MODEM_CONTROL -> modemControl;
            case LINE_STATUS -> lineStatus();
            case MODEM_STATUS -> MODEM_READY;
            case SCRATCH -> scratch;
            default -> 0;
        };
    }

    private int lineStatus() {
        if ((enabled & ON_RECEIVE) == 0) console.fetch();
        return TRANSMITTER_EMPTY | (console.ready() ? DATA_READY : 0);
    }

    private int receive() {
        int taken = console.take();
        update();
        return taken;
    }

    private int identify() {
        int id = pending();
        if (id == EMPTY_INTERRUPT) {
            emptyPending = false;
            update();
        }
        return id | (fifo ? FIFO_ENABLED : 0);
    }

    @Override
    public void store(long offset, int size, long value) {
        int v = (int) value & 0xff;
        switch ((int) offset) {
            case DATA -> {
                if (divisorAccess()) divisor = divisor & 0xff00 | v;
                else send((byte) v);
            }
            case INTERRUPT_ENABLE -> {
                if (divisorAccess()) divisor = divisor & 0xff | v << 8;
                else enable(v & 15);
            }
            case INTERRUPT_ID -> fifo = (v & 1) != 0;
            case LINE_CONTROL -> lineControl = v;
            case MODEM_CONTROL -> modemControl = v & 31;
            case SCRATCH -> scratch = v;
            default -> { }
        }
    }

    private void send(byte b) {
        console.put(b);
        emptyPending = true;
        update();
    }

    private void enable(int which) {
        if ((which & ~enabled & ON_EMPTY) != 0) emptyPending = true;
        enabled = which;
        update();
    }
}
