package dev.ufork.images.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes ELF files of one segment, good and bad. */
final class TinyElf {
    private static final int HEADERS = 64 + 56;

    private TinyElf() {}

    /** A RISC-V file with these words at the first byte of RAM. */
    static Path riscv(Path path, int... words) throws IOException {
        return write(path, 243, 0x8000_0000L, words);
    }

    static Path write(Path path, int machine, long address, int... words) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(HEADERS + 4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1).position(16);
        out.putShort((short) 2).putShort((short) machine).putInt(1).putLong(address).putLong(64).putLong(0).putInt(0);
        out.putShort((short) 64).putShort((short) 56).putShort((short) 1).position(64);
        out.putInt(1).putInt(5).putLong(HEADERS).putLong(address).putLong(address).putLong(4L * words.length).putLong(4L * words.length).putLong(4);
        for (int word : words) {
            out.putInt(word);
        }
        return Files.write(path, out.array());
    }
}
