package dev.ufork.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder of generated files in which every file is whole at every moment.
 *
 * <p>All new contents are first written beside the old ones under temporary names; only when every one is complete are
 * they renamed into place. No space left, or no permission, leaves the old files as they were and nothing else.
 */
final class ImageFolder {
    private static final String HALF = ".half";

    private final Path folder;

    ImageFolder(Path folder) {
        this.folder = folder;
    }

    /** Makes {@code files} the content of the folder; files that are already right are not touched, others are removed. */
    void replace(Map<String, byte[]> files) throws IOException {
        Files.createDirectories(folder);
        Map<Path, Path> written = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path target = folder.resolve(file.getKey());
                if (!hasContent(target, file.getValue())) {
                    Path half = folder.resolve(file.getKey() + HALF);
                    written.put(half, target);
                    Files.write(half, file.getValue());
                }
            }
            for (Map.Entry<Path, Path> file : written.entrySet()) {
                Files.move(file.getKey(), file.getValue(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            for (Path half : written.keySet()) {
                Files.deleteIfExists(half);
            }
        }
        removeOthers(files);
    }

    private static boolean hasContent(Path path, byte[] bytes) throws IOException {
        return Files.isRegularFile(path) && Files.size(path) == bytes.length
                && java.util.Arrays.equals(Files.readAllBytes(path), bytes);
    }

    /** Images that are in the table no more must not be found in the folder either. */
    private void removeOthers(Map<String, byte[]> files) throws IOException {
        List<Path> others = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(Files::isRegularFile).filter(path -> !files.containsKey(path.getFileName().toString())).forEach(others::add);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path other : others) {
            Files.delete(other);
        }
    }
}
