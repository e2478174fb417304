package dev.ufork.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ufork.harness.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands print and return the same here as the host's GNU coreutils and grep do in the C locale, byte for byte. */
class CommandsIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void sayWhatTheHostsSay(Built built) throws Exception {
        if (!Files.isExecutable(Path.of("/bin/dash"))) abort("commands were not compared: this host has no /bin/dash to run them in");
        for (String command : new String[] {"sort", "grep"})
            if (!isGnu(command)) abort("commands were not compared: this host's " + command + " is not the GNU one");
        Snippets.of("commands.txt").sayTheSame(On.EMBEDDED, built.image(), folder);
    }

    @ParameterizedTest
    @EnumSource
    void unameNamesTheArchitecture(Built built) throws Exception {
        Outcome outcome = On.EMBEDDED.run(built.image(), Duration.ofSeconds(60), "uname", "-sm");
        assertThat(outcome.consoleText()).isEqualTo(built == Built.MORELLO ? "ufork aarch64\n" : "ufork riscv64\n");
    }

    private static boolean isGnu(String command) throws Exception {
        Process asked = Snippets.dash("-c", command + " --version").start();
        return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).contains("GNU");
    }
}
