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
        assertThat(file.entry()).isEqualTo(0x8000_0000L);
        assertThat(file.segments()).containsExactly(new ElfFile.Segment(0x8000_0000L, 120, 80, 80));
    }

    static Arguments[] broken() {
        return new Arguments[] {
                bytes("empty", new byte[0], "k.elf is not an ELF file: it does not begin with 7f 45 4c 46"),
                bytes("text", "#!/bin/sh\n".getBytes(), "k.elf is not an ELF file: it does not begin with 7f 45 4c 46"),
                cut("in the header", 40, "k.elf is truncated: 40 bytes, and an ELF header has 64"),
                cut("in the program headers", 100, "k.elf is truncated: its program headers end at byte 120, and the file has 100"),
                cut("in the segment", 150, "k.elf is truncated: its segment 0 ends at byte 200, and the file has 150"),
                changed("32 bits", b -> b.put(4, (byte) 1), "k.elf is not a 64-bit little-endian ELF file"),
                changed("big endian", b -> b.put(5, (byte) 2), "k.elf is not a 64-bit little-endian ELF file"),
                changed("x86-64", b -> b.putShort(18, (short) 62),
                        "k.elf is for ELF machine 62; the machines here run riscv64 (243) and morello (183)"),
                changed("object file", b -> b.putShort(16, (short) 1), "k.elf has ELF type 1 and cannot be booted; link it into an executable"),
                changed("nothing to load", b -> b.putInt(64, 4), "k.elf has nothing to load: no PT_LOAD segment with bytes in it"),
                changed("offset wraps", b -> b.putLong(72, -8), "k.elf is truncated: its segment 0 ends at byte 72, and the file has 200"),
                changed("size wraps", b -> b.putLong(96, Long.MAX_VALUE),
                        "k.elf is truncated: its segment 0 ends at byte 9223372036854775927, and the file has 200"),
                changed("more in the file than in memory", b -> b.putLong(104, 8), "k.elf: segment 0 has more bytes in the file than in memory"),
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void refuses(String name, byte[] bytes, String sentence) {
        assertThatThrownBy(() -> ElfFile.parse(PATH, bytes)).isInstanceOf(UnusableFile.class).hasMessage(sentence);
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

        ElfFile huge = ElfFile.parse(PATH, change(b -> b.putLong(104, Long.MIN_VALUE)));
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
