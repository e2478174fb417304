package dev.ufork.images.cli;

import dev.ufork.images.Image;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Lists the images. */
@Command(name = "images", description = "List the images; the first is what 'run' boots by default.")
final class ImagesCommand implements Callable<Integer> {
    @ParentCommand Ufork ufork;

    @Option(names = "--json", description = "Print a JSON array.")
    boolean json;

    @Override public Integer call() {
        if (json) {
            ufork.out().println(Json.of(Arrays.stream(Image.values()).map(ImagesCommand::fields).toList()));
            return Status.OK;
        }
        int width = Image.titles().stream().mapToInt(String::length).max().orElse(0);
        for (Image image : Image.values()) {
            ufork.out().println(("%-" + width + "s  %-8s  %s").formatted(image.title(), image.board().target(), image.summary()));
        }
        return Status.OK;
    }

    private static Map<String, Object> fields(Image image) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", image.title());
        fields.put("target", image.board().target());
        fields.put("summary", image.summary());
        fields.put("arguments", List.copyOf(image.arguments()));
        return fields;
    }
}
