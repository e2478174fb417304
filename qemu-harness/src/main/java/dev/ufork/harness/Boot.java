package dev.ufork.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Everything a machine is told before it starts.
 *
 * @param file      what to boot
 * @param memory    bytes of RAM
 * @param harts     number of processors
 * @param arguments the guest's arguments; they reach it, joined by blanks and quoted where need be, as {@code /chosen/bootargs} of the device tree
 * @param counting  make the instruction counters exact; the embedded machine always does, QEMU runs slower for it
 * @param trace     write every executed instruction to this file
 * @param keyboard  what is typed on the guest's console
 */
public record Boot(ElfFile file, long memory, int harts, List<String> arguments, boolean counting, Optional<Path> trace, Keyboard keyboard) {

    /** RAM when nothing else is said: 256 MiB. */
    public static final long DEFAULT_MEMORY = 256L << 20;

    /** The most harts a {@code virt} board has. */
    public static final int MAX_HARTS = 8;

    public Boot {
        if (harts < 1 || harts > MAX_HARTS) {
            throw new IllegalArgumentException("%d harts; a board has 1 to %d".formatted(harts, MAX_HARTS));
        }
        arguments = List.copyOf(arguments);
    }

    /** One hart, 256 MiB, no arguments. */
    public static Boot of(ElfFile file) {
        return new Boot(file, DEFAULT_MEMORY, 1, List.of(), false, Optional.empty(), Keyboard.NOBODY);
    }

    public Boot withMemory(long bytes) {
        return new Boot(file, bytes, harts, arguments, counting, trace, keyboard);
    }

    public Boot withHarts(int count) {
        return new Boot(file, memory, count, arguments, counting, trace, keyboard);
    }

    public Boot withArguments(List<String> guest) {
        return new Boot(file, memory, harts, guest, counting, trace, keyboard);
    }

    public Boot withCounting(boolean exact) {
        return new Boot(file, memory, harts, arguments, exact, trace, keyboard);
    }

    public Boot withTrace(Optional<Path> to) {
        return new Boot(file, memory, harts, arguments, counting, to, keyboard);
    }

    public Boot withKeyboard(Keyboard typed) {
        return new Boot(file, memory, harts, arguments, counting, trace, typed);
    }

    /** The guest's command line as it stands in the device tree: words with blanks, quotes or nothing in them are quoted as for a shell. */
    public String commandLine() {
        return arguments.stream().map(Boot::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        boolean plain = !word.isEmpty() && word.chars().noneMatch(c -> c == ' ' || c == '\'' || c == '\n' || c == '\t');
        return plain ? word : ShellWords.quote(word);
    }
}
