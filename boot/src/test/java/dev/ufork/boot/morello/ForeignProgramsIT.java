package dev.ufork.boot.morello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.boot.On;
import dev.ufork.boot.UforkImage;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Programs as CHERI LLVM's linker writes static position-independent ones for Morello: no {@code __cap_relocs}, but a dynamic section, relocations with
 * addend, and a fragment in each capability's place.
 *
 * <p>They are made by hand from a program of ours: its bytes, its capabilities in the other form, a segment with the tables, no sections.
 */
class ForeignProgramsIT {
    // Offsets in an ELF64 file's headers. Source: System V gABI, chapters 4 and 5.
    private static final int SEGMENTS = 32;
    private static final int SECTIONS = 40;
    private static final int SEGMENT_COUNT = 56;
    private static final int SECTION_COUNT = 60;
    private static final int NAMES = 62;
    private static final int SEGMENT = 56;
    private static final int SECTION = 64;
    private static final int CAP_RELOC = 40;
    private static final int RELA = 24;
    private static final int MORELLO_RELATIVE = 59395;
    private static final int PAGE = 4096;

    @TempDir
    static Path folder;

    private static Path image;
    private static int tables;

    @BeforeAll
    static void build() throws Exception {
        byte[] hello = new UforkImage(new UforkMorello()).program("hello", "dev.ufork.apps.Hello").elf();
        Map<String, byte[]> programs = new TreeMap<>();
        programs.put("foreign", foreign(hello, b -> {}));
        programs.put("relative", foreign(hello, b -> b.putInt(tables + 8, 1027)));
        programs.put("unaligned", foreign(hello, b -> b.putLong(tables, b.getLong(tables) + 8)));
        image = Files.write(folder.resolve("ufork-morello.elf"), new UforkMorello().build(programs).elf());
    }

    private static byte[] foreign(byte[] ours, Consumer<ByteBuffer> damage) {
        ByteBuffer old = ByteBuffer.wrap(ours).order(ByteOrder.LITTLE_ENDIAN);
        int relocs = section(old, "__cap_relocs");
        int from = (int) old.getLong(relocs + 24);
        int count = (int) old.getLong(relocs + 32) / CAP_RELOC;
        assertThat(count).isPositive();
        long end = up(end(old));
        tables = (int) up(ours.length);
        int dynamic = tables + count * RELA;
        int headers = dynamic + 4 * 16;
        int segments = old.getShort(SEGMENT_COUNT);

        ByteBuffer b = ByteBuffer.allocate(headers + (segments + 2) * SEGMENT).order(ByteOrder.LITTLE_ENDIAN).put(ours).rewind();
        for (int n = 0; n < count; n++) capability(b, from + n * CAP_RELOC, tables + n * RELA, end);
        long[] tags = {7, end, 8, (long) count * RELA, 9, RELA, 0, 0};
        for (int n = 0; n < tags.length; n++) b.putLong(dynamic + n * 8, tags[n]);
        b.put(headers, ours, (int) old.getLong(SEGMENTS), segments * SEGMENT);
        segment(b, headers + segments * SEGMENT, 1, tables, end, headers - tables);
        segment(b, headers + (segments + 1) * SEGMENT, 2, dynamic, end + dynamic - tables, headers - dynamic);
        b.putLong(SEGMENTS, headers).putShort(SEGMENT_COUNT, (short) (segments + 2));
        b.putLong(SECTIONS, 0).putShort(SECTION_COUNT, (short) 0).putShort(NAMES, (short) 0);
        damage.accept(b);
        return b.array();
    }

    /** One of our relocations as a fragment and a relocation; functions have the bounds of all that is loaded. */
    private static void capability(ByteBuffer b, int ours, int rela, long end) {
        long place = b.getLong(ours);
        long base = b.getLong(ours + 8);
        long offset = b.getLong(ours + 16);
        long flags = b.getLong(ours + 32);
        boolean function = flags < 0;
        int fragment = fileOffset(b, place);
        long permissions = function ? 4 : flags << 1 < 0 ? 1 : 2;
        b.putLong(fragment, function ? 0 : base).putLong(fragment + 8, (function ? end : b.getLong(ours + 24)) | permissions << 56);
        b.putLong(rela, place).putInt(rela + 8, MORELLO_RELATIVE).putLong(rela + 16, function ? base + offset + 1 : offset);
    }

    private static void segment(ByteBuffer b, int at, int type, long offset, long address, long bytes) {
        b.putInt(at, type).putInt(at + 4, 4).putLong(at + 8, offset).putLong(at + 16, address).putLong(at + 32, bytes).putLong(at + 40, bytes);
    }

    private static int section(ByteBuffer b, String wanted) {
        int all = (int) b.getLong(SECTIONS);
        int names = (int) b.getLong(all + b.getShort(NAMES) * SECTION + 24);
        byte[] name = (wanted + "\0").getBytes(StandardCharsets.US_ASCII);
        for (int n = 0; n < b.getShort(SECTION_COUNT); n++) {
            byte[] found = new byte[name.length];
            b.get(names + b.getInt(all + n * SECTION), found);
            if (Arrays.equals(name, found)) return all + n * SECTION;
        }
        throw new AssertionError("no section " + wanted);
    }

    private static long end(ByteBuffer b) {
        long end = 0;
        for (int n = 0, at = (int) b.getLong(SEGMENTS); n < b.getShort(SEGMENT_COUNT); n++, at += SEGMENT)
            if (b.getInt(at) == 1) end = Math.max(end, b.getLong(at + 16) + b.getLong(at + 40));
        return end;
    }

    private static int fileOffset(ByteBuffer b, long address) {
        for (int n = 0, at = (int) b.getLong(SEGMENTS); n < b.getShort(SEGMENT_COUNT); n++, at += SEGMENT) {
            long within = address - b.getLong(at + 16);
            if (b.getInt(at) == 1 && within >= 0 && within + 16 <= b.getLong(at + 32)) return (int) (b.getLong(at + 8) + within);
        }
        throw new AssertionError("the file has no bytes for 0x%x".formatted(address));
    }

    private static long up(long n) {
        return n + PAGE - 1 & -PAGE;
    }

    @ParameterizedTest
    @EnumSource
    void aForeignProgramRunsAndForks(On on) throws Exception {
        Outcome outcome = on.run(image, "foreign");
        assertThat(outcome.verdict()).as(String.join("\n", outcome.report())).isEqualTo(new Verdict.Exited(0));
        assertThat(outcome.consoleText()).isEqualTo("hello from process 2\nhello from its child, process 3\nthe child ended with 7\n");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotSupportedIsNamedAndTheKernelGoesOn(On on) throws Exception {
        String console = on.run(image, "each", "relative", "unaligned", "foreign").consoleText();
        assertThat(console).contains(
                "ufork: relative cannot be run: relocation type 1027 is not supported: see the file's offset 0x%x\n".formatted(tables),
                "ufork: unaligned cannot be run: a capability relocation leaves the program, is not aligned, or names bounds that no capability has: "
                        + "see the file's offset 0x%x\n".formatted(tables));
        assertThat(console).doesNotContain("memory is lost").endsWith("the child ended with 7\nforeign: ended with 0\n");
    }
}
