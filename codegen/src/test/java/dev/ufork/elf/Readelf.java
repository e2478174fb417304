package dev.ufork.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The judge of other hands: {@code readelf} of the binutils. */
public final class Readelf {
    private Readelf() {}

    /**
     * What {@code readelf} prints for a file; fails on any warning or error of its.
     *
     * <p>Aborts the test, by name, where there is no {@code readelf}.
     */
    public static String print(byte[] elf, String... options) throws IOException, InterruptedException {
        Path file = Files.createTempFile("judged", ".elf");
        Path output = Files.createTempFile("readelf", ".txt");
        try {
            Files.write(file, elf);
            String[] command = new String[options.length + 2];
            command[0] = "readelf";
            System.arraycopy(options, 0, command, 1, options.length);
            command[command.length - 1] = file.toString();
            Process process = start(command, output);
            int status = process.waitFor();
            String text = Files.readString(output);
            assertThat(status).as(text).isZero();
            assertThat(text).doesNotContainIgnoringCase("warning:").doesNotContainIgnoringCase("error:");
            return text;
        } finally {
            Files.delete(file);
            Files.delete(output);
        }
    }

    private static Process start(String[] command, Path output) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().put("LC_ALL", "C");
            return builder.start();
        } catch (IOException e) {
            return abort("readelf is not installed, so nothing but our own reader judged this file (package binutils)");
        }
    }
}
