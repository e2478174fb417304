package dev.ufork.isa.cap;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder of expected values that nobody here produced; its tables are tab-separated, with a line of headings. */
public final class Vectors {
    private Vectors() {}

    /** The rows of {@code name}, cut at the tabs; the calling test is skipped, by name, if the folder is absent. */
    public static List<String[]> rows(String name) throws IOException {
        Path file = Stream.of(System.getProperty("ufork.vectors", ""), "../shared/vectors", "../../shared/vectors")
                .filter(folder -> !folder.isEmpty()).map(folder -> Path.of(folder, name)).filter(Files::exists)
                .findFirst().orElse(null);
        assumeTrue(file != null, () -> name + " not found; give its folder as -Dufork.vectors=DIR");
        return Files.readAllLines(file).stream().skip(1).map(line -> line.split("\t", -1)).toList();
    }
}
