package dev.ufork.elf;

import java.util.ArrayList;
import java.util.List;

/** Reads ELF64 little-endian files; whatever cannot be read is refused with one sentence. */
public final class ElfReader {
    private ElfReader() {}

    /**
     * Reads the headers and checks that all they name lies inside the file.
     *
     * @param name the file's name, for messages
     * @throws ElfException if the bytes are not such a file
     */
    public static ElfFile read(String name, byte[] bytes) {
        ByteSource in = new ByteSource(name, bytes);
        ElfHeader header = ElfHeader.read(name, in);
        return new ElfFile(name, in, header, segments(name, in, header), sections(name, in, header));
    }

    private static List<ProgramHeader> segments(String name, ByteSource in, ElfHeader header) {
        in.need(header.phoff(), (long) header.phnum() * ProgramHeader.SIZE, "the program header table");
        List<ProgramHeader> segments = new ArrayList<>();
        for (int i = 0; i < header.phnum(); i++) {
            ProgramHeader p = ProgramHeader.read(in.seek(header.phoff() + (long) i * ProgramHeader.SIZE));
            in.need(p.offset(), p.filesz(), "segment " + i);
            if (p.type() == Elf.PT_LOAD && Long.compareUnsigned(p.filesz(), p.memsz()) > 0)
                throw new ElfException("%s: segment %d has 0x%x bytes in the file but only 0x%x in memory"
                        .formatted(name, i, p.filesz(), p.memsz()));
            segments.add(p);
        }
        return segments;
    }

    private static List<SectionHeader> sections(String name, ByteSource in, ElfHeader header) {
        in.need(header.shoff(), (long) header.shnum() * SectionHeader.SIZE, "the section header table");
        List<SectionHeader> raw = new ArrayList<>();
        for (int i = 0; i < header.shnum(); i++) {
            SectionHeader s = SectionHeader.read(in.seek(header.shoff() + (long) i * SectionHeader.SIZE));
            if (s.type() != Elf.SHT_NOBITS && s.type() != Elf.SHT_NULL) in.need(s.offset(), s.size(), "section " + i);
            raw.add(s);
        }
        if (raw.isEmpty()) return raw;
        if (header.shstrndx() >= raw.size())
            throw new ElfException("%s: section names are in section %d; there are %d sections"
                    .formatted(name, header.shstrndx(), raw.size()));
        SectionHeader names = raw.get(header.shstrndx());
        List<SectionHeader> sections = new ArrayList<>();
        for (SectionHeader s : raw) {
            long offset = Long.parseLong(s.name());
            if (offset >= names.size() && offset != 0)
                throw new ElfException("%s: a section's name at 0x%x is outside the section names".formatted(name, offset));
            sections.add(s.named(names.size() == 0 ? "" : in.seek(names.offset() + offset).string()));
        }
        return sections;
    }
}
