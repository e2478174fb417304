package dev.ufork.link;

import dev.ufork.asm.CodeElement.Nature;
import dev.ufork.asm.ObjectFile;
import dev.ufork.asm.ObjectFile.Relocation;
import dev.ufork.asm.ObjectFile.Section;
import dev.ufork.asm.RelocKind.Formula;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.SectionId.Kind;
import dev.ufork.elf.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sections that the linker makes: capability table, capability relocations, table of functions. */
final class Synthetic {
    static final SectionId CAPTABLE = new SectionId(".captable", Kind.DATA);
    static final SectionId CAP_RELOCS = new SectionId("__cap_relocs", Kind.CONSTANT);
    static final SectionId FUNCTIONS = new SectionId("__functions", Kind.CONSTANT);

    private static final int CAP_RELOC_BYTES = 40;
    private static final long FUNCTION = 1L << 63;
    private static final long CONSTANT = 1L << 62;
    private static final int FUNCTION_ENTRY_BYTES = 16;

    private final LinkTarget target;
    private final SymbolScope scope;
    /** Slot numbers, by what the slot is for. */
    private final Map<Object, Integer> slots = new LinkedHashMap<>();
    private final List<Slot> slotOwners = new ArrayList<>();
    private final List<Slot> capabilities = new ArrayList<>();
    private final List<SymbolScope.Found> functions = new ArrayList<>();
    private byte[] capRelocs = {};
    private byte[] functionTable = {};

    /** A relocation that makes or uses a capability, and where it stands. */
    private record Slot(ObjectFile object, int section, Relocation relocation) {}

    Synthetic(LinkTarget target, List<ObjectFile> objects, SymbolScope scope) {
        this.target = target;
        this.scope = scope;
        for (ObjectFile o : objects)
            for (int i = 0; i < o.sections().size(); i++)
                for (Relocation r : o.sections().get(i).relocations()) note(o, i, r);
        for (ObjectFile o : objects)
            o.symbols().stream().filter(d -> d.nature().filter(n -> n == Nature.FUNCTION).isPresent())
                    .forEach(d -> functions.add(new SymbolScope.Found(o, d)));
    }

    private void note(ObjectFile object, int section, Relocation r) {
        Slot slot = new Slot(object, section, r);
        if (r.kind().formula() == Formula.CAPABILITY) capabilities.add(slot);
        if (!r.kind().formula().needsSlot() || slots.containsKey(key(object, r))) return;
        slots.put(key(object, r), slotOwners.size());
        slotOwners.add(slot);
    }

    private Object key(ObjectFile object, Relocation r) {
        return switch (r.target()) {
            case ObjectFile.Target.Inside inside -> List.of(object.name(), inside.section(), inside.offset());
            case ObjectFile.Target.Named(String name) ->
                    scope.find(object, name).<Object>map(f -> List.of(f.object().name(), name)).orElse(name);
        };
    }

    /** The sections to be placed; those that would be empty are left out. */
    ObjectFile object() {
        List<Section> sections = new ArrayList<>();
        int capability = target.capabilityBytes();
        if (!slots.isEmpty()) sections.add(empty(CAPTABLE, capability, (long) slots.size() * capability));
        int relocations = slots.size() + capabilities.size();
        if (relocations != 0) sections.add(empty(CAP_RELOCS, 8, (long) relocations * CAP_RELOC_BYTES));
        if (!functions.isEmpty()) sections.add(bounded(FUNCTIONS, functionTableSize()));
        return new ObjectFile("linker", sections, List.of());
    }

    private static Section empty(SectionId id, int align, long size) {
        return new Section(id, align, size, new byte[(int) size], List.of(), List.of());
    }

    /** A section of which a capability can have exact bounds: aligned for that, and made longer. */
    private Section bounded(SectionId id, long size) {
        return empty(id, (int) Math.max(8, -target.capFormat().alignmentMask(size)), target.capFormat().representableLength(size));
    }

    private long functionTableSize() {
        long names = functions.stream().mapToLong(f -> f.definition().name().getBytes(StandardCharsets.UTF_8).length + 1).sum();
        return 8 + (long) FUNCTION_ENTRY_BYTES * functions.size() + names;
    }

    /** Address of the slot that holds a capability for the relocation's place. */
    long slotAddress(ObjectFile object, Relocation r, Addresses addresses) {
        return addresses.section(CAPTABLE.name()).address() + (long) slots.get(key(object, r)) * target.capabilityBytes();
    }

    /** Writes the contents, once everything has an address. */
    void fill(List<PlacedSegment> segments, Addresses addresses) {
        ByteSink out = new ByteSink();
        for (int i = 0; i < slotOwners.size(); i++) {
            long location = addresses.section(CAPTABLE.name()).address() + (long) i * target.capabilityBytes();
            capReloc(out, location, slotOwners.get(i), 0, addresses);
        }
        for (Slot s : capabilities) {
            long location = addresses.of(s.object, s.section) + s.relocation.offset();
            capReloc(out, location, s, s.relocation.addend(), addresses);
        }
        capRelocs = out.toByteArray();
        functionTable = functionTable(addresses);
        for (PlacedSegment segment : segments)
            for (OutputSection s : segment.sections()) {
                copy(s, CAP_RELOCS, capRelocs);
                copy(s, FUNCTIONS, functionTable);
            }
    }

    private static void copy(OutputSection to, SectionId id, byte[] content) {
        if (to.id().equals(id)) System.arraycopy(content, 0, to.content(), 0, content.length);
    }

    private void capReloc(ByteSink out, long location, Slot s, long offset, Addresses addresses) {
        Addresses.Extent extent = addresses.extent(s.object, s.relocation.target());
        long permissions = extent.kind() == Kind.CODE ? FUNCTION : extent.kind() == Kind.CONSTANT ? CONSTANT : 0;
        out.u64(location).u64(extent.address()).u64(offset).u64(extent.size()).u64(permissions);
    }

    private byte[] functionTable(Addresses addresses) {
        List<SymbolScope.Found> sorted = new ArrayList<>(functions);
        sorted.sort(Comparator.comparing(addresses::of, Long::compareUnsigned));
        ByteSink out = new ByteSink().u64(sorted.size());
        int name = 8 + FUNCTION_ENTRY_BYTES * sorted.size();
        for (SymbolScope.Found f : sorted) {
            out.u64(addresses.of(f)).u32(f.definition().size()).u32(name);
            name += f.definition().name().getBytes(StandardCharsets.UTF_8).length + 1;
        }
        for (SymbolScope.Found f : sorted) out.string(f.definition().name());
        return out.toByteArray();
    }
}
