package dev.ufork.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ufork.harness.Keyboard;
import dev.ufork.harness.Outcome;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random scripts print and return the same under this shell as under the host's dash, and complain when dash does.
 *
 * <p>{@code -Dufork.shell.scripts=N -Dufork.shell.seed=S} runs others and more; each is named by its seed. {@code -Dufork.shell.machine=QEMU} and
 * {@code -Dufork.shell.image=MORELLO} choose where.
 */
class RandomScriptIT {
    private static final Path DASH = Path.of("/bin/dash");
    private static final String MARK = "@@\n";
    private static final int BATCH = 50;

    @TempDir
    Path folder;

    @Test
    void sayWhatDashSays() throws Exception {
        if (!Files.isExecutable(DASH)) abort("random scripts were not compared: this host has no " + DASH);
        long first = Long.getLong("ufork.shell.seed", 1);
        long end = first + Integer.getInteger("ufork.shell.scripts", 40);
        Path image = Built.valueOf(System.getProperty("ufork.shell.image", "RISCV")).image();
        On on = On.valueOf(System.getProperty("ufork.shell.machine", "EMBEDDED"));
        List<String> different = new ArrayList<>();
        for (long seed = first; seed < end; seed += BATCH) compare(on, image, seed, Math.min(seed + BATCH, end), different);
        assertThat(different).as("of %d scripts", end - first).isEmpty();
    }

    private void compare(On on, Path image, long first, long end, List<String> different) throws Exception {
        String[] theirs = underDash(batch(DASH.toString(), folder.toString(), first, end)).split(MARK, -1);
        var typed = new ByteArrayInputStream(batch("sh", "/tmp", first, end).getBytes(StandardCharsets.UTF_8));
        Outcome outcome = on.run(image, Duration.ofMinutes(20), Keyboard.text(typed, true), "sh");
        String[] ours = outcome.consoleText().split(MARK, -1);
        assertThat(theirs).hasSize((int) (end - first) + 1);
        for (int i = 1; i < theirs.length; i++) {
            String said = i < ours.length ? ours[i] : outcome.toString();
            if (!said.equals(theirs[i])) different.add("seed %d:%n%s%ndash: %s%nhere: %s%n".formatted(first + i - 1, RandomScript.of(first + i - 1), theirs[i], said));
        }
    }

    /** A script that runs those of the seeds, each in an empty folder, and says after a mark what each printed, returned, and whether it complained. */
    private static String batch(String shell, String folder, long first, long end) {
        StringBuilder all = new StringBuilder("exec 2>/dev/null; HOME=/home; export HOME; cd " + folder + "\n");
        for (long seed = first; seed < end; seed++) {
            String script = "'" + RandomScript.of(seed).replace("'", "'\\''") + "'";
            all.append("echo '").append(MARK.strip()).append("'; mkdir w; cd w; ").append(shell).append(" -c ").append(script)
                    .append(" </dev/null 2>../complaints; echo \"= $?\"; cd ..; [ -s complaints ] && echo complains; rm -rf w\n");
        }
        return all.toString();
    }

    private String underDash(String script) throws Exception {
        Path file = Files.writeString(folder.resolve("batch.sh"), script);
        Process dash = new ProcessBuilder(DASH.toString(), file.toString()).redirectErrorStream(true).start();
        dash.getOutputStream().close();
        String said = new String(dash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(dash.waitFor()).as(said).isZero();
        return said;
    }
}
