package dev.ufork.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ufork.dsl.Cap;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The program {@code attack}, a test for each attempt: it is stopped by what must stop it, and everything else goes on. */
class AttackIT {
    private static final Pattern LINE = Pattern.compile("attack (\\S+) \\.\\.\\. (.*)");

    private static final Path ROOT = Path.of("..");
    private static final Pattern NAMED = Pattern.compile("`([A-Za-z][A-Za-z0-9-]*\\*?)`");

    /** What must stop each attempt, by its name, as the program lists it. */
    private static final Map<Built, Map<String, String>> EXPECTED = new EnumMap<>(Built.class);

    @BeforeAll
    static void list() throws Exception {
        for (Built built : Built.values()) EXPECTED.put(built, On.EMBEDDED.run(built.image(), "attack", "-l").consoleText().lines().collect(Collectors.toMap(
                line -> line.substring(0, line.indexOf(':')), line -> "stopped by " + line.substring(line.lastIndexOf("; ") + 2), (a, b) -> a, TreeMap::new)));
    }

    @TestFactory
    List<DynamicContainer> onTheEmbeddedMachine() throws Exception {
        return attempts(On.EMBEDDED);
    }

    @TestFactory
    List<DynamicContainer> onQemu() throws Exception {
        return attempts(On.QEMU);
    }

    /** Bad memory in the place of every argument that is memory: a call that is new has a row in the program's class {@code Arguments}. */
    @ParameterizedTest
    @EnumSource
    void everyArgumentThatIsMemoryOfEveryCallIsTried(Built built) throws Exception {
        Set<String> arguments = new TreeSet<>();
        for (Method call : Class.forName("dev.ufork.user.Sys$Calls").getDeclaredMethods()) {
            if (call.getParameterCount() != 0) continue;
            Class<?>[] shape = call.getReturnType().getDeclaredMethods()[0].getParameterTypes();
            for (int n = 0; n < shape.length; n++) if (shape[n] == Cap.class) arguments.add(call.getName() + " " + n);
        }
        assertThat(arguments).contains("write 1", "rename 0", "rename 1", "futexWake 0");
        Outcome outcome = On.EMBEDDED.run(built.image(), "attack", "-arguments");
        Set<String> tried = outcome.consoleText().lines().map(line -> line.substring(0, line.indexOf(" is "))).collect(Collectors.toCollection(TreeSet::new));
        assertThat(tried).isEqualTo(arguments);
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(0));
    }

    /** The second column of docs/security.md's tables: attempts, by name or by how their names begin; programs; and classes of tests. */
    @Test
    void whatTheDocumentNamesExists() throws Exception {
        Set<String> attempts = new TreeSet<>();
        EXPECTED.values().forEach(each -> attempts.addAll(each.keySet()));
        Set<String> sources;
        try (Stream<Path> all = Files.walk(ROOT).filter(file -> file.toString().endsWith(".java"))) {
            sources = all.map(file -> file.getFileName().toString().replace(".java", "")).collect(Collectors.toCollection(TreeSet::new));
        }
        Set<String> named = new TreeSet<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/security.md"))) {
            String[] columns = line.split("\\|");
            if (columns.length == 3) NAMED.matcher(columns[2]).results().forEach(name -> named.add(name.group(1)));
        }
        assertThat(named).hasSizeGreaterThan(80).contains("integer", "go-back-*", "FetchedOnceIT");
        assertThat(named).allMatch(name -> attempts.contains(name) || sources.contains(Character.toUpperCase(name.charAt(0)) + name.substring(1))
                || name.endsWith("*") && attempts.stream().anyMatch(attempt -> attempt.startsWith(name.substring(0, name.length() - 1))), "exists");
    }

    private static List<DynamicContainer> attempts(On on) throws Exception {
        List<DynamicContainer> all = new ArrayList<>();
        for (Built built : Built.values()) all.add(dynamicContainer(built.name(), attempts(EXPECTED.get(built), on.run(built.image(), "attack"))));
        return all;
    }

    /** All attempts ran in one boot; none of the list is left out unnoticed. */
    private static Stream<DynamicTest> attempts(Map<String, String> expected, Outcome outcome) {
        Map<String, String> found = new TreeMap<>();
        for (String line : outcome.consoleText().lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) found.put(matcher.group(1), matcher.group(2));
        }
        List<String> report = outcome.report();
        Stream<DynamicTest> each = expected.entrySet().stream().map(row -> dynamicTest(row.getKey(),
                () -> assertThat(found.get(row.getKey())).as(row.getKey()).isEqualTo(row.getValue())));
        return Stream.concat(each, Stream.of(dynamicTest("all of them, and the machine goes on", () -> {
            assertThat(expected).hasSizeGreaterThan(120);
            assertThat(found.keySet()).isEqualTo(expected.keySet());
            assertThat(outcome.verdict()).as(String.join("\n", report)).isEqualTo(new Verdict.Exited(0));
        })));
    }
}
