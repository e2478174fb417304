package dev.ufork.images.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.images.ImageStore;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The instructions of real images, between their source lines. */
class DisasmIT {
    private static final ImageStore STORE = new ImageStore(Optional.of(Path.of("target", "images")));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private String disasm(int status, String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "disasm";
        System.arraycopy(words, 0, all, 1, words.length);
        assertThat(new Ufork(out, err, Map.of(), STORE).execute(all)).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(status);
        return status == 0 ? out.toString(StandardCharsets.UTF_8) : err.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ufork-riscv           | Traps.trap_user | trap_user: | ; dev/ufork/kernel/Traps.java | | if (cause < 0) {",
            "ufork-riscv:forkbench | Forkbench.main  | main:      | ; dev/ufork/apps/Forkbench.java | | pointers.storeCap(PAGE, pointers);",
            "ufork-riscv:crash     | main            | main:      | ; dev/ufork/apps/Crash.java | | forged.store64(0, 1);",
            "target/images/ufork-riscv.elf | trap_user | trap_user: | ; dev/ufork/kernel/Traps.java | | if (cause < 0) {"})
    void sourceStandsBetweenTheInstructions(String image, String function, String label, String file, String empty, String line) {
        String text = disasm(0, image, function);
        assertThat(text).startsWith(label + "\n").contains(file, " | ").containsPattern("\\d+ \\| +\\Q" + line).containsPattern("\n +[0-9a-f]+  [0-9a-f]{4,8}  c");
    }

    @Test
    void plainNamesTheLines() {
        assertThat(disasm(0, "ufork-riscv", "trap_user", "--plain")).containsPattern("; dev/ufork/kernel/Traps.java:\\d+").doesNotContain(" | ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ufork-riscv:forkbensh | | there is no program forkbensh in ufork-riscv; do you mean forkbench? the ",
            "hello-riscv:hello     | | there is no program hello in hello-riscv; there are no programs",
            "ufork-riscv | trap_usr  | there is no function trap_usr in ufork-riscv, or it was inlined; do you mean trap_user? the nearest of its ",
            "ufork-riscv | trap_usr  | functions are: trap_user,",
            "ufork-rscv  |           | there is no image or file ufork-rscv; do you mean ufork-riscv? the images are: hello-riscv,"})
    void mistakesNameWhatIsNear(String image, String function, String sentence) {
        assertThat(function == null ? disasm(66, image) : disasm(66, image, function)).contains(sentence).hasLineCount(1);
    }
}
