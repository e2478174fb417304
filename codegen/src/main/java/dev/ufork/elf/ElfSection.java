package dev.ufork.elf;

/**
 * A section to be written.
 *
 * @param name    what {@code sh_name} will stand for
 * @param type    {@code sh_type}
 * @param flags   {@code sh_flags}
 * @param addr    {@code sh_addr}; 0 unless allocated
 * @param align   {@code sh_addralign}, a power of two
 * @param entsize {@code sh_entsize}; 0 unless a table
 * @param link    {@code sh_link}
 * @param info    {@code sh_info}
 * @param content the bytes; empty for {@code SHT_NOBITS}
 * @param size    {@code sh_size}: the content's length, or the zeroed size of {@code SHT_NOBITS}
 */
public record ElfSection(String name, int type, long flags, long addr, int align, int entsize, int link, int info,
        byte[] content, long size) {
    public ElfSection {
        if (Integer.bitCount(align) != 1) throw new IllegalArgumentException("alignment " + align + " of " + name);
        if (type != Elf.SHT_NOBITS && content.length != size)
            throw new IllegalArgumentException("size of " + name + " is not its content's");
    }

    public static ElfSection progbits(String name, long flags, long addr, int align, byte[] content) {
        return of(name, Elf.SHT_PROGBITS, flags, addr, align, 0, content);
    }

    public static ElfSection nobits(String name, long flags, long addr, int align, long size) {
        return new ElfSection(name, Elf.SHT_NOBITS, flags, addr, align, 0, 0, 0, new byte[0], size);
    }

    /** A section without links. */
    public static ElfSection of(String name, int type, long flags, long addr, int align, int entsize, byte[] content) {
        return new ElfSection(name, type, flags, addr, align, entsize, 0, 0, content, content.length);
    }

    boolean allocated() {
        return (flags & Elf.SHF_ALLOC) != 0;
    }
}
