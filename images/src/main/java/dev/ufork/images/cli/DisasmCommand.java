package dev.ufork.images.cli;

import dev.ufork.images.Image;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Prints an image's listing, or one function of it. */
@Command(name = "disasm", description = "Print an image's instructions, or those of one function.")
final class DisasmCommand implements Callable<Integer> {
    @ParentCommand Ufork ufork;

    @Parameters(index = "0", paramLabel = "IMAGE", description = "One of those that 'images' lists.")
    String image;

    @Parameters(index = "1", arity = "0..1", paramLabel = "FUNCTION", description = "A function's name, as the listing spells it.")
    Optional<String> function;

    @Override public Integer call() throws CommandFailure {
        Image found = Guest.image(image);
        try {
            Listing listing = new Listing(ufork.store().listing(found));
            ufork.out().print(function.isPresent() ? only(listing, function.get()) : listing.text());
            return Status.OK;
        } catch (IOException e) {
            throw CommandFailure.noInput(e.getMessage());
        }
    }

    private String only(Listing listing, String name) throws CommandFailure {
        return listing.function(name).orElseThrow(() -> CommandFailure.noInput(
                "there is no function %s in %s; its functions are: %s".formatted(name, image, String.join(", ", listing.functions()))));
    }
}
