package dev.ufork.elf;

/**
 * A segment to be written: a run of sections, and where they are loaded.
 *
 * @param type  {@code p_type}
 * @param flags {@code p_flags}
 * @param first number of the first section
 * @param last  number of the last section
 * @param paddr {@code p_paddr} of the first section's first byte
 * @param align {@code p_align}
 */
public record ElfSegment(int type, int flags, int first, int last, long paddr, int align) {}
