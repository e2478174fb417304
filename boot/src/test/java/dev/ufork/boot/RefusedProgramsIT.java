package dev.ufork.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.boot.morello.UforkMorello;
import dev.ufork.boot.riscv.UforkRiscv;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import dev.ufork.isa.Forbidden;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that are no programs, in the archives of the images: an error number and one sentence for each, and the kernel goes on. */
@ParameterizedClass
@EnumSource(RefusedProgramsIT.Of.class)
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

    /** An architecture: what is wrong in its programs' files. */
    enum Of {
        RISCV(new UforkRiscv(), dev.ufork.isa.riscv.Admission.FORBIDDEN, 243, 183, 5, 18, 0x0000_0073, 0x01f0_1013) {
            @Override
            void hide(Map<String, Consumer<ByteBuffer>> bad) {
                bad.put("hidden", b -> b.putInt(text(b) + 40, 0x0073_0537).putShort(text(b) + 44, (short) 0x1020));   // lui a0, 0x730: sret from its middle on
                bad.put("across", b -> b.putInt(text(b) + 4094, 0x1020_0073));
                bad.put("last", b -> b.putInt(text(b) + 40, 0x1020_0073).putLong(segment(b, 0) + SEGMENT_BYTES, 42)); // the rest would be zeros: ecall
                refused.put("hidden", new Refused(0x1020_0073, 42));
                refused.put("across", new Refused(0x1020_0073, 4094));
                refused.put("last", new Refused(0x0000_0073, 40));
            }
        },
        MORELLO(new UforkMorello(), dev.ufork.isa.morello.Admission.FORBIDDEN, 183, 243, 0, 20, 0xd400_0002, 0xd45e_0000) {
            @Override
            void hide(Map<String, Consumer<ByteBuffer>> bad) {
                bad.put("across", b -> b.putInt(text(b) + 4096, 0xd69f_03e0));
                bad.put("last", b -> b.putInt(text(b) + 40, 0xd69f_03e0).putLong(segment(b, 0) + SEGMENT_BYTES, 44));
                refused.put("across", new Refused(0xd69f_03e0, 4096));
                refused.put("last", new Refused(0xd69f_03e0, 40));
            }
        };

        final UforkParts parts;
        final List<Forbidden> forbidden;
        final int machine;
        final int otherMachine;
        final int plain;
        /** Where in the text a word is put. */
        final int place;
        final int firmware;
        final int semihosting;
        /** Words of text that are found, and where. */
        final Map<String, Refused> refused = new TreeMap<>();

        Of(UforkParts parts, List<Forbidden> forbidden, int machine, int otherMachine, int plain, int place, int firmware, int semihosting) {
            this.parts = parts;
            this.forbidden = forbidden;
            this.machine = machine;
            this.otherMachine = otherMachine;
            this.plain = plain;
            this.place = place;
            this.firmware = firmware;
            this.semihosting = semihosting;
        }

        /** Words that are only there when one looks at every place where an instruction can begin. */
        abstract void hide(Map<String, Consumer<ByteBuffer>> bad);
    }

    private record Refused(int word, int at) {}

    /** An image, and the good program that the bad ones in its archive were made from. */
    private record Made(Path image, byte[] hello) {}

    private static final Map<Of, Made> MADE = new EnumMap<>(Of.class);

    private final Of of;
    private final Path image;
    private final byte[] hello;

    RefusedProgramsIT(Of of) throws Exception {
        if (!MADE.containsKey(of)) MADE.put(of, make(of));
        this.of = of;
        image = MADE.get(of).image;
        hello = MADE.get(of).hello;
    }

    private static Made make(Of of) throws Exception {
        byte[] hello = new UforkImage(of.parts).program("hello", "dev.ufork.apps.Hello").elf();
        Map<String, Consumer<ByteBuffer>> bad = new TreeMap<>();
        bad.put("other", b -> b.putShort(MACHINE, (short) of.otherMachine));
        bad.put("plain", b -> b.putInt(FLAGS, of.plain));
        bad.put("fixed", b -> b.putShort(TYPE, (short) 2));
        bad.put("over", b -> b.putLong(segment(b, 1) + SEGMENT_ADDRESS, b.getLong(segment(b, 0) + SEGMENT_ADDRESS)));
        bad.put("wx", b -> b.putInt(segment(b, 0) + SEGMENT_FLAGS, 7));
        bad.put("huge", b -> b.putLong(segment(b, 2) + SEGMENT_ADDRESS, 1L << 40));
        bad.put("firmware", b -> b.putInt(text(b) + of.place + 4, of.firmware));
        bad.put("semihost", b -> b.putInt(text(b) + 40, of.semihosting));
        for (Forbidden word : of.forbidden) bad.put(file(word), b -> b.putInt(text(b) + of.place, word.match()));
        of.hide(bad);
        bad.put("odd", b -> b.putLong(segment(b, 0) + SEGMENT_BYTES, 41));
        bad.put("shifted", b -> b.putLong(segment(b, 0) + SEGMENT_ADDRESS, b.getLong(segment(b, 0) + SEGMENT_ADDRESS) + 1));
        bad.put("moved", b -> b.putLong(segment(b, 0) + SEGMENT_OFFSET, b.getLong(segment(b, 0) + SEGMENT_OFFSET) + 1));
        bad.put("twice", b -> b.putInt(segment(b, 1) + SEGMENT_FLAGS, 5));
        Map<String, byte[]> files = new TreeMap<>();
        byte[] longer = new UforkImage(of.parts).program("sh", "dev.ufork.apps.sh.Sh").elf();     // its text has more than a page
        bad.forEach((file, damage) -> files.put(file, with(file.equals("across") ? longer : hello, damage)));
        files.put("text", "a text\n".getBytes(StandardCharsets.UTF_8));
        files.put("letter", new byte[] {127});
        files.put("cut", Arrays.copyOf(hello, hello.length / 2));
        Path image = Files.createTempFile(of.parts.name(), ".elf");
        image.toFile().deleteOnExit();
        return new Made(Files.write(image, of.parts.build(files).elf()), hello);
    }

    private static String file(Forbidden word) {
        return "word%08x".formatted(word.match());
    }

    private static int text(ByteBuffer b) {
        return (int) b.getLong(segment(b, 0) + SEGMENT_OFFSET);
    }

    private static byte[] with(byte[] hello, Consumer<ByteBuffer> damage) {
        byte[] copy = hello.clone();
        damage.accept(ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN));
        return copy;
    }

    private static int segment(ByteBuffer b, int n) {
        return (int) b.getLong(SEGMENTS) + n * SEGMENT;
    }

    private int segment(int n) {
        return segment(ByteBuffer.wrap(hello).order(ByteOrder.LITTLE_ENDIAN), n);
    }

    @ParameterizedTest
    @EnumSource
    void eachIsRefusedWithASentenceAndTheKernelGoesOn(On on) throws Exception {
        Outcome outcome = on.run(image, "each", "hello", "text", "letter", "other", "plain", "fixed", "cut", "over", "wx", "huge", "firmware", "semihost",
                "nothing", "x".repeat(300), "hello");
        assertThat(outcome.verdict()).as(String.join("\n", outcome.report())).isEqualTo(new Verdict.Exited(0));
        long text = ByteBuffer.wrap(hello).order(ByteOrder.LITTLE_ENDIAN).getLong(segment(0) + SEGMENT_ADDRESS);
        String console = outcome.consoleText();
        assertThat(console).contains(
                refused("text", "it is no 64-bit little-endian ELF file"),
                refused("letter", "it is no 64-bit little-endian ELF file"),
                refused("other", "it is for another machine: e_machine is %d, not %d".formatted(of.otherMachine, of.machine)),
                refused("plain", "it is not for pure-capability code: e_flags is 0x%x".formatted(of.plain)),
                refused("fixed", "it is not position-independent: e_type is not ET_DYN"),
                refused("over", "segments overlap: see the program header at the file's offset 0x%x".formatted(segment(1))),
                refused("wx", "a segment is writable and executable: see the program header at the file's offset 0x%x".formatted(segment(0))),
                refused("huge", "a segment lies outside the region: see the program header at the file's offset 0x%x".formatted(segment(2))),
                refused("firmware", forbidden(of.firmware, text + of.place + 4)),
                refused("semihost", forbidden(of.semihosting, text + 40)),
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
        of.forbidden.forEach(word -> command.add(file(word)));
        command.addAll(of.refused.keySet());
        command.addAll(List.of("odd", "shifted", "moved", "twice", "hello"));
        Outcome outcome = on.run(image, command.toArray(String[]::new));
        String console = outcome.consoleText();
        long text = ByteBuffer.wrap(hello).order(ByteOrder.LITTLE_ENDIAN).getLong(segment(0) + SEGMENT_ADDRESS);
        for (Forbidden word : of.forbidden) assertThat(console).contains(refused(file(word), forbidden(word.match(), text + of.place)));
        of.refused.forEach((name, found) -> assertThat(console).contains(refused(name, forbidden(found.word, text + found.at))));
        for (String name : List.of("odd", "shifted", "moved", "twice"))
            assertThat(console).contains(refused(name, "its text is in several segments, or begins or ends within an instruction: see the program header at the "
                    + "file's offset 0x%x".formatted(segment(name.equals("twice") ? 1 : 0))));
        assertThat(console).doesNotContain("memory is lost").endsWith("the child ended with 7\nhello: ended with 0\n");
    }

    private String forbidden(int word, long address) {
        String name = of.forbidden.stream().filter(f -> f.matches(word)).findFirst().orElseThrow().name();
        return "its text holds an instruction that programs may not execute, %s (0x%x), at address 0x%x".formatted(name, word, address);
    }

    private static String refused(String name, String why) {
        return "\nufork: %1$s cannot be run: %2$s\n%1$s: error 8\n%1$s: ended with 127\n".formatted(name, why);
    }

    @ParameterizedTest
    @EnumSource
    void aCommandLineThatNamesNoProgramEndsWithASentence(On on) throws Exception {
        Outcome firmware = on.run(image, "firmware");
        assertThat(firmware.consoleText()).startsWith("ufork: firmware cannot be run: its text").endsWith("ufork: firmware was not started: error 8\n");
        assertThat(firmware.verdict()).isEqualTo(new Verdict.Exited(62));
        assertThat(on.run(image, "isolation=full").consoleText()).startsWith("usage: [console=terminal[:COLUMNS]] [isolation=full|fault|none] PROGRAM ARGS\nprograms: ");
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
