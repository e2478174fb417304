package dev.ufork.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A shell script says the same here as under the host's dash, byte for byte. */
@ParameterizedClass
@EnumSource(Built.class)
class ShellIT {
    private static final Path DASH = Path.of("/bin/dash");

    private static final Pattern LAST = Pattern.compile("(?m)^([0-9]+) sentences tried, 0 failed\n\\z");

    private static String script;
    private final Path image;

    @TempDir
    Path folder;

    ShellIT(Built built) throws Exception {
        image = built.image();
    }

    @BeforeAll
    static void read() throws Exception {
        try (var in = ShellIT.class.getResourceAsStream("shell.sh")) {
            script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Outcome run(On on, String... command) throws Exception {
        return on.run(image, Duration.ofSeconds(120), command);
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatDashSays(On on) throws Exception {
        if (!Files.isExecutable(DASH)) abort("the shell was not compared: this host has no " + DASH);
        Outcome outcome = run(on, "sh", "-c", script);
        Process dash = Snippets.dash("-c", script).redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())).start();
        String expected = new String(dash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(outcome.consoleText()).isEqualTo(expected);
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(dash.waitFor()));
    }

    /** Many small scripts, each in a shell of its own, which are read from the console. */
    @ParameterizedTest
    @EnumSource
    void saysWhatDashSaysOfEachSnippet(On on) throws Exception {
        if (!Files.isExecutable(DASH)) abort("snippets were not compared: this host has no " + DASH);
        Snippets.of("snippets.txt").sayTheSame(on, image, folder);
    }

    /** Processes that make processes, all under a limit: they end, nothing is lost, and the shell that began it goes on. */
    @ParameterizedTest
    @EnumSource
    void aForkBombIsHeldByItsLimit(On on) throws Exception {
        Outcome outcome = run(on, "sh", "-c", """
            ps | wc -l
            sh -c 'ulimit -p 24; bomb() { [ $1 -gt 0 ] && { bomb $(($1 - 1)) | bomb $(($1 - 1)) & bomb $(($1 - 1)); }; }; bomb 6; echo $?' 2>/tmp/why
            sleep 5; tail -n 1 /tmp/why; ps | wc -l
            n=0; while [ $n -lt 30 ]; do (exit 3) & n=$((n + 1)); done; wait; echo alive
            """);
        assertThat(outcome.consoleText()).matches("([0-9]+)\n[0-9]+\nsh: 1: Cannot fork\n\\1\nalive\n");
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(0));
    }

    /** A thousand, and an error for more than the stack holds. */
    @Test
    void functionsCallFunctions() throws Exception {
        Outcome outcome = run(On.EMBEDDED, "sh", "-c", """
            f() { if [ $1 -gt 0 ]; then f $(($1 - 1)); fi; }
            f 1000; echo $?; (f 20000) 2>&1; echo $?""");
        assertThat(outcome.consoleText()).isEqualTo("0\nsh: 1: commands nested too deeply\n2\n");
    }

    @ParameterizedTest
    @EnumSource
    void doesWhatTheManualSays(On on) throws Exception {
        Outcome outcome = run(on, "conform");
        Matcher last = LAST.matcher(outcome.consoleText());             // before it, reports of two faults that are meant
        assertThat(last.find()).as(outcome.consoleText()).isTrue();
        assertThat(Integer.parseInt(last.group(1))).isGreaterThanOrEqualTo(300);
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(0));
    }
}
