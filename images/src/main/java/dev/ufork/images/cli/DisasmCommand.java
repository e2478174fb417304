package dev.ufork.images.cli;

import dev.ufork.elf.ElfException;
import dev.ufork.images.Image;
import dev.ufork.images.debug.Disassembly;
import dev.ufork.images.debug.Interleaved;
import dev.ufork.images.debug.Programs;
import dev.ufork.images.debug.SourceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Prints code with its source: an image's, that of a program in it, or that of a file; all of it or one function. */
@Command(name = "disasm", description = "Print instructions between their source lines: of an image, a program in it, or a file.",
        footer = {"", "A function is named as the listing spells it, or by the end of its name: 'Fork.fork', 'fork'."})
final class DisasmCommand implements Callable<Integer> {
    @ParentCommand Ufork ufork;

    @Parameters(index = "0", paramLabel = "IMAGE[:PROGRAM]|FILE.elf", description = "An image that 'images' lists, a program in it, or an ELF file.")
    String what;

    @Parameters(index = "1", arity = "0..1", paramLabel = "FUNCTION", description = "A function's name; without it, everything.")
    Optional<String> function;

    @Option(names = "--plain", description = "Name source lines, but do not show them.")
    boolean plain;

    @Override public Integer call() throws CommandFailure {
        try {
            Listing listing = new Listing(listing());
            String text = function.isPresent() ? only(listing, function.get()) : listing.text();
            ufork.out().print(plain ? text : Interleaved.of(text, sources()));
            return Status.OK;
        } catch (IOException | ElfException e) {
            throw CommandFailure.noInput(e.getMessage());
        }
    }

    private String listing() throws CommandFailure, IOException {
        int colon = what.indexOf(':');
        Optional<Image> image = Image.of(colon < 0 ? what : what.substring(0, colon));
        if (image.isPresent() && colon < 0) return ufork.store().listing(image.get());
        if (image.isPresent()) return Disassembly.of(what, program(image.get(), what.substring(colon + 1)));
        Guest guest = Guest.find(Optional.of(what), ufork.store());
        return Disassembly.of(guest.name(), guest.file().program().file());
    }

    private byte[] program(Image image, String name) throws CommandFailure, IOException {
        Programs programs = Programs.of(image.title(), Files.readAllBytes(ufork.store().elf(image)), SourceText.ofClassPath());
        return programs.file(name).orElseThrow(() -> CommandFailure.noInput("there is no program %s in %s; %s"
                .formatted(name, image.title(), Near.sentence(name, "programs", programs.names()))));
    }

    private SourceText sources() throws IOException {
        Optional<Image> image = Image.of(what.split(":", 2)[0]);
        return SourceText.near(image.isPresent() ? ufork.store().elf(image.get()) : Path.of(what));
    }

    private String only(Listing listing, String name) throws CommandFailure {
        List<String> meant = listing.functions(name);
        if (meant.size() > 1) throw CommandFailure.noInput("%s has several functions %s: %s".formatted(what, name, String.join(", ", meant)));
        return meant.stream().findFirst().flatMap(listing::function).orElseThrow(() -> CommandFailure.noInput(
                "there is no function %s in %s, or it was inlined; %s".formatted(name, what, Near.sentence(name, "functions", listing.functions()))));
    }
}
