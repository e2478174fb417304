package dev.ufork.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryTest {
    private static final long BASE = 0x8000_0000L;
    private final Memory memory = new Memory(BASE, 4L << 20);

    @Test
    void valuesAreLittleEndianAndZeroExtended() {
        memory.store(BASE + 3, 8, 0x8877_6655_4433_2211L);
        assertThat(memory.load(BASE + 3, 1)).isEqualTo(0x11);
        assertThat(memory.load(BASE + 9, 2)).isEqualTo(0x8877);
        assertThat(memory.load(BASE + 7, 4)).isEqualTo(0x8877_6655L);
    }

    @Test
    void accessesMayCrossChunks() {
        long edge = BASE + Memory.CHUNK;
        memory.store(edge - 3, 8, 0x0807_0605_0403_0201L);
        assertThat(memory.load(edge - 3, 8)).isEqualTo(0x0807_0605_0403_0201L);
        assertThat(memory.load(edge, 4)).isEqualTo(0x0706_0504L);
    }

    @Test
    void everyStoreClearsTheTagsItTouches() {
        memory.tag(BASE + 0x10, true);
        memory.tag(BASE + 0x20, true);
        memory.tag(BASE + 0x30, true);
        memory.store(BASE + 0x1f, 1, 7);
        assertThat(memory.tags64(BASE)).isEqualTo(0b1100);
        memory.store(BASE + 0x2c, 8, 7);
        assertThat(memory.tags64(BASE)).isZero();
    }

    @Test
    void writingBytesClearsTags() {
        memory.tag(BASE, true);
        memory.tag(BASE + 0x40, true);
        memory.write(BASE + 0xf, new byte[0x31]);
        assertThat(memory.tag(BASE)).isFalse();
        assertThat(memory.tag(BASE + 0x40)).isTrue();
    }

    @Test
    void memoryNeedNotBeginAtAChunk() {
        Memory rom = Memory.rom(0x1000, 0xf000);
        rom.store(0x1000, 8, 42);
        assertThat(rom.load(0x1000, 8)).isEqualTo(42);
        assertThat(rom.contains(0xfff, 1)).isFalse();
        assertThat(rom.contains(0xffff, 1)).isTrue();
    }

    @Test
    void aMisplacedMemoryIsRefused() {
        assertThatThrownBy(() -> new Memory(0x1800, 0x1000)).hasMessageContaining("both must be multiples of 0x1000");
    }
}
