package dev.ufork.boot.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.boot.On;
import dev.ufork.boot.UforkImage;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import dev.ufork.isa.Forbidden;
import dev.ufork.isa.riscv.Admission;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that are no programs, in the archive of {@code ufork-riscv}: an error number and one sentence for each, and the kernel goes on. */
class RefusedProgramsIT {
    // Offsets in an ELF64 file's header and program headers. Source: System V gABI, chapters 4 and 5.
    private static final int TYPE = 16;
    private static final int MACHINE = 18;
    private static final int SEGMENTS = 32;
    private static final int FLAGS = 48;
    private static final int SEGMENT = 56;
    private static final int SEGMENT_FLAGS = 4;
    private static final int SEGMENT_OFFSET = 8;
    private static final int SEGMENT_ADDRESS = 16;
    private static final int SEGMENT_BYTES = 32;

    @TempDir
    static Path folder;

    private static byte[] hello;
    private static Path image;

    @BeforeAll
    static void build() throws Exception {
        hello = new UforkImage(new UforkRiscv()).program("hello", "dev.ufork.apps.Hello").elf();
        Map<String, byte[]> bad = new TreeMap<>();
        bad.put("text", "a text\n".getBytes(StandardCharsets.UTF_8));
        bad.put("letter", new byte[] {127});
        bad.put("arm", with(b -> b.putShort(MACHINE, (short) 183)));
        bad.put("plain", with(b -> b.putInt(FLAGS, 5)));
        bad.put("fixed", with(b -> b.putShort(TYPE, (short) 2)));
        bad.put("cut", Arrays.copyOf(hello, hello.length / 2));
        bad.put("over", with(b -> b.putLong(segment(b, 1) + SEGMENT_ADDRESS, b.getLong(segment(b, 0) + SEGMENT_ADDRESS))));
        bad.put("wx", with(b -> b.putInt(segment(b, 0) + SEGMENT_FLAGS, 7)));
        bad.put("huge", with(b -> b.putLong(segment(b, 2) + SEGMENT_ADDRESS, 1L << 40)));
        bad.put("ecall", with(b -> b.putInt((int) b.getLong(segment(b, 0) + SEGMENT_OFFSET) + 22, 0x0000_0073)));
        bad.put("semihost", with(b -> b.putInt((int) b.getLong(segment(b, 0) + SEGMENT_OFFSET) + 40, 0x01f0_1013)));
        for (Forbidden word : Admission.FORBIDDEN) bad.put(file(word), with(b -> b.putInt(text(b) + 18, word.match())));
        bad.put("hidden", AssembledProgram.elf("hidden", "lui a0, 0x730\n.half 0x1020\n"));     // sret, from the middle of an immediate on
        bad.put("across", AssembledProgram.elf("across", ".space 4094\n.word 0x10200073\n"));
        bad.put("last", with(b -> b.putInt(text(b) + 40, 0x1020_0073).putLong(segment(b, 0) + SEGMENT_BYTES, 42)));   // the rest would be zeros: ecall
        bad.put("odd", with(b -> b.putLong(segment(b, 0) + SEGMENT_BYTES, 41)));
        bad.put("shifted", with(b -> b.putLong(segment(b, 0) + SEGMENT_ADDRESS, b.getLong(segment(b, 0) + SEGMENT_ADDRESS) + 1)));
        bad.put("moved", with(b -> b.putLong(segment(b, 0) + SEGMENT_OFFSET, b.getLong(segment(b, 0) + SEGMENT_OFFSET) + 1)));
        bad.put("twice", with(b -> b.putInt(segment(b, 1) + SEGMENT_FLAGS, 5)));
        image = Files.write(folder.resolve("ufork-riscv.elf"), UforkRiscv.build(bad).elf());
    }

    private static String file(Forbidden word) {
        return "word%08x".formatted(word.match());
    }

    private static int text(ByteBuffer b) {
        return (int) b.getLong(segment(b, 0) + SEGMENT_OFFSET);
    }

