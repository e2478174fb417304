package dev.ufork.images.cli;

import dev.ufork.images.Image;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The images that commands about the kernel take: those of the μFork kernel. */
final class UforkImages {
    private UforkImages() {}

    /** The one that {@code title} names, or all. {@code has} is what it needs for the command, as in "forks to measure". */
    static List<Image> of(Optional<String> title, String has) throws CommandFailure {
        return title.isEmpty() ? all() : List.of(of(title.get(), has));
    }

    static Image of(String title, String has) throws CommandFailure {
        Image chosen = Image.of(title).orElseThrow(() -> CommandFailure.noInput("there is no image %s; those with %s: %s".formatted(title, has, titles())));
        if (!chosen.isUfork()) throw CommandFailure.usage("image %s has no %s; those that have: %s".formatted(title, has, titles()));
        return chosen;
    }

    private static List<Image> all() {
        return Arrays.stream(Image.values()).filter(Image::isUfork).toList();
    }

    private static String titles() {
        return all().stream().map(Image::title).collect(Collectors.joining(", "));
    }
}
