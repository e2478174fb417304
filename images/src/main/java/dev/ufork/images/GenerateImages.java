package dev.ufork.images;

import dev.ufork.harness.IoReason;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the files of every image into a folder: the step of the build that makes what people boot. */
public final class GenerateImages {
    private GenerateImages() {}

    /** Takes the folder; exits with 1 and one sentence when the images cannot be made or written. */
    public static void main(String[] args) {
        System.exit(run(args, System.err));
    }

    static int run(String[] args, PrintStream err) {
        if (args.length != 1) {
            err.println("usage: GenerateImages FOLDER");
            return 1;
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        List<String> failures = new ArrayList<>();
        // The last rows take longest and begin first; the files come in the table's order all the same.
        for (Made made : Arrays.asList(Image.values()).reversed().parallelStream().map(GenerateImages::make).toList().reversed()) {
            files.putAll(made.files);
            failures.addAll(made.failures);
        }
        if (!failures.isEmpty()) {
            failures.forEach(err::println);
            return 1;
        }
        return write(Path.of(args[0]), files, err);
    }

    private record Made(Map<String, byte[]> files, List<String> failures) {}

    private static Made make(Image image) {
        try {
            return new Made(image.build().named(image.title()), List.of());
        } catch (RuntimeException e) {
            return new Made(Map.of(), List.of("image %s cannot be made: %s".formatted(image.title(), e.getMessage())));
        }
    }

    static int write(Path folder, Map<String, byte[]> files, PrintStream err) {
        try {
            new ImageFolder(folder).replace(files);
            return 0;
        } catch (IOException e) {
            err.println("the images cannot be written to %s: %s".formatted(folder, IoReason.of(e)));
            return 1;
        }
    }
}
