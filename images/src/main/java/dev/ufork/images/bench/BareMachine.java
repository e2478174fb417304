package dev.ufork.images.bench;

import dev.ufork.asm.ObjectFile;
import dev.ufork.link.Layout.Region;
import dev.ufork.target.Target;
import java.util.List;

/**
 * The embedded machine of one architecture with one program and nothing else: start code calls {@code run(data, size)} and
 * leaves the result and the number of instructions of the call in a mailbox.
 */
interface BareMachine {
    long DATA_BYTES = 1 << 20;
    long STACK_BYTES = 1 << 20;
    long LIMIT = 2_000_000_000L;

    /** What a call returned, and how many instructions it took. */
    record Count(long result, long instructions) {}

    Target target();

    /** Where programs of the compiler are linked. */
    Region memory();

    /** The start code of a program of ours. */
    ObjectFile start(String function, long size);

    /** The C compiler, and what it is told, with the linker's options. */
    List<String> compiler();

    /** The start code of a program in C. */
    String startOfTwin(long size);

    /** @throws IllegalStateException if the program does not come to its end */
    Count run(String name, byte[] elf);
}
