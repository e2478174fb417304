package dev.ufork.images.cli;

import dev.ufork.harness.IoReason;
import dev.ufork.images.Image;
import dev.ufork.images.board.Medium;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Writes the disk of an image to a file or to a removable device, and reads it back. */
@Command(name = "flash", description = "Write an image's disk to a file or a removable device; see docs/morello-board.md.")
final class FlashCommand implements Callable<Integer> {
    @ParentCommand Ufork ufork;

    @Parameters(index = "0", paramLabel = "IMAGE", description = "The image.")
    String title;

    @Option(names = "--to", paramLabel = "FILE|DEVICE", required = true, description = "Where to: a file, or a whole disk that is removable.")
    Path to;

    @Option(names = "--yes", paramLabel = "DEVICE", description = "Overwrite this device without asking; must be the one that --to names.")
    Path yes;

    @Override public Integer call() throws CommandFailure {
        Image image = Image.of(title).orElseThrow(() -> CommandFailure.noInput(
                "there is no image %s; those with a disk are: %s".formatted(title, String.join(", ", withDisk()))));
        if (!ufork.store().hasDisk(image)) {
            throw CommandFailure.noInput("%s has no disk, its board boots the ELF file; images with a disk are: %s".formatted(title, String.join(", ", withDisk())));
        }
        try {
            byte[] disk = Files.readAllBytes(ufork.store().disk(image));
            Medium medium = Medium.of(to);
            var objection = medium.objection(disk.length);
            if (objection.isPresent()) throw CommandFailure.noInput(objection.get());
            if (medium.device() && !confirmed(medium)) {
                return ufork.complain(Status.USAGE, "nothing was written");
            }
            medium.write(disk, this::progress);
            ufork.out().printf("%s, %d bytes, is on %s and was read back%n", title, disk.length, to);
            return Status.OK;
        } catch (IOException e) {
            throw CommandFailure.noInput("%s cannot be written: %s".formatted(to, IoReason.of(e)));
        }
    }

    /** A device is overwritten only when its name was given twice. */
    private boolean confirmed(Medium medium) throws IOException, CommandFailure {
        if (yes != null) {
            if (!yes.equals(to)) throw CommandFailure.usage("--yes names %s and --to names %s; they must be the same".formatted(yes, to));
            return true;
        }
        ufork.err().printf("Everything on %s will be lost. Type its name to go on: ", medium.description());
        ufork.err().flush();
        String answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return answer != null && answer.strip().equals(to.toString());
    }

    private void progress(int percent) {
        if (System.console() != null) ufork.err().printf("\rufork: %3d%%%s", percent, percent == 100 ? "\n" : "");
    }

    private List<String> withDisk() {
        return Arrays.stream(Image.values()).filter(ufork.store()::hasDisk).map(Image::title).toList();
    }
}
