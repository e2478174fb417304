package dev.ufork.images.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.images.ImageStore;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A benchmark that came to its end.
 *
 * @param json the object it printed
 * @param err  what it said meanwhile
 */
record BenchRun(String json, String err) {
    /** Runs {@code ./ufork bench} with these arguments; skips the test if the machine is not there. */
    static BenchRun of(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = new Ufork(out, err, System.getenv(), new ImageStore(Optional.of(Path.of("target/images"))))
                .execute(Stream.concat(Stream.concat(Stream.of("bench"), Stream.of(arguments)), Stream.of("--json")).toArray(String[]::new));
        assumeTrue(status != Status.UNAVAILABLE, "not run: " + err);
        assertThat(status).as(err.toString()).isZero();
        return new BenchRun(out.toString(), err.toString());
    }
}