    private static byte[] with(Consumer<ByteBuffer> damage) {
        byte[] copy = hello.clone();
        damage.accept(ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN));
        return copy;
    }

    private static int segment(ByteBuffer b, int n) {
        return (int) b.getLong(SEGMENTS) + n * SEGMENT;
    }

    private static int segment(int n) {
        return segment(ByteBuffer.wrap(hello).order(ByteOrder.LITTLE_ENDIAN), n);
    }

    @ParameterizedTest
    @EnumSource
    void eachIsRefusedWithASentenceAndTheKernelGoesOn(On on) throws Exception {
        Outcome outcome = on.run(image, "each", "hello", "text", "letter", "arm", "plain", "fixed", "cut", "over", "wx", "huge", "ecall", "semihost",
                "nothing", "x".repeat(300), "hello");
        assertThat(outcome.verdict()).as(String.join("\n", outcome.report())).isEqualTo(new Verdict.Exited(0));
        long text = ByteBuffer.wrap(hello).order(ByteOrder.LITTLE_ENDIAN).getLong(segment(0) + SEGMENT_ADDRESS);
        String console = outcome.consoleText();
        assertThat(console).contains(
                refused("text", "it is no 64-bit little-endian ELF file"),
                refused("letter", "it is no 64-bit little-endian ELF file"),
                refused("arm", "it is for another machine: e_machine is 183, not 243"),
                refused("plain", "it is not for pure-capability code: e_flags is 0x5"),
                refused("fixed", "it is not position-independent: e_type is not ET_DYN"),
                refused("over", "segments overlap: see the program header at the file's offset 0x%x".formatted(segment(1))),
                refused("wx", "a segment is writable and executable: see the program header at the file's offset 0x%x".formatted(segment(0))),
                refused("huge", "a segment lies outside the region: see the program header at the file's offset 0x%x".formatted(segment(2))),
                refused("ecall", "its text holds an instruction that programs may not execute, ecall (0x73), at address 0x%x".formatted(text + 22)),
                refused("semihost", "its text holds an instruction that programs may not execute, slli zero, zero, 31 (0x1f01013), at address 0x%x"
                        .formatted(text + 40)),
                "\nnothing: error 2\nnothing: ended with 127\n",
                ": error 36\n");
        assertThat(console).containsPattern("\nufork: cut cannot be run: it is cut short or points beyond its end: see the file's offset 0x[0-9a-f]+\n");
        assertThat(console).doesNotContain("memory is lost").endsWith("the child ended with 7\nhello: ended with 0\n");
    }

    /** Every word of the list, and words that are only there when one looks at every place where an instruction can begin. */
    @ParameterizedTest
    @EnumSource
    void textThatMayNotRunBesideTheKernelIsFoundWhereverItHides(On on) throws Exception {
        List<String> command = new ArrayList<>(List.of("each", "hello"));
        Admission.FORBIDDEN.forEach(word -> command.add(file(word)));
        command.addAll(List.of("hidden", "across", "last", "odd", "shifted", "moved", "twice", "hello"));
        Outcome outcome = on.run(image, command.toArray(String[]::new));
        String console = outcome.consoleText();
        long text = ByteBuffer.wrap(hello).order(ByteOrder.LITTLE_ENDIAN).getLong(segment(0) + SEGMENT_ADDRESS);
        for (Forbidden word : Admission.FORBIDDEN) assertThat(console).contains(refused(file(word), forbidden(word.name(), word.match(), text + 18)));
        assertThat(console).containsPattern("ufork: hidden cannot be run: its text holds an instruction that programs may not execute, sret \\(0x10200073\\)");
        assertThat(console).contains(refused("across", forbidden("sret", 0x1020_0073, text + 4094)));
        assertThat(console).contains(refused("last", forbidden("ecall", 0x73, text + 40)));
        for (String name : List.of("odd", "shifted", "moved", "twice"))
            assertThat(console).contains(refused(name, "its text is in several segments, or begins or ends within an instruction: see the program header at the "
                    + "file's offset 0x%x".formatted(segment(name.equals("twice") ? 1 : 0))));
        assertThat(console).doesNotContain("memory is lost").endsWith("the child ended with 7\nhello: ended with 0\n");
    }

    private static String forbidden(String name, int word, long address) {
        return "its text holds an instruction that programs may not execute, %s (0x%x), at address 0x%x".formatted(name, word, address);
    }

    private static String refused(String name, String why) {
        return "\nufork: %1$s cannot be run: %2$s\n%1$s: error 8\n%1$s: ended with 127\n".formatted(name, why);
    }

    @ParameterizedTest
    @EnumSource
    void aCommandLineThatNamesNoProgramEndsWithASentence(On on) throws Exception {
        Outcome ecall = on.run(image, "ecall");
        assertThat(ecall.consoleText()).startsWith("ufork: ecall cannot be run: its text").endsWith("ufork: ecall was not started: error 8\n");
        assertThat(ecall.verdict()).isEqualTo(new Verdict.Exited(62));
        assertThat(on.run(image, "isolation=full").consoleText()).startsWith("usage: [console=terminal] [isolation=full|fault|none] PROGRAM ARGS\nprograms: ");
    }

    @ParameterizedTest
    @EnumSource
    void tooManyArgumentsAreRefused(On on) throws Exception {
        String[] command = Collections.nCopies(257, "a").toArray(String[]::new);
        command[0] = "hello";
        Outcome outcome = on.run(image, command);
        assertThat(outcome.consoleText()).isEqualTo("ufork: hello was not started: too many arguments, or too long ones\n");
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(62));
        assertThat(on.run(image, Arrays.copyOf(command, 256)).verdict()).isEqualTo(new Verdict.Exited(0));
    }
}
