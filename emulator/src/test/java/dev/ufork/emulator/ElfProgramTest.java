package dev.ufork.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ElfProgramTest {
    private static final long BASE = 0x8000_0000L;

    /** An executable with one segment of four bytes, eight in memory. */
    private static byte[] elf(int machine, long address) {
        ByteBuffer b = ByteBuffer.allocate(64 + 56 + 4).order(ByteOrder.LITTLE_ENDIAN);
        b.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
        b.putShort((short) 2).putShort((short) machine).putInt(1).putLong(BASE).putLong(64).putLong(0).putInt(0);
        b.putShort((short) 64).putShort((short) 56).putShort((short) 1).position(64);
        b.putInt(1).putInt(5).putLong(120).putLong(address).putLong(address).putLong(4).putLong(8).putLong(4096);
        b.putInt(0x1234_5678);
        return b.array();
    }

    @Test
    void segmentsGoToTheirPhysicalAddress() {
        Memory memory = new Memory(BASE, 1 << 20);
        ElfProgram.read("k", elf(243, BASE + 0x100)).loadInto(memory, 243);
        assertThat(memory.load(BASE + 0x100, 8)).isEqualTo(0x1234_5678);
    }

    @Test
    void whatIsNoElfIsSaidSo() {
        assertThatThrownBy(() -> ElfProgram.read("notes.txt", "hello".getBytes()))
                .isInstanceOf(MachineException.class).hasMessageStartingWith("notes.txt is not an ELF file");
    }

    @Test
    void aTruncatedFileIsSaidSo() {
        byte[] whole = elf(243, BASE);
        assertThatThrownBy(() -> ElfProgram.read("k", Arrays.copyOf(whole, whole.length - 1)))
                .hasMessage("k is truncated: segment 0 would end at byte 124, the file has 123");
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ElfProgram.read("k", part)).isInstanceOf(MachineException.class);
        }
    }

    @Test
    void anotherMachineIsNamed() {
        Memory memory = new Memory(BASE, 1 << 20);
        assertThatThrownBy(() -> ElfProgram.read("k", elf(183, BASE)).loadInto(memory, 243))
                .hasMessage("k is for ELF machine 183 (AArch64), this machine runs 243 (RISC-V)");
    }

    @Test
    void outsideRamIsRefused() {
        Memory memory = new Memory(BASE, 1 << 20);
        assertThatThrownBy(() -> ElfProgram.read("k", elf(243, 0x1000)).loadInto(memory, 243))
                .hasMessageContaining("loads 0x8 bytes at 0x1000, outside RAM (0x80000000..0x80100000)");
    }
}
