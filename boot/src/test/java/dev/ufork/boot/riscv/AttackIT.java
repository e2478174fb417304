package dev.ufork.boot.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ufork.boot.On;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The program {@code attack}, a test for each attempt: it is stopped by what must stop it, and everything else goes on. */
class AttackIT {
    private static final Pattern LINE = Pattern.compile("attack (\\S+) \\.\\.\\. (.*)");

    @TempDir
    static Path folder;

    private static Path image;

    @BeforeAll
    static void build() throws Exception {
        image = Files.write(folder.resolve("ufork-riscv.elf"), UforkRiscv.build().elf());
    }

    @TestFactory
    Stream<DynamicTest> onTheEmbeddedMachine() throws Exception {
        return attempts(On.EMBEDDED);
    }

    @TestFactory
    Stream<DynamicTest> onQemu() throws Exception {
        return attempts(On.QEMU);
    }

    /** All attempts run in one boot; the list of them in another, so that none is left out unnoticed. */
    private static Stream<DynamicTest> attempts(On on) throws Exception {
        Map<String, String> expected = on.run(image, "attack", "-l").consoleText().lines().collect(Collectors.toMap(
                line -> line.substring(0, line.indexOf(':')), line -> "stopped by " + line.substring(line.lastIndexOf("; ") + 2), (a, b) -> a, TreeMap::new));
        Outcome outcome = on.run(image, "attack");
        Map<String, String> found = new TreeMap<>();
        for (String line : outcome.consoleText().lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) found.put(matcher.group(1), matcher.group(2));
        }
        List<String> report = outcome.report();
        Stream<DynamicTest> each = expected.entrySet().stream().map(row -> dynamicTest(row.getKey(),
                () -> assertThat(found.get(row.getKey())).as(row.getKey()).isEqualTo(row.getValue())));
        return Stream.concat(each, Stream.of(dynamicTest("all of them, and the machine goes on", () -> {
            assertThat(expected).hasSizeGreaterThan(200);
            assertThat(found.keySet()).isEqualTo(expected.keySet());
            assertThat(outcome.verdict()).as(String.join("\n", report)).isEqualTo(new Verdict.Exited(0));
        })));
    }
}
