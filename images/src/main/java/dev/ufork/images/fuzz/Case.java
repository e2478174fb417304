package dev.ufork.images.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One input, as people and files have it: what kind it is, for which image, and step by step what makes it.
 *
 * <pre>
 *  kind trees
 *  image ufork-morello
 *  # it panicked: ...
 *  drop 17
 *  cells 4 0 ffffffff
 * </pre>
 *
 * <p>What each step means the {@link Kind} says; when a machine is looked into, {@link Looks}. Any steps can be left out: the rest is an input too.
 */
public record Case(Kind kind, String image, List<String> steps) {
    public Case {
        steps = List.copyOf(steps);
    }

    Case with(List<String> others) {
        return new Case(kind, image, others);
    }

    /** The form of a file, with a line that says why. */
    public String text(String why) {
        StringBuilder text = new StringBuilder("kind %s\nimage %s\n".formatted(kind.title(), image));
        if (!why.isEmpty()) text.append("# ").append(why.replace('\n', ' ')).append('\n');
        steps.forEach(step -> text.append(step).append('\n'));
        return text.toString();
    }

    /**
     * Reads what {@link #text} has written; empty lines and those that begin with # are nothing.
     *
     * @throws IllegalArgumentException if it is none, with a sentence for people
     */
    public static Case read(String name, List<String> lines) {
        String kind = "";
        String image = "";
        List<String> steps = new ArrayList<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) continue;
            if (line.startsWith("kind ")) kind = line.substring(5).strip();
            else if (line.startsWith("image ")) image = line.substring(6).strip();
            else steps.add(line.strip());
        }
        if (kind.isEmpty() || image.isEmpty()) throw new IllegalArgumentException("%s is no case: it needs a line 'kind K' and a line 'image I'".formatted(name));
        return new Case(Kind.of(kind.toLowerCase(Locale.ROOT)), image, steps);
    }
}
