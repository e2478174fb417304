package dev.ufork.link;

import dev.ufork.asm.ObjectFile;

/** An input section with its address. */
record Placed(ObjectFile object, int number, ObjectFile.Section section, long address) {
    long end() {
        return address + section.size();
    }
}
