package dev.ufork.boot.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in's bytes are those that GNU as gives for its instructions. */
class StandInIT {
    @TempDir
    private Path folder;

    @Test
    void bytesAreTheAssemblers() throws Exception {
        List<String> lines = StandIn.text().lines().filter(l -> l.contains("|")).toList();
        String bytes = lines.stream().map(l -> l.substring(0, l.indexOf('|')).strip()).collect(Collectors.joining(" "));
        String source = lines.stream().map(l -> l.substring(l.indexOf('|') + 1)).collect(Collectors.joining("\n", ".intel_syntax noprefix\n", "\npath:\n"));
        Files.writeString(folder.resolve("in.s"), source);
        run("as", "--64", "-o", "in.o", "in.s");
        run("objcopy", "-O", "binary", "-j", ".text", "in.o", "out");
        assertThat(HexFormat.ofDelimiter(" ").formatHex(Files.readAllBytes(folder.resolve("out")))).isEqualTo(bytes);
    }

    private void run(String... command) throws InterruptedException {
        Path errors = folder.resolve("errors");
        boolean done;
        try {
            done = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(errors.toFile()).start().waitFor() == 0;
        } catch (IOException e) {
            done = false;
        }
        assumeTrue(done, "not run: GNU as and objcopy for x86-64 are wanted: " + String.join(" ", command));
    }
}
