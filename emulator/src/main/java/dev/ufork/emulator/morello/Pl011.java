package dev.ufork.emulator.morello;

import dev.ufork.emulator.ConsolePort;
import dev.ufork.emulator.Device;
import java.util.function.Consumer;

/** Arm's serial port PL011: what is written is out at once, one byte of input is held (DDI 0183, chapter 3). */
final class Pl011 implements Device {
    static final long BASE = 0x0900_0000;
    private static final int RX = 1 << 4;
    private static final int TX = 1 << 5;
    private static final int[] ID = {0x11, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1};

    private final ConsolePort port;
    private final Consumer<Boolean> line;
    private final int[] registers = new int[0x48 / 4];
    private int raw = TX;

    Pl011(ConsolePort port, Consumer<Boolean> line) {
        this.port = port;
        this.line = line;
        registers[0x30 / 4] = 0x300;
        port.onArrival(this::update);
    }

    @Override
    public String name() {
        return "pl011";
    }

    @Override
    public long size() {
        return 0x1000;
    }

    private void update() {
        raw = raw & ~RX | (port.ready() ? RX : 0);
        line.accept((raw & registers[0x38 / 4]) != 0);
    }

    @Override
    public long load(long offset, int size) {
        if (offset >= 0xfe0) return ID[(int) (offset - 0xfe0) / 4];
        int at = (int) offset & ~3;
        switch (at) {
            case 0x00 -> {
                int byteRead = port.take();
                update();
                return byteRead;
            }
            case 0x18 -> {
                if ((registers[0x38 / 4] & RX) == 0) port.fetch();
                return 0x80 | (port.ready() ? 0 : 0x10);
            }
            case 0x3c -> {
                return raw;
            }
            case 0x40 -> {
                return raw & registers[0x38 / 4];
            }
            default -> {
                return at < 0x48 ? registers[at / 4] : 0;
            }
        }
    }

    @Override
    public void store(long offset, int size, long value) {
        int at = (int) offset & ~3;
        if (at == 0) {
            port.put((byte) value);
            raw |= TX;
        } else if (at == 0x44) {
            raw &= ~(int) value;
        } else if (at < 0x48) {
            registers[at / 4] = (int) value;
        }
        update();
    }
}
