package dev.ufork.emulator.riscv;

import dev.ufork.emulator.Memory;

/**
 * The code at the reset vector, QEMU's own: hart number to a0, device tree to a1, firmware information to a2, and a
 * jump to the start of RAM.
 */
final class ResetRom {
    static final long BASE = 0x1000;
    private static final long SIZE = 0xf000;
    private static final int CODE_BYTES = 40;
    /** "OSBI", version 2: what follows the code tells a firmware where to go next, and here there is no next. */
    private static final long FIRMWARE_MAGIC = 0x4942_534f;
    private static final long FIRMWARE_VERSION = 2;
    private static final long NEXT_IS_SUPERVISOR = 1;

    private static final int[] CODE = {
        0x0000_0297,    // auipc t0, 0
        0x0282_8613,    // addi  a2, t0, 40
        0xf140_2573,    // csrr  a0, mhartid
        0x0202_b583,    // ld    a1, 32(t0)
        0x0182_b283,    // ld    t0, 24(t0)
        0x0002_8067,    // jr    t0
    };

    private ResetRom() {}

    static Memory of(long start, long deviceTree) {
        Memory rom = Memory.rom(BASE, SIZE);
        for (int i = 0; i < CODE.length; i++) rom.store(BASE + 4 * i, 4, CODE[i]);
        rom.store(BASE + 24, 8, start);
        rom.store(BASE + 32, 8, deviceTree);
        long[] firmware = {FIRMWARE_MAGIC, FIRMWARE_VERSION, 0, NEXT_IS_SUPERVISOR, 0, 0};
        for (int i = 0; i < firmware.length; i++) rom.store(BASE + CODE_BYTES + 8 * i, 8, firmware[i]);
        return rom;
    }
}
