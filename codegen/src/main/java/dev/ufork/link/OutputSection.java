package dev.ufork.link;

import dev.ufork.asm.SectionId;
import java.util.List;

/**
 * A section of the image.
 *
 * @param content the final bytes; empty if zero at start
 * @param parts   the input sections that it is made of, by address
 */
record OutputSection(SectionId id, long address, long size, int align, byte[] content, List<Placed> parts) {
    boolean zero() {
        return id.kind() == SectionId.Kind.ZERO;
    }

    long end() {
        return address + size;
    }
}
