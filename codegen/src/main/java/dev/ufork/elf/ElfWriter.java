package dev.ufork.elf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes an ELF64 file: header, program headers, sections in the given order, symbol table, strings, section headers.
 *
 * <p>The same calls give the same bytes. Sections of loadable segments are placed so that file offset and address agree
 * modulo the segment's alignment, as the specification asks.
 */
public final class ElfWriter {
    private final int type;
    private final int machine;
    private final int flags;
    private long entry;
    private final List<ElfSection> sections = new ArrayList<>();
    private final List<ElfSegment> segments = new ArrayList<>();
    private final List<ElfSymbol> symbols = new ArrayList<>();

    public ElfWriter(int type, int machine, int flags) {
        this.type = type;
        this.machine = machine;
        this.flags = flags;
        sections.add(ElfSection.of("", Elf.SHT_NULL, 0, 0, 1, 0, new byte[0]));
    }

    public ElfWriter entry(long address) {
        entry = address;
        return this;
    }

    /** Adds a section and returns its number; numbers count from 1. */
    public int section(ElfSection section) {
        sections.add(section);
        return sections.size() - 1;
    }

    public ElfWriter segment(ElfSegment segment) {
        segments.add(segment);
        return this;
    }

    public ElfWriter symbol(ElfSymbol symbol) {
        symbols.add(symbol);
        return this;
    }

    public byte[] write() {
        List<ElfSection> all = new ArrayList<>(sections);
        if (!symbols.isEmpty()) addSymbolTable(all);
        StringTable names = new StringTable();
        all.forEach(s -> names.offset(s.name()));
        names.offset(".shstrtab");
        all.add(ElfSection.of(".shstrtab", Elf.SHT_STRTAB, 0, 0, 1, 0, names.toByteArray()));

        long[] offsets = place(all);
        ByteSink out = new ByteSink();
        long shoff = offsets[all.size() - 1] + all.getLast().size() + 7 & -8;
        new ElfHeader(type, machine, entry, segments.isEmpty() ? 0 : ElfHeader.SIZE, shoff, flags, segments.size(),
                all.size(), all.size() - 1).write(out);
        for (ElfSegment s : segments) programHeader(s, offsets).write(out);
        for (int i = 1; i < all.size(); i++) {
            if (all.get(i).type() == Elf.SHT_NOBITS) continue;
            out.zeros(offsets[i] - out.size()).bytes(all.get(i).content());
        }
        out.zeros(shoff - out.size());
        for (int i = 0; i < all.size(); i++) {
            ElfSection s = all.get(i);
            new SectionHeader(s.name(), s.type(), s.flags(), s.addr(), offsets[i], s.size(), s.link(), s.info(),
                    i == 0 ? 0 : s.align(), s.entsize()).write(out, names.offset(s.name()));
        }
        return out.toByteArray();
    }

    /** Locals come first, as the specification asks; {@code sh_info} is the number of the first other symbol. */
    private void addSymbolTable(List<ElfSection> all) {
        List<ElfSymbol> sorted = new ArrayList<>(symbols);
        sorted.sort(Comparator.comparing(s -> s.binding() != Elf.STB_LOCAL));
        StringTable names = new StringTable();
        ByteSink table = new ByteSink().zeros(ElfSymbol.SIZE);
        for (ElfSymbol s : sorted) s.write(table, names.offset(s.name()));
        int firstGlobal = 1 + (int) sorted.stream().filter(s -> s.binding() == Elf.STB_LOCAL).count();
        byte[] content = table.toByteArray();
        all.add(new ElfSection(".symtab", Elf.SHT_SYMTAB, 0, 0, 8, ElfSymbol.SIZE, all.size() + 1, firstGlobal,
                content, content.length));
        all.add(ElfSection.of(".strtab", Elf.SHT_STRTAB, 0, 0, 1, 0, names.toByteArray()));
    }

    /** File offsets of all sections, in order. */
    private long[] place(List<ElfSection> all) {
        long[] offsets = new long[all.size()];
        long at = ElfHeader.SIZE + (long) ProgramHeader.SIZE * segments.size();
        for (int i = 1; i < all.size(); i++) {
            ElfSection s = all.get(i);
            long modulus = Math.max(s.align(), loadAlignment(i));
            if (s.allocated() && loadAlignment(i) > 1) at += s.addr() - at & modulus - 1;
            else at = at + s.align() - 1 & -s.align();
            offsets[i] = at;
            if (s.type() != Elf.SHT_NOBITS) at += s.size();
        }
        return offsets;
    }

    private int loadAlignment(int section) {
        int align = 1;
        for (ElfSegment s : segments)
            if (s.type() == Elf.PT_LOAD && s.first() <= section && section <= s.last()) align = Math.max(align, s.align());
        return align;
    }

    private ProgramHeader programHeader(ElfSegment s, long[] offsets) {
        ElfSection first = sections.get(s.first());
        long fileEnd = first.addr();
        long memoryEnd = first.addr();
        for (ElfSection in : sections.subList(s.first(), s.last() + 1)) {
            memoryEnd = Math.max(memoryEnd, in.addr() + in.size());
            if (in.type() != Elf.SHT_NOBITS) fileEnd = in.addr() + in.size();
        }
        return new ProgramHeader(s.type(), s.flags(), offsets[s.first()], first.addr(), s.paddr(),
                fileEnd - first.addr(), memoryEnd - first.addr(), s.align());
    }

    /** Strings with their offsets; equal strings are kept once. */
    private static final class StringTable {
        private final Map<String, Integer> offsets = new LinkedHashMap<>(Map.of("", 0));
        private final ByteSink out = new ByteSink().u8(0);

        int offset(String text) {
            return offsets.computeIfAbsent(text, t -> {
                int at = out.size();
                out.string(t);
                return at;
            });
        }

        byte[] toByteArray() {
            return out.toByteArray();
        }
    }
}
