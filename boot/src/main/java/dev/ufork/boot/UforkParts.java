package dev.ufork.boot;

import dev.ufork.asm.ObjectFile;
import dev.ufork.link.Layout;
import dev.ufork.target.Target;
import java.util.List;
import java.util.Optional;

/** What one architecture adds to kernel and programs so that an image boots. */
public interface UforkParts {
    Target target();

    /** The first instructions of every program, and the stubs of its runtime. */
    ObjectFile programStart();

    /** Reset, traps, entries and devices of the kernel. It begins at {@code _start}. */
    List<ObjectFile> boot();

    /** How the image lies in memory. */
    Layout layout();

    /** What the program {@code attack} needs of the architecture, see {@code dev.ufork.apps.attack.Machine}; without it an image has no such program. */
    default Optional<ObjectFile> attempts() {
        return Optional.empty();
    }

    /** What the program {@code stray} needs of the architecture: room in its text. */
    ObjectFile stray();
}
