package dev.ufork.images.debug;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The lines of source files, by the names that line tables have: {@code dev/ufork/kernel/Traps.java}.
 *
 * <p>Jars with kernel code carry their sources; a project of one's own has them on disk, near its image.
 */
public final class SourceText {
    private static final String IN_JARS = "META-INF/ufork/src/";
    private static final List<String> ON_DISK = List.of("src/main/java", "src/test/java");

    private final List<Path> folders;
    private final Map<String, List<String>> files = new HashMap<>();

    private SourceText(List<Path> folders) {
        this.folders = folders;
    }

    /** The sources on this JVM's class path. */
    public static SourceText ofClassPath() {
        return new SourceText(List.of());
    }

    /** Those, and the source folders of the Maven project that {@code file} lies in, of its modules too. */
    public static SourceText near(Path file) {
        List<Path> folders = new ArrayList<>();
        for (Path at = file.toAbsolutePath().normalize().getParent(); at != null; at = at.getParent()) {
            if (!Files.isRegularFile(at.resolve("pom.xml"))) continue;
            folders.addAll(sourcesOf(at));
            try (Stream<Path> modules = Files.list(at)) {
                modules.sorted().forEach(module -> folders.addAll(sourcesOf(module)));
            } catch (IOException e) {
                continue;       // a folder that may not be listed has no modules that may be read
            }
        }
        return new SourceText(folders);
    }

    private static List<Path> sourcesOf(Path module) {
        return ON_DISK.stream().map(module::resolve).filter(Files::isDirectory).toList();
    }

    /** All lines of the file; none if it is nowhere. */
    List<String> lines(String file) {
        return files.computeIfAbsent(file, this::read);
    }

    /** One line; empty if it is not there. Lines count from 1. */
    Optional<String> line(String file, int number) {
        List<String> lines = lines(file);
        return number > 0 && number <= lines.size() ? Optional.of(lines.get(number - 1)) : Optional.empty();
    }

    private List<String> read(String file) {
        try (InputStream in = SourceText.class.getClassLoader().getResourceAsStream(IN_JARS + file)) {
            if (in != null) return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            for (Path folder : folders) {
                Path path = folder.resolve(file).normalize();
                if (path.startsWith(folder) && Files.isRegularFile(path)) return Files.readString(path).lines().toList();
            }
        } catch (IOException e) {
            return List.of();       // a source that cannot be read is one that is not there: the report says its line all the same
        }
        return List.of();
    }
}
