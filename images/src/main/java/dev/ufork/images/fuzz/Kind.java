package dev.ufork.images.fuzz;

import dev.ufork.harness.Board;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** What can be random: a row each. */
public enum Kind {
    TREES("the device tree that the machine hands to the kernel", new Trees()),
    TABLES("what UEFI hands to Morello's kernel: ACPI's tables, the memory map, the load options", new Tables()),
    ARCHIVES("the archive of files in the image", new Archives()),
    PROGRAMS("files of programs, in the archive and written", new Programs()),
    TEXT("text that is admitted, with capabilities of the program in all registers", new Words()),
    CALLS("system calls of several processes", new Calls());

    private final String summary;
    private final Input input;

    Kind(String summary, Input input) {
        this.summary = summary;
        this.input = input;
    }

    /** How one kind of input is drawn, tried and made simpler. */
    interface Input {
        /** A random input for the image: its steps. */
        List<String> draw(Subject on, SplittableRandom random);

        /** Boots the image with the input, and says what came of it. */
        Tried run(Subject on, List<String> steps);

        /** Is there such input on such a board? */
        default boolean isFor(Board board) {
            return true;
        }

        /** Steps that would be simpler than this one, the simplest first. */
        default List<String> simpler(String step) {
            return List.of();
        }
    }

    /** The name that people use. */
    public String title() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** What it is, in a few words. */
    public String summary() {
        return summary;
    }

    /** Can the image be given such input? */
    public boolean isFor(Subject on) {
        return input.isFor(on.board());
    }

    Input input() {
        return input;
    }

    /**
     * The kind with a name.
     *
     * @throws IllegalArgumentException if there is none, with a sentence for people
     */
    public static Kind of(String title) {
        return Arrays.stream(values()).filter(k -> k.title().equals(title)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "there is no kind %s; there are %s".formatted(title, Arrays.stream(values()).map(Kind::title).collect(Collectors.joining(", ")))));
    }
}
