package dev.ufork.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.harness.Board;
import dev.ufork.harness.QemuSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every {@code ./ufork} command that the documents show, and compares what they show of its output.
 *
 * <p>A command is a line {@code $ ...} in a block marked {@code console}; the lines after it are standard output, in
 * which {@code ...} stands for any number of lines. What {@code ufork} itself says, on standard error, is not compared:
 * seconds vary, and only the first run builds.
 */
class DocumentedCommandsIT {
    private static final String FENCE = "```";
    private static final Pattern STANDARD_ERROR = Pattern.compile("ufork: (building.*|\\S+ on \\S+ exited .*| .*)");

    /** A command of a document, and what is shown of its output. */
    record Shown(String document, String command, List<String> output) {}

    @TestFactory
    Stream<DynamicTest> commands() throws IOException {
        List<Shown> all = new ArrayList<>();
        for (Path document : documents()) {
            all.addAll(commandsOf(document));
        }
        assertThat(all).as("commands in the documents").hasSizeGreaterThan(5);
        return all.stream().filter(shown -> shown.command.startsWith("./ufork ") || shown.command.contains("| ./ufork "))
                .map(shown -> DynamicTest.dynamicTest(shown.document + ": " + shown.command, () -> run(shown)));
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(UforkScript.TOP.resolve("README.md")));
        try (Stream<Path> docs = Files.list(UforkScript.TOP.resolve("docs"))) {
            docs.filter(path -> path.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        return documents;
    }

    private static List<Shown> commandsOf(Path document) throws IOException {
        List<Shown> commands = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(document)) {
            if (line.strip().startsWith(FENCE)) {
                inside = line.strip().equals(FENCE + "console");
            } else if (inside && line.startsWith("$ ")) {
                commands.add(new Shown(document.getFileName().toString(), line.substring(2), new ArrayList<>()));
            } else if (inside && !STANDARD_ERROR.matcher(line).matches() && !commands.isEmpty()) {
                commands.getLast().output.add(line);
            }
        }
        return commands;
    }

    private static void run(Shown shown) throws Exception {
        boolean needsQemu = shown.command.contains("--on qemu");
        assumeTrue(!needsQemu || !QemuSearch.of(System.getenv()).candidates(Board.RISCV64).isEmpty(),
                "not run: no CHERI QEMU here for: " + shown.command);
        var result = UforkScript.run(UforkScript.TOP, Map.of(), List.of("sh", "-c", shown.command));
        assertThat(result.status()).as(result.err()).isZero();
        if (!shown.output.isEmpty()) {
            assertThat(result.out()).matches(pattern(shown.output));
        }
    }

    private static Pattern pattern(List<String> lines) {
        return Pattern.compile(lines.stream()
                .map(line -> line.strip().equals("...") ? "(?s:.*\\n)?" : Pattern.quote(line) + "\\n")
                .collect(Collectors.joining()) + "\\n*");
    }
}
