package dev.ufork.images.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ufork.harness.QemuMachine;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random input of every kind for both architectures' images: the kernel goes on, or says why not, and processes stay apart. {@code -Dufork.seed=N} begins
 * elsewhere, {@code -Dufork.fuzz=N} takes N times as much. A failure is printed as a case; put into a file of the test's resources it is tried from then on.
 */
class FuzzIT {
    private static final List<String> IMAGES = List.of("ufork-riscv", "ufork-morello");
    private static final long SEED = Long.getLong("ufork.seed", 1);
    private static final int TIMES = Integer.getInteger("ufork.fuzz", 1);
    private static final int JOBS = Runtime.getRuntime().availableProcessors();

    /** Inputs of each kind, for a few seconds each. */
    private static int inputs(Kind kind) {
        return switch (kind) {
            case TREES -> 10;
            case TABLES -> 20;
            case ARCHIVES -> 8;
            case PROGRAMS -> 3;
            case TEXT -> 3;
            case CALLS -> 3;
        };
    }

    private static byte[] bytes(String image) throws IOException {
        return Files.readAllBytes(Path.of("target", "images", image + ".elf"));
    }

    static Stream<Arguments> kinds() throws IOException {
        Stream<Arguments> all = Stream.empty();
        for (String image : IMAGES) {
            Subject on = Subject.embedded(image, bytes(image));
            all = Stream.concat(all, Stream.of(Kind.values()).filter(kind -> kind.isFor(on)).map(kind -> Arguments.of(image, kind)));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void nothingRandomBringsTheKernelDown(String image, Kind kind) throws IOException {
        assertWell(Fuzzing.run(Subject.embedded(image, bytes(image)), kind, SEED, (long) inputs(kind) * TIMES, Duration.ZERO, JOBS, _ -> {}));
    }

    /** Of trees and tables some more: most of them are over at once, and those at which a machine waits are not tried there. */
    private static int inputsElsewhere(Kind kind) {
        return kind == Kind.TREES || kind == Kind.TABLES ? 4 : 1;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void norDoesItOnThePublicQemu(String image, Kind kind) throws IOException {
        try {
            assertWell(Fuzzing.run(Subject.on(QemuMachine.of(System.getenv()), image, bytes(image)), kind, SEED + 1000, (long) inputsElsewhere(kind) * TIMES, Duration.ZERO, 1, _ -> {}));
        } catch (OtherPlayer.Absent e) {
            abort("%s was not given random %s on QEMU: %s".formatted(image, kind.title(), e.getMessage()));
        }
    }

    /** Of each word here the public QEMU ends itself, and the embedded machine says that there is no such instruction: see {@link Untranslatable}. */
    @Test
    void qemuForMorelloEndsItselfOfUnallocatedHalfPrecision() throws IOException {
        for (String word : List.of("4ef86800", "4e78d800", "2e79681a")) {
            List<String> steps = List.of("word 0 %s undefined".formatted(word));
            byte[] image = bytes("ufork-morello");
            assertThat(Words.run(Subject.embedded("ufork-morello", image), steps, false).finding()).isEmpty();
            Subject qemu = Subject.on(QemuMachine.of(System.getenv()), "ufork-morello", image);
            try {
                assertThat(Words.run(qemu, steps, true).finding()).isEmpty();
            } catch (OtherPlayer.Absent e) {
                abort("words that the public QEMU does not translate were not tried on it: %s".formatted(e.getMessage()));
            }
            assertThatThrownBy(() -> Words.run(qemu, steps, false)).as("it does now: class Untranslatable can go").isInstanceOf(OtherPlayer.Broke.class);
        }
    }

    private static void assertWell(Fuzzing.Result result) {
        assertThat(result.inputs()).isPositive();
        assertThat(result.failures()).as(() -> String.join("\n", result.failures().stream().map(f -> f.text() + String.join("\n", f.console())).toList())).isEmpty();
    }

    /** What once failed. */
    static Stream<Path> cases() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(Path.of(FuzzIT.class.getResource("cases").toURI()))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource
    void cases(Path file) throws IOException {
        Case written = Case.read(file.getFileName().toString(), Files.readAllLines(file));
        assertThat(Fuzzing.replay(Subject.embedded(written.image(), bytes(written.image())), written)).isEmpty();
    }
}
