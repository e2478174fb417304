package dev.ufork.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad files get one sentence each. */
class ElfFileTest {
    private static final Path PATH = Path.of("k.elf");

    @Test
    void readsTheProbe() throws Exception {
        ElfFile file = ElfFile.parse(PATH, ProbeProgram.bytes());
        assertThat(file.board()).isEqualTo(Board.RISCV64);
        assertThat(file.program().entry()).isEqualTo(0x8000_0000L);
        assertThat(file.program().segments()).singleElement().satisfies(segment -> {
            assertThat(segment.address()).isEqualTo(0x8000_0000L);
            assertThat(segment.bytes()).hasSize(80);
            assertThat(segment.memorySize()).isEqualTo(80);
        });
    }

    static Arguments[] broken() {
        return new Arguments[] {
                bytes("empty", new byte[0], "is not an ELF file"),
                bytes("text", "#!/bin/sh\n".getBytes(), "is not an ELF file"),
                cut("in the header", 40, "is truncated"),
                cut("in the program headers", 100, "is truncated"),
                cut("in the segment", 150, "is truncated"),
                changed("32 bits", b -> b.put(4, (byte) 1), "is not a 64-bit little-endian ELF file"),
                changed("big endian", b -> b.put(5, (byte) 2), "is not a 64-bit little-endian ELF file"),
                changed("x86-64", b -> b.putShort(18, (short) 62), "is for ELF machine 62; the machines here run riscv64 (243) and morello (183)"),
                changed("object file", b -> b.putShort(16, (short) 1), "not an executable"),
                changed("nothing to load", b -> b.putInt(64, 4), "has nothing to load"),
                changed("offset wraps", b -> b.putLong(72, -8), "is truncated"),
                changed("size wraps", b -> b.putLong(96, Long.MAX_VALUE), "is truncated"),
                changed("more in the file than in memory", b -> b.putLong(104, 8), "80 bytes in the file and only 8 in memory"),
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void refuses(String name, byte[] bytes, String sentence) {
        assertThatThrownBy(() -> ElfFile.parse(PATH, bytes)).isInstanceOf(UnusableFile.class)
                .hasMessageStartingWith("k.elf").hasMessageContaining(sentence).hasMessageNotContaining("\n");
    }

    @Test
    void refusesSegmentsOutsideRam() throws Exception {
        ElfFile low = ElfFile.parse(PATH, change(b -> b.putLong(88, 0x7fff_fff0L)));
        assertThatThrownBy(() -> low.requireFits(1 << 20)).isInstanceOf(UnusableFile.class).hasMessage(
                "k.elf: the segment at 0x7ffffff0..0x80000040 lies outside RAM, which is 0x80000000..0x80100000 on riscv64 with 1M");

        ElfFile high = ElfFile.parse(PATH, change(b -> b.putLong(88, 0x8000_0000L + (1 << 20) - 79)));
        assertThatThrownBy(() -> high.requireFits(1 << 20)).isInstanceOf(UnusableFile.class);

        ElfFile lastByte = ElfFile.parse(PATH, change(b -> b.putLong(88, 0x8000_0000L + (1 << 20) - 80)));
        assertThatCode(() -> lastByte.requireFits(1 << 20)).doesNotThrowAnyException();

        ElfFile huge = ElfFile.parse(PATH, change(b -> b.putLong(104, Long.MAX_VALUE)));
        assertThatThrownBy(() -> huge.requireFits(1 << 20)).isInstanceOf(UnusableFile.class);
    }

    @Test
    void refusesWhatCannotBeRead(@TempDir Path folder) {
        assertThatThrownBy(() -> ElfFile.read(folder.resolve("none.elf"))).isInstanceOf(UnusableFile.class)
                .hasMessage("there is no file " + folder.resolve("none.elf"));
        assertThatThrownBy(() -> ElfFile.read(folder)).isInstanceOf(UnusableFile.class).hasMessageContaining("is a directory");
    }

    private static Arguments bytes(String name, byte[] bytes, String sentence) {
        return Arguments.of(name, bytes, sentence);
    }

    private static Arguments cut(String where, int length, String sentence) {
        return Arguments.of("cut " + where, Arrays.copyOf(ProbeProgram.bytes(), length), sentence);
    }

    private static Arguments changed(String name, Consumer<ByteBuffer> change, String sentence) {
        return Arguments.of(name, change(change), sentence);
    }

    private static byte[] change(Consumer<ByteBuffer> change) {
        byte[] bytes = ProbeProgram.bytes();
        change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        return bytes;
    }
}
