package dev.ufork.boot.morello.guest;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Device;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Offset;
import dev.ufork.dsl.Ref;

/** The console, a PL011. */
@Kernel
final class Serial {
    private Serial() {}

    /** The registers of the PL011 that are used (Arm DDI 0183, chapter 3). */
    @Device
    interface Uart extends Ref {
        int data();             void data(int b);
        @Offset(0x18) int flags();
        @Offset(0x38) int interrupts();     void interrupts(int mask);
    }

    private static final int NOTHING_RECEIVED = 1 << 4;
    private static final int CANNOT_SEND = 1 << 5;
    private static final int RECEIVE = 1 << 4;

    /** Reads a register; a fault if nothing is there. */
    static void touch(Cap registers) { registers.as(Uart.class).flags(); }

    @Export("put")
    static void put(int c) {
        if (Board.serial().isNull()) return;
        Uart uart = Board.serial().as(Uart.class);
        while ((uart.flags() & CANNOT_SEND) != 0) { }
        uart.data(c);
    }

    /** Returns the next character received, or -1. */
    @Export("get")
    static int get() {
        if (Board.serial().isNull()) return -1;
        Uart uart = Board.serial().as(Uart.class);
        return (uart.flags() & NOTHING_RECEIVED) != 0 ? -1 : uart.data() & 0xff;
    }

    /** Says whether characters that arrive interrupt. */
    @Export("listen")
    static void listen(boolean yes) {
        if (!Board.serial().isNull()) Board.serial().as(Uart.class).interrupts(yes ? RECEIVE : 0);
    }
}
