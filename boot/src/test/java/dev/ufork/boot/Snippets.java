package dev.ufork.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.harness.Keyboard;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Small scripts of a resource, apart by lines of {@code %%}: what each prints, and its status, is the same here as under the host's dash. */
record Snippets(List<String> scripts) {
    private static final Path DASH = Path.of("/bin/dash");
    private static final String MARK = "@@";

    static Snippets of(String resource) throws IOException {
        try (var in = Snippets.class.getResourceAsStream(resource)) {
            return new Snippets(List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().split("\n%%\n")));
        }
    }

    /** Each in a shell of its own and an empty folder, in one boot, where a shell reads all of them from the console; {@code folder} is the host's for them. */
    void sayTheSame(On on, Path image, Path folder) throws Exception {
        Outcome outcome = on.run(image, Duration.ofSeconds(240), Keyboard.text(bytes(all("sh", "/tmp")), true), "sh");
        assertThat(outcome.verdict()).as(outcome::consoleText).isInstanceOf(Verdict.Exited.class);
        String[] ours = outcome.consoleText().split(MARK + "\n");
        String[] theirs = underDash(all(DASH.toString(), folder.toString())).split(MARK + "\n");
        assertThat(theirs).hasSize(scripts.size() + 1);
        List<String> different = new ArrayList<>();
        for (int i = 0; i < scripts.size(); i++) {
            String said = i + 1 < ours.length ? ours[i + 1] : "";
            if (!said.equals(theirs[i + 1])) different.add("%s%nhost: %s%nhere: %s%n".formatted(scripts.get(i), theirs[i + 1], said));
        }
        assertThat(different).as("of %d", scripts.size()).isEmpty();
    }

    private String all(String shell, String folder) {
        StringBuilder all = new StringBuilder("exec 2>/dev/null; umask 022; SH=" + shell + "; cd " + folder + "\n");
        for (String script : scripts) {
            all.append("echo '").append(MARK).append("'; mkdir w; cd w; $SH -c ").append(quoted(script)).append(" </dev/null; echo \"= $?\"; cd ..; rm -rf w\n");
        }
        return all.toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Who starts a build in the background may have its children ignore interrupts; a shell's answers depend on that, so it starts with none ignored. */
    static ProcessBuilder dash(String... arguments) {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal", "LC_ALL=C", "TZ=UTC", DASH.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    private static String underDash(String script) throws Exception {
        Process dash = dash().start();
        Thread.ofPlatform().start(() -> {
            try (var in = dash.getOutputStream()) {
                in.write(script.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return new String(dash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
