package dev.ufork.link;

import dev.ufork.asm.AsmException;
import dev.ufork.asm.ObjectFile;
import dev.ufork.dwarf.DebugSections;
import dev.ufork.elf.Elf;
import dev.ufork.elf.ElfSection;
import dev.ufork.elf.ElfSegment;
import dev.ufork.elf.ElfSymbol;
import dev.ufork.elf.ElfWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts object files together into an image: {@code add} them all, then {@code link}. */
public final class Linker {
    private final LinkTarget target;
    private final Layout layout;
    private final List<ObjectFile> objects = new ArrayList<>();
    private final Map<String, Long> absolute = new LinkedHashMap<>();
    private String entry;
    private int type = Elf.ET_EXEC;

    public Linker(LinkTarget target, Layout layout) {
        this.target = target;
        this.layout = layout;
    }

    public Linker add(ObjectFile object) {
        objects.add(object);
        return this;
    }

    /** Defines a symbol that is an address and in no section. */
    public Linker define(String name, long address) {
        absolute.put(name, address);
        return this;
    }

    /** The symbol at which the image starts. */
    public Linker entry(String symbol) {
        entry = symbol;
        return this;
    }

    /**
     * The image will run wherever it is loaded: code reaches everything from the program counter, and whoever loads it makes the capabilities
     * of {@code __cap_relocs}.
     */
    public Linker positionIndependent() {
        type = Elf.ET_DYN;
        return this;
    }

    /**
     * The image.
     *
     * @param name the image's, for messages and listings
     * @throws AsmException with every reason why there is none
     */
    public LinkedImage link(String name) {
        List<String> reasons = new ArrayList<>(layout.faults());
        SymbolScope scope = new SymbolScope(objects, layout, absolute, reasons);
        if (entry != null) scope.require(entry, "the entry");
        stopOn(reasons);
        Synthetic synthetic = new Synthetic(target, objects, scope);
        List<PlacedSegment> segments = new Placement(layout, objects, synthetic, reasons).segments();
        stopOn(reasons);
        Addresses addresses = new Addresses(objects, segments, scope, absolute);
        synthetic.fill(segments, addresses);
        new Relocator(segments, addresses, synthetic, reasons).applyAll();
        stopOn(reasons);
        List<ImageSymbol> symbols = addresses.imageSymbols();
        byte[] elf = write(segments, addresses, symbols, name);
        return new LinkedImage(name, elf, () -> new MapWriter(name, target.capFormat(), segments, symbols).toString(),
                () -> new ListingWriter(target.disassembler(), segments, symbols).toString(), symbols);
    }

    private static void stopOn(List<String> reasons) {
        if (!reasons.isEmpty()) throw new AsmException(reasons.stream().distinct().toList());
    }

    private byte[] write(List<PlacedSegment> segments, Addresses addresses, List<ImageSymbol> symbols, String name) {
        ElfWriter out = new ElfWriter(type, target.machine(), target.flags());
        if (entry != null) out.entry(addresses.symbol(entry));
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (PlacedSegment segment : segments) {
            if (segment.sections().isEmpty()) continue;
            int first = 0;
            int last = 0;
            for (OutputSection s : segment.sections()) {
                last = out.section(elfSection(segment, s));
                if (first == 0) first = last;
                numbers.put(s.id().name(), last);
            }
            int flags = Elf.PF_R | (segment.segment().written() ? Elf.PF_W : 0) | (segment.segment().executed() ? Elf.PF_X : 0);
            out.segment(new ElfSegment(Elf.PT_LOAD, flags, first, last, segment.physicalStart(), Layout.PAGE));
        }
        for (ElfSection debug : DebugSections.of(name, new SourceLines(segments, symbols).units())) out.section(debug);
        for (ImageSymbol s : symbols) out.symbol(elfSymbol(s, numbers));
        return out.write();
    }

    private static ElfSection elfSection(PlacedSegment segment, OutputSection s) {
        long flags = Elf.SHF_ALLOC | (segment.segment().written() ? Elf.SHF_WRITE : 0)
                | (s.id().kind().executed() ? Elf.SHF_EXECINSTR : 0);
        return s.zero() ? ElfSection.nobits(s.id().name(), flags, s.address(), s.align(), s.size())
                : ElfSection.progbits(s.id().name(), flags, s.address(), s.align(), s.content());
    }

    private ElfSymbol elfSymbol(ImageSymbol s, Map<String, Integer> numbers) {
        int binding = switch (s.binding()) {
            case LOCAL -> Elf.STB_LOCAL;
            case GLOBAL -> Elf.STB_GLOBAL;
            case WEAK -> Elf.STB_WEAK;
        };
        int type = s.nature().map(n -> switch (n) {
            case FUNCTION -> Elf.STT_FUNC;
            case OBJECT -> Elf.STT_OBJECT;
        }).orElse(Elf.STT_NOTYPE);
        int section = numbers.getOrDefault(s.section(), Elf.SHN_ABS);
        return new ElfSymbol(s.name(), binding, type, Elf.STV_DEFAULT, section,
                target.symbolValue(s.address(), s.isFunction()), s.size());
    }
}
