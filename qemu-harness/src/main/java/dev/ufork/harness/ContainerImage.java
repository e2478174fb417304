package dev.ufork.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A container image that holds a CHERI QEMU: one row of {@code containers.tsv}.
 *
 * @param name    as the container engine takes it
 * @param boards  what its QEMU programs can be
 * @param folder  where they are
 * @param hosts   architectures it was built for, as container engines name them
 */
record ContainerImage(String name, List<Board> boards, String folder, List<String> hosts) {
    /** Names one image to use instead of the list; its programs are looked for in {@link #DEFAULT_FOLDER} and on PATH. */
    static final String VARIABLE = "UFORK_CONTAINER_IMAGE";

    private static final String DEFAULT_FOLDER = "/opt/cheri/output/sdk/bin";

    /** The images to try for a board on this host, best first; those of another architecture come last. */
    static List<ContainerImage> candidates(Board board, Map<String, String> environment, String host) {
        String chosen = environment.getOrDefault(VARIABLE, "");
        if (!chosen.isEmpty()) {
            return List.of(new ContainerImage(chosen, List.of(board), DEFAULT_FOLDER, List.of(host)));
        }
        List<ContainerImage> found = new ArrayList<>(list().stream().filter(image -> image.boards.contains(board)).toList());
        found.sort((a, b) -> Boolean.compare(b.hosts.contains(host), a.hosts.contains(host)));
        return found;
    }

    /** The architecture of this host as container engines name it. */
    static String host() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case String other -> other;
        };
    }

    /** The rows of the resource file, in its order. */
    static List<ContainerImage> list() {
        try (InputStream in = ContainerImage.class.getResourceAsStream("containers.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(ContainerImage::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ContainerImage parse(String line) {
        String[] columns = line.split("\t");
        List<Board> boards = Arrays.stream(columns[1].split(",")).map(target -> Board.ofTarget(target).orElseThrow()).toList();
        return new ContainerImage(columns[0], boards, columns[2], List.of(columns[3].split(",")));
    }

    /**
     * The command to run inside: QEMU under whichever of its names the image has.
     *
     * @param options QEMU's, without the program
     */
    List<String> command(Board board, List<String> options) {
        String names = String.join(" ", board.binaries());
        String script = "PATH=" + folder + ":$PATH; for q in " + names + "; do command -v $q >/dev/null && exec $q \"$@\"; done; "
                + "echo \"" + board.binaries().getLast() + ": no such program in this image\" >&2; exit 1";
        List<String> words = new ArrayList<>(List.of("sh", "-c", script, "qemu"));
        words.addAll(options);
        return words;
    }
}
