package dev.ufork.boot.riscv.guest;

import dev.ufork.dsl.Device;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Offset;
import dev.ufork.dsl.Ref;

/** The console, a 16550. */
@Kernel
final class Serial {
    private Serial() {}

    /** The registers of the 16550 that are used. */
    @Device
    interface Uart extends Ref {
        void data(byte b);    byte data();
        @Offset(5) byte lineStatus();
    }

    private static final int RECEIVED = 1;
    private static final int READY_TO_SEND = 1 << 5;

    @Export("put")
    static void put(int c) {
        Uart uart = Stubs.console().as(Uart.class);
        while ((uart.lineStatus() & READY_TO_SEND) == 0) { }
        uart.data((byte) c);
    }

    /** Returns the next character received, or -1. */
    @Export("get")
    static int get() {
        Uart uart = Stubs.console().as(Uart.class);
        return (uart.lineStatus() & RECEIVED) == 0 ? -1 : uart.data() & 0xff;
    }
}
