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

    private Guests() {}

    /** The probe's file with other instructions in it, written to {@code path}. */
    static Boot boot(Path path, int[] words) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(ProbeProgram.bytes()).order(ByteOrder.LITTLE_ENDIAN).position(64 + 56);
        for (int word : words) {
            bytes.putInt(word);
        }
        return Boot.of(ElfFile.read(Files.write(path, bytes.array())));
    }
}
