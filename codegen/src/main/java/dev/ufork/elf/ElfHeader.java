package dev.ufork.elf;

/**
 * The file header, {@code Elf64_Ehdr}.
 *
 * @param type     {@code e_type}
 * @param machine  {@code e_machine}
 * @param entry    {@code e_entry}
 * @param phoff    {@code e_phoff}
 * @param shoff    {@code e_shoff}
 * @param flags    {@code e_flags}, of the machine
 * @param phnum    {@code e_phnum}
 * @param shnum    {@code e_shnum}
 * @param shstrndx {@code e_shstrndx}
 */
public record ElfHeader(int type, int machine, long entry, long phoff, long shoff, int flags, int phnum, int shnum,
        int shstrndx) {
    public static final int SIZE = 64;

    void write(ByteSink out) {
        out.u8(0x7f).u8('E').u8('L').u8('F');
        out.u8(Elf.ELFCLASS64).u8(Elf.ELFDATA2LSB).u8(Elf.EV_CURRENT).zeros(9);
        out.u16(type).u16(machine).u32(Elf.EV_CURRENT).u64(entry).u64(phoff).u64(shoff).u32(flags);
        out.u16(SIZE).u16(ProgramHeader.SIZE).u16(phnum).u16(SectionHeader.SIZE).u16(shnum).u16(shstrndx);
    }

    static ElfHeader read(String name, ByteSource in) {
        if (in.size() < 4 || in.seek(0).u32() != 0x464c457f)
            throw new ElfException(name + ": not an ELF file (the first four bytes are not 7f 45 4c 46)");
        in.need(0, SIZE, "the file header");
        int elfClass = in.u8();
        int data = in.u8();
        if (elfClass != Elf.ELFCLASS64 || data != Elf.ELFDATA2LSB)
            throw new ElfException("%s: ELF file of class %d, data encoding %d; only 64-bit little-endian (2, 1) is read"
                    .formatted(name, elfClass, data));
        in.seek(16);
        int type = in.u16();
        int machine = in.u16();
        in.u32();
        long entry = in.u64();
        long phoff = in.u64();
        long shoff = in.u64();
        int flags = in.u32();
        in.u16();
        int phentsize = in.u16();
        int phnum = in.u16();
        int shentsize = in.u16();
        int shnum = in.u16();
        int shstrndx = in.u16();
        if (phnum != 0 && phentsize != ProgramHeader.SIZE)
            throw new ElfException("%s: program headers of %d bytes; ELF64 has %d".formatted(name, phentsize, ProgramHeader.SIZE));
        if (shnum != 0 && shentsize != SectionHeader.SIZE)
            throw new ElfException("%s: section headers of %d bytes; ELF64 has %d".formatted(name, shentsize, SectionHeader.SIZE));
        return new ElfHeader(type, machine, entry, phoff, shoff, flags, phnum, shnum, shstrndx);
    }
}
