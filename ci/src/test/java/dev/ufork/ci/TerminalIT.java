package dev.ufork.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody at a terminal: what the tour shows of it, keys that end programs and the machine, and the terminal afterwards.
 *
 * <p>The terminal is a pseudo terminal of the host's {@code script}.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class TerminalIT {
    private static final String COMMAND = "$ ./ufork run ufork-riscv";
    private static final String ENDED = "ufork: ufork-riscv on embedded exited with status ";

    @TempDir
    Path folder;

    /** A process at a pseudo terminal. */
    private final class Session implements AutoCloseable {
        private final Process process;
        private final StringBuilder seen = new StringBuilder();
        private int read;

        Session(String... arguments) throws IOException {
            assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "not run: this host has no /usr/bin/script to make a pseudo terminal with");
            String ufork = "%s/bin/java -XX:+UseSerialGC -cp '%s' -Dufork.images='%s' dev.ufork.images.cli.Ufork run ufork-riscv %s".formatted(
                    System.getProperty("java.home"), System.getProperty("java.class.path"), UforkScript.TOP.resolve("images/target/images"), String.join(" ", arguments));
            Path commands = Files.writeString(folder.resolve("commands.sh"), "stty -g > before\n" + ufork + "\nprintf '\\nstatus %s\\n' $?\nstty -g > after\n");
            process = new ProcessBuilder("script", "-qfec", "sh " + commands, "/dev/null").directory(folder.toFile()).redirectErrorStream(true).start();
        }

        /** Reads until the text has been seen behind what was waited for before. */
        void await(String text) throws IOException {
            byte[] bytes = new byte[4096];
            InputStream in = process.getInputStream();
            while (seen.indexOf(text, read) < 0) {
                int n = in.read(bytes);
                assertThat(n).as("the session ended before it showed %s:%n%s", text, seen).isPositive();
                seen.append(new String(bytes, 0, n, StandardCharsets.UTF_8).replace("\r", ""));
            }
            read = seen.indexOf(text, read) + text.length();
        }

        void type(String keys) throws IOException {
            process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        /** Waits for the end; the terminal's settings are what they were. */
        String finish() throws Exception {
            await("\nstatus ");
            await("\n");
            process.getInputStream().transferTo(OutputStream.nullOutputStream());
            process.waitFor();
            assertThat(folder.resolve("after")).hasSameTextualContentAs(folder.resolve("before"));
            return seen.toString();
        }

        @Override public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** The lines of the tour's session, without the host's own command. */
    private static List<String> tour() throws IOException {
        List<String> lines = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(UforkScript.TOP.resolve("docs/tour.md"))) {
            if (line.equals(COMMAND)) inside = true;
            else if (inside && line.startsWith("```")) return lines;
            else if (inside) lines.add(line);
        }
        throw new AssertionError("the tour has no session that begins with " + COMMAND);
    }

    @Test
    void theTourShowsWhatHappens() throws Exception {
        List<String> shown = tour();
        try (Session session = new Session()) {
            String before = "\n";
            for (String line : shown) {
                boolean typed = line.startsWith("$ ") || line.startsWith("> ");
                if (typed) {
                    session.await(before + line.substring(0, 2));
                    session.type(line.substring(2) + "\r");
                    session.await(line.substring(2));
                    before = "\n";
                } else if (line.equals("^C")) {
                    session.await("\n");
                    session.type("\003");
                }
            }
            String expected = String.join("\n", shown.stream().map(line -> line.startsWith(ENDED) ? ENDED : line).toList());
            String seen = session.finish().replaceAll(Pattern.quote(ENDED) + "(\\d+).*\\n(?s:.*)", ENDED + "\n").strip();
            assertThat(seen).isEqualTo(expected.strip());
        }
    }

    @Test
    void aKeyEndsTheMachineWhateverRuns() throws Exception {
        try (Session session = new Session("--", "sleep", "1000")) {
            session.await("Ctrl-A x ends the machine\n");
            session.type("\001x");
            assertThat(session.finish()).contains("ended from the keyboard").contains("status 130");
        }
    }

    @Test
    void aKilledProcessLeavesTheTerminalAsItWas() throws Exception {
        try (Session session = new Session()) {
            session.await("\n$ ");
            session.process.descendants().filter(p -> p.info().command().orElse("").endsWith("/java")).forEach(ProcessHandle::destroy);
            assertThat(session.finish()).contains("status 143");
        }
    }

    /** Where it is one; {@code AttackIT} tries it where it is none. */
    @Test
    void noProgramSaysThatItIsNoTerminal() throws Exception {
        try (Session session = new Session()) {
            session.await("\n$ ");
            session.type("attack no-terminal\r");
            session.await("attack no-terminal ... stopped by kernel check (argument not used)\n");
            session.await("$ ");
            session.type("\004");
            assertThat(session.finish()).contains("status 0\n");
        }
    }

    @Test
    void keysEditTheLine() throws Exception {
        try (Session session = new Session()) {
            session.await("\n$ ");
            session.type("ecXho a\033[D\033[D\033[D\033[D\033[D\033[3~\005 b\r");
            session.await("\na b\n$ ");
            session.type("\033[A\033[A\033[Bs\177\025ls /de\t\r");
            session.await("\nnull\n");
            session.await("$ ");
            session.type("false\r");
            session.await("$ ");
            session.type("\004");
            assertThat(session.finish()).contains("status 1\n");
        }
    }
}
