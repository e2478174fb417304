package dev.ufork.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.MachineException;
import dev.ufork.emulator.morello.TestBoard;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * The public suite of Morello programs generated from the Sail model, on our test board, all in this JVM.
 *
 * <p>A program loads its state, runs a few instructions, compares, and prints OK. Its source, beside it, names the
 * instructions, by which failures are grouped. {@code -Dmorello.tests=DIR} says where the suite is.
 */
class MorelloSuiteTest {
    private static final Pattern INSTRUCTION = Pattern.compile("\\.inst 0x[0-9a-f]+ // ([^\\s:]+)");
    private static final long LIMIT = 100_000;

    /** A set and how many of its hundred programs must pass; the rest of the suite may lose as many as QEMU does. */
    private static final String FIRST_SET = "2020-10-01";
    private static final int LOST_BY_QEMU = 2;

    private record Failure(Path file, String how) {}

    @Test
    void programsPrintOk() throws IOException, InterruptedException, ExecutionException {
        String folder = System.getProperty("morello.tests", "");
        assumeTrue(!folder.isEmpty() && Files.isDirectory(Path.of(folder)),
                "needs the ELF files of rems-project/morello-generated-tests: give their folder as -Dmorello.tests=DIR");
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of(folder))) {
            files = all.filter(f -> f.toString().matches(".*\\.elf(\\.gz)?")).sorted().toList();
        }
        assertThat(files).isNotEmpty();
        List<Failure> failures = run(files);
        report(files.size(), failures);
        long firstSet = files.stream().filter(MorelloSuiteTest::isFirstSet).count();
        assertThat(failures.stream().filter(f -> isFirstSet(f.file())).count()).isLessThanOrEqualTo(firstSet / 100);
        assertThat(failures).hasSizeLessThanOrEqualTo(LOST_BY_QEMU);
    }

    private static boolean isFirstSet(Path file) {
        return file.toString().contains(FIRST_SET);
    }

    private static List<Failure> run(List<Path> files) throws InterruptedException, ExecutionException {
        try (var pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<Future<Optional<Failure>>> runs = files.stream().map(f -> pool.submit(() -> run(f))).toList();
            List<Failure> failures = new java.util.ArrayList<>();
            for (Future<Optional<Failure>> run : runs) run.get().ifPresent(failures::add);
            return failures;
        }
    }

    private static Optional<Failure> run(Path file) throws IOException {
        StringBuilder printed = new StringBuilder();
        TestBoard board = new TestBoard(MachineConfig.standard().withInstructionLimit(LIMIT).withConsole(b -> printed.append((char) b)));
        try {
            board.load(ElfProgram.read(file.getFileName().toString(), bytes(file)));
        } catch (MachineException e) {
            return Optional.of(new Failure(file, e.getMessage()));
        }
        var outcome = board.run().outcome();
        return printed.toString().startsWith("OK") ? Optional.empty() : Optional.of(new Failure(file, outcome + " " + printed.toString().strip()));
    }

    private static byte[] bytes(Path file) throws IOException {
        byte[] raw = Files.readAllBytes(file);
        if (!file.toString().endsWith(".gz")) return raw;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(raw))) {
            return in.readAllBytes();
        }
    }

    private static void report(int programs, List<Failure> failures) throws IOException {
        Map<String, TreeSet<String>> byInstruction = new TreeMap<>();
        for (Failure f : failures) {
            Path source = Path.of(f.file().toString().replaceFirst("\\.elf(\\.gz)?$", ".s"));
            if (!Files.exists(source)) continue;
            Matcher m = INSTRUCTION.matcher(Files.readString(source).split("preamble:")[0]);
            while (m.find()) byInstruction.computeIfAbsent(m.group(1), _ -> new TreeSet<>()).add(f.file().getFileName().toString());
        }
        System.out.printf("Morello suite: %d of %d programs pass%n", programs - failures.size(), programs);
        failures.forEach(f -> System.out.printf("  %s: %s%n", f.file(), f.how()));
        byInstruction.entrySet().stream().filter(e -> e.getValue().size() > 1)
                .sorted((a, b) -> b.getValue().size() - a.getValue().size())
                .forEach(e -> System.out.printf("  %-20s in %d failures: %s%n", e.getKey(), e.getValue().size(), e.getValue()));
    }
}
