package dev.ufork.images.cli;

import dev.ufork.harness.ElfFile;
import dev.ufork.harness.UnusableFile;
import dev.ufork.images.Image;
import dev.ufork.images.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a command is about: an image of the table, or a file of the user's.
 *
 * @param name      as the user knows it
 * @param file      checked
 * @param arguments the guest's when none are given
 */
record Guest(String name, ElfFile file, List<String> arguments) {

    /** Is it an image of the μFork kernel, which knows the words of its first process? */
    boolean isUfork() {
        return Image.of(name).filter(Image::isUfork).isPresent();
    }

    /** The image or ELF file of this name; without one, the first image of the table. */
    static Guest find(Optional<String> wanted, ImageStore store) throws CommandFailure {
        try {
            if (wanted.isEmpty()) {
                return of(firstImage(), store);
            }
            Optional<Image> image = Image.of(wanted.get());
            if (image.isPresent()) {
                return of(image.get(), store);
            }
            Path path = Path.of(wanted.get());
            if (wanted.get().isBlank() || !Files.exists(path)) {
                throw CommandFailure.noInput("there is no image or file %s; %s".formatted(wanted.get().isBlank() ? "without a name" : wanted.get(),
                        Near.sentence(wanted.get(), "images", Image.titles())));
            }
            return new Guest(wanted.get(), ElfFile.read(path), List.of());
        } catch (UnusableFile | IOException | java.nio.file.InvalidPathException e) {
            throw CommandFailure.noInput(e.getMessage());
        }
    }

    private static Guest of(Image image, ImageStore store) throws UnusableFile, IOException {
        return new Guest(image.title(), ElfFile.read(store.elf(image)), image.arguments());
    }

    private static Image firstImage() throws CommandFailure {
        if (Image.values().length == 0) {
            throw CommandFailure.noInput("this build has no image; give the path of an ELF file");
        }
        return Image.values()[0];
    }
}
