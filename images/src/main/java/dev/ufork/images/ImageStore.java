package dev.ufork.images;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the generated files of images: in the folder that the build wrote them to, or inside the jar.
 *
 * <p>Machines outside this JVM need a path; a file that is only in the jar is copied to a temporary folder for them.
 */
public final class ImageStore {
    /** System property that names the build's folder of images. */
    public static final String FOLDER_PROPERTY = "ufork.images";

    private static final String IN_JAR = "/META-INF/ufork/images/";

    private final Optional<Path> folder;

    public ImageStore(Optional<Path> folder) {
        this.folder = folder;
    }

    /** The store of this process: the folder that {@value #FOLDER_PROPERTY} names, if any, and the jar. */
    public static ImageStore ofProcess() {
        return new ImageStore(Optional.ofNullable(System.getProperty(FOLDER_PROPERTY)).map(Path::of));
    }

    /**
     * A path to the image's ELF file.
     *
     * @throws IOException if the image was never generated, with a message that says how
     */
    public Path elf(Image image) throws IOException {
        Optional<Path> built = built(image.title() + ".elf");
        return built.isPresent() ? built.get() : copy(image.title() + ".elf");
    }

    /**
     * A path to the disk that boards boot the image from.
     *
     * @throws IOException if there is none for this image
     */
    public Path disk(Image image) throws IOException {
        Optional<Path> built = built(image.title() + ".img");
        return built.isPresent() ? built.get() : copy(image.title() + ".img");
    }

    /** Whether there is a disk that boards boot the image from. */
    public boolean hasDisk(Image image) {
        return has(image.title() + ".img");
    }

    /** The image's listing. */
    public String listing(Image image) throws IOException {
        return text(image.title() + ".lst");
    }

    /** Whether the image's ELF file is there. */
    public boolean has(Image image) {
        return has(image.title() + ".elf");
    }

    private boolean has(String name) {
        return built(name).isPresent() || ImageStore.class.getResource(IN_JAR + name) != null;
    }

    private Optional<Path> built(String name) {
        return folder.map(f -> f.resolve(name)).filter(Files::isRegularFile);
    }

    private String text(String name) throws IOException {
        Optional<Path> built = built(name);
        if (built.isPresent()) {
            return Files.readString(built.get());
        }
        try (InputStream in = open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Path copy(String name) throws IOException {
        Path temporary = Files.createTempDirectory("ufork-image");
        temporary.toFile().deleteOnExit();
        Path copy = temporary.resolve(name);
        copy.toFile().deleteOnExit();
        try (InputStream in = open(name)) {
            Files.copy(in, copy);
        }
        return copy;
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = ImageStore.class.getResourceAsStream(IN_JAR + name);
        if (in == null) {
            throw new IOException(name + " has not been generated; run mvn package");
        }
        return in;
    }
}
