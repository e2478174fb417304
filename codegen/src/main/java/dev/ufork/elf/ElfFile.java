package dev.ufork.elf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An ELF64 file that was read: its headers, and the parts they lead to.
 *
 * <p>Headers and all ranges that they name were checked on reading; symbols, relocations and notes are read on request.
 */
public final class ElfFile {
    private final String name;
    private final ByteSource in;
    private final ElfHeader header;
    private final List<ProgramHeader> segments;
    private final List<SectionHeader> sections;

    ElfFile(String name, ByteSource in, ElfHeader header, List<ProgramHeader> segments, List<SectionHeader> sections) {
        this.name = name;
        this.in = in;
        this.header = header;
        this.segments = List.copyOf(segments);
        this.sections = List.copyOf(sections);
    }

    /** The name given on reading. */
    public String name() {
        return name;
    }

    public ElfHeader header() {
        return header;
    }

    public List<ProgramHeader> segments() {
        return segments;
    }

    /** All sections; number 0 is the reserved one. Empty if the file has no section headers. */
    public List<SectionHeader> sections() {
        return sections;
    }

    public Optional<SectionHeader> section(String wanted) {
        return sections.stream().filter(s -> s.name().equals(wanted)).findFirst();
    }

    /**
     * This file, if it is for the machine {@code number}.
     *
     * @param title the machine's name, for the message
     * @throws ElfException otherwise
     */
    public ElfFile requireMachine(int number, String title) {
        if (header.machine() == number) return this;
        throw new ElfException("%s: made for machine %d; this needs machine %d (%s)"
                .formatted(name, header.machine(), number, title));
    }

    /** The bytes that are loaded from the file; memory beyond them is zero. */
    public byte[] bytes(ProgramHeader segment) {
        return in.bytes(segment.offset(), segment.filesz(), "a segment");
    }

    /** The section's bytes; zeros for {@code SHT_NOBITS}. */
    public byte[] bytes(SectionHeader section) {
        if (section.type() == Elf.SHT_NOBITS) {
            if (section.size() < 0 || section.size() > Integer.MAX_VALUE)
                throw new ElfException("%s: section %s of 0x%x bytes is too large to be read"
                        .formatted(name, section.name(), section.size()));
            return new byte[(int) section.size()];
        }
        return in.bytes(section.offset(), section.size(), "section " + section.name());
    }

    /** The symbol table's entries after the reserved first; empty if there is no symbol table. */
    public List<ElfSymbol> symbols() {
        return sections.stream().filter(s -> s.type() == Elf.SHT_SYMTAB).findFirst().map(this::symbols).orElse(List.of());
    }

    private List<ElfSymbol> symbols(SectionHeader table) {
        SectionHeader strings = linked(table);
        List<ElfSymbol> symbols = new ArrayList<>();
        for (long at = ElfSymbol.SIZE; at + ElfSymbol.SIZE <= table.size(); at += ElfSymbol.SIZE) {
            in.seek(table.offset() + at);
            int nameOffset = in.u32();
            String text = string(strings, nameOffset);
            in.seek(table.offset() + at);
            symbols.add(ElfSymbol.read(in, _ -> text));
        }
        return symbols;
    }

    public List<ElfRela> relocations(SectionHeader table) {
        List<ElfRela> relocations = new ArrayList<>();
        for (long at = 0; at + ElfRela.SIZE <= table.size(); at += ElfRela.SIZE)
            relocations.add(ElfRela.read(in.seek(table.offset() + at)));
        return relocations;
    }

    public List<ElfNote> notes() {
        List<ElfNote> notes = new ArrayList<>();
        for (SectionHeader s : sections) {
            if (s.type() != Elf.SHT_NOTE) continue;
            int end = Math.toIntExact(s.offset() + s.size());
            in.seek(s.offset());
            while (in.position() + 12 <= end) notes.add(ElfNote.read(in, end));
        }
        return notes;
    }

    private SectionHeader linked(SectionHeader table) {
        if (table.link() <= 0 || table.link() >= sections.size())
            throw new ElfException("%s: section %s names section %d as its strings; there are %d sections"
                    .formatted(name, table.name(), table.link(), sections.size()));
        return sections.get(table.link());
    }

    private String string(SectionHeader strings, int offset) {
        if (Integer.toUnsignedLong(offset) >= strings.size())
            throw new ElfException("%s: a name at 0x%x is outside the strings in %s".formatted(name, offset, strings.name()));
        return in.seek(strings.offset() + Integer.toUnsignedLong(offset)).string();
    }
}
