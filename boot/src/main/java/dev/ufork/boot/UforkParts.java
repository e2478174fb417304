package dev.ufork.boot;

import dev.ufork.asm.ObjectFile;
import dev.ufork.link.Layout;
import dev.ufork.link.LinkedImage;
import dev.ufork.target.Target;
import java.util.List;
import java.util.Map;

/** What one architecture adds to kernel and programs so that an image boots. */
public interface UforkParts {
    /** The image's name, also that of its files. */
    String name();

    Target target();

    /** The first instructions of every program, and the stubs of its runtime. */
    ObjectFile programStart();

    /** Reset, traps, entries and devices of the kernel. It begins at {@code _start}. */
    List<ObjectFile> boot();

    /** How the image lies in memory. */
    Layout layout();

    /** What the program {@code attack} needs of the architecture, see {@code dev.ufork.apps.attack.Machine}. */
    ObjectFile attempts();

    /** What the program {@code stray} needs of the architecture: room in its text. */
    ObjectFile stray();

    /** The image. */
    default LinkedImage build() {
        return build(Map.of());
    }

    /** The image with more files in its archive, by name; they may be anything. */
    default LinkedImage build(Map<String, byte[]> more) {
        return new UforkImage(this).build(more);
    }
}
