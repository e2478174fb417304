package dev.ufork.harness;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Guests of a few instructions; the words are binutils'. */
final class Guests {
    static final int[] SAY_HI_AND_LOOP = {
            0x10000437,     // lui s0, 0x10000: UART
            0x04800293,     // li  t0, 'H'
            0x00540023,     // sb  t0, 0(s0)
            0x06900293,     // li  t0, 'i'
            0x00540023,     // sb  t0, 0(s0)
            0x0000006f,     // j   .
    };

    static final int[] EXIT_42 = {
            0x00100437,     // lui  s0, 0x100: sifive_test
            0x002a32b7,     // lui  t0, 0x2a3
            0x33328293,     // addi t0, t0, 0x333: fail with status 42
            0x00542023,     // sw   t0, 0(s0)
            0x0000006f,     // j    .
    };

    /** The words are binutils'. */
    static final int[] MORELLO_SAY_H_AND_POWER_OFF = {
            0xd2a12001,     // mov  x1, #0x9000000: PL011
            0x52800902,     // mov  w2, #'H'
            0x39000022,     // strb w2, [x1]
            0x52800142,     // mov  w2, #'\n'
            0x39000022,     // strb w2, [x1]
            0xd2b08000,     // mov  x0, #0x84000000
            0xf2800100,     // movk x0, #0x8: PSCI SYSTEM_OFF
            0xd4000003,     // smc  #0
            0x14000000,     // b    .
    };

    private Guests() {}

    /** A Morello file in the same headers, at an address that leaves the device tree its place. */
    static Boot morello(Path path, int[] words) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(boot(path, words).file().program().file()).order(ByteOrder.LITTLE_ENDIAN);
        long address = 0x4020_0000L;
        bytes.putShort(18, (short) Board.MORELLO.elfMachine()).putLong(24, address).putLong(80, address).putLong(88, address);
        return Boot.of(ElfFile.read(Files.write(path, bytes.array())));
    }

    /** The probe's file with other instructions in it, written to {@code path}. */
    static Boot boot(Path path, int[] words) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(ProbeProgram.bytes()).order(ByteOrder.LITTLE_ENDIAN).position(64 + 56);
        for (int word : words) {
            bytes.putInt(word);
        }
        return Boot.of(ElfFile.read(Files.write(path, bytes.array())));
    }
}
