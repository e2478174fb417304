package dev.ufork.ci;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The {@code ufork} script as people start it: a process with a working directory, an environment and three streams. */
final class UforkScript {
    /** The project's top-level folder; surefire and failsafe start in the module's. */
    static final Path TOP = Path.of("").toAbsolutePath().getParent();

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** What came of one command. */
    record Result(int status, String out, String err) {}

    private UforkScript() {}

    /** Runs {@code ./ufork} with these words in the top-level folder. */
    static Result ufork(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(TOP.resolve("ufork").toString()));
        command.addAll(List.of(words));
        return run(TOP, Map.of(), command);
    }

    /** Runs a command; an empty value removes the variable. */
    static Result run(Path folder, Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        environment.forEach((name, value) -> {
            builder.environment().remove(name);
            if (!value.isEmpty()) {
                builder.environment().put(name, value);
            }
        });
        Process process = builder.start();
        process.getOutputStream().close();
        CompletableFuture<byte[]> out = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
        CompletableFuture<byte[]> err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new IOException("still running after " + PATIENCE + ": " + command);
        }
        return new Result(process.exitValue(), text(out.join()), text(err.join()));
    }

    private static byte[] read(java.io.InputStream in) {
        try (in) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
