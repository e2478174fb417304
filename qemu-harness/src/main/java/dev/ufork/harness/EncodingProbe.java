package dev.ufork.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out which CHERI encoding a QEMU program executes, by booting {@link ProbeProgram} on it.
 *
 * <p>The answer is kept per path, size and time of change, in the user's cache folder, as a file of one line. A cache
 * that cannot be read or written only costs the probe's 0.2 seconds.
 */
final class EncodingProbe {
    private static final Limits LIMITS = Limits.total(Duration.ofSeconds(20));
    private static final String WANTED = "CHERI-RISC-V ISAv9 (Xcheri)";

    private final Path cache;

    EncodingProbe(Path cache) {
        this.cache = cache;
    }

    /** The probe that keeps its answers in {@code $XDG_CACHE_HOME/ufork} or {@code ~/.cache/ufork}. */
    static EncodingProbe of(Map<String, String> environment) {
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path root = xdg.isEmpty() ? Path.of(environment.getOrDefault("HOME", "."), ".cache") : Path.of(xdg);
        return new EncodingProbe(root.resolve("ufork").resolve("encodings"));
    }

    /** Nothing if {@code program} speaks the encoding of this board's images, else the verdict that says what is wrong. */
    Optional<Verdict> objection(Path program, Board board) throws InterruptedException {
        Optional<Path> entry = cacheEntry(program);
        boolean oneEncoding = board != Board.RISCV64;
        if (oneEncoding || entry.isPresent() && Files.exists(entry.get())) {
            return Optional.empty();
        }
        Optional<Verdict> objection = objection(program.toString(), QemuMachine.unprobed(program));
        if (objection.isEmpty()) {
            entry.ifPresent(EncodingProbe::remember);
        }
        return objection;
    }

    /** As above for any machine that passes over the probe; nothing is remembered. */
    static Optional<Verdict> objection(String binary, Machine machine) throws InterruptedException {
        Path file = null;
        try {
            file = Files.createTempFile("ufork-probe", ".elf");
            Files.write(file, ProbeProgram.bytes());
            return judge(binary, Monitor.run(machine, Boot.of(ProbeProgram.file(file)), LIMITS, OutputStream.nullOutputStream()));
        } catch (IOException | UnusableFile e) {
            return Optional.of(new Verdict.Failed("the encoding probe cannot be written: " + e.getMessage()));
        } finally {
            deleteQuietly(file);
        }
    }

    private static Optional<Verdict> judge(String binary, Outcome outcome) {
        return switch (outcome.verdict()) {
            case Verdict.Exited(int status) when status == ProbeProgram.ISA_V9 -> Optional.empty();
            case Verdict.Exited(int status) when status == ProbeProgram.ISA_V8 -> Optional.of(new Verdict.EncodingMismatch(
                    binary, "executes CHERI-RISC-V ISAv8", WANTED));
            case Verdict.Failed _ when outcome.diagnostics().contains("Xcheri_v9") -> Optional.of(new Verdict.EncodingMismatch(
                    binary, "knows no CPU option Xcheri_v9 (it may speak the RISC-V standard draft under the same program name)", WANTED));
            case Verdict.Failed failed -> Optional.of(failed);
            case Verdict.Missing missing -> Optional.of(missing);
            case Verdict _ -> Optional.of(new Verdict.EncodingMismatch(binary,
                    "traps on ISAv9 instructions (it may speak the RISC-V standard draft under the same program name)", WANTED));
        };
    }

    private Optional<Path> cacheEntry(Path program) {
        try {
            Path real = program.toRealPath();
            String key = "%s-%x-%x-%x".formatted(real.getFileName(), real.toString().hashCode(), Files.size(real),
                    Files.getLastModifiedTime(real).toMillis());
            return Optional.of(cache.resolve(key));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void remember(Path entry) {
        try {
            Files.createDirectories(entry.getParent());
            Path half = Files.createTempFile(entry.getParent(), "probe", ".tmp");
            Files.writeString(half, "ISAv9\n");
            Files.move(half, entry, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // Not remembered: the next run probes again.
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // A file of 200 bytes stays in the temporary folder.
        }
    }
}
