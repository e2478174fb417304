package dev.ufork.images.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ufork.boot.morello.HelloMorello;
import dev.ufork.emulator.ElfProgram;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The disk as its layers promise it to each other; programs of other hands read it in {@link BoardImageIT}. */
class BoardImageTest {
    private static final byte[] ELF = HelloMorello.build().elf();

    @Test
    void theSameKernelGivesTheSameDisk() {
        assertThat(BoardImage.of("hello", ELF)).isEqualTo(BoardImage.of("hello", ELF));
    }

    @Test
    void theKernelIsInTheApplicationByteForByte() {
        FlatImage kernel = FlatImage.of(ElfProgram.read("hello", ELF));
        byte[] application = BoardImage.application("hello", ELF);
        ByteBuffer headers = ByteBuffer.wrap(application).order(ByteOrder.LITTLE_ENDIAN);
        int pe = headers.getInt(60);
        int data = pe + 24 + headers.getShort(pe + 20) + 40;
        assertThat(headers.getInt(data + 8)).as("bytes of .data").isEqualTo(kernel.bytes().length);
        int at = headers.getInt(data + 20);
        assertThat(ByteBuffer.wrap(application, at, kernel.bytes().length)).isEqualTo(ByteBuffer.wrap(kernel.bytes()));
    }

    @Test
    void aLargeKernelGetsALargerPartition() {
        byte[] file = new byte[40 << 20];
        int sectors = 48 << 11;
        assertThat(FatVolume.with(sectors, 0, 1, "LABEL      ", List.of("FILE       "), file)).hasSize(sectors * Sizes.SECTOR);
    }

    @Test
    void volumesThatAreNotFat16AreRefused() {
        assertThatThrownBy(() -> FatVolume.with(4096, 0, 1, "LABEL      ", List.of("FILE       "), new byte[1]))
                .hasMessageContaining("is not FAT16");
        assertThatThrownBy(() -> FatVolume.with(32768, 0, 1, "LABEL      ", List.of("FILE       "), new byte[20 << 20]))
                .hasMessageContaining("does not fit");
    }
}
