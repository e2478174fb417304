package dev.ufork.asm;

import dev.ufork.asm.CodeElement.Align;
import dev.ufork.asm.CodeElement.Begin;
import dev.ufork.asm.CodeElement.Bind;
import dev.ufork.asm.CodeElement.Binding;
import dev.ufork.asm.CodeElement.Choice;
import dev.ufork.asm.CodeElement.Comment;
import dev.ufork.asm.CodeElement.Data;
import dev.ufork.asm.CodeElement.Dialect;
import dev.ufork.asm.CodeElement.End;
import dev.ufork.asm.CodeElement.Frame;
import dev.ufork.asm.CodeElement.Instruction;
import dev.ufork.asm.CodeElement.Into;
import dev.ufork.asm.CodeElement.Line;
import dev.ufork.asm.CodeElement.Nature;
import dev.ufork.asm.CodeElement.Space;
import dev.ufork.asm.CodeElement.Word;
import dev.ufork.asm.ObjectFile.Definition;
import dev.ufork.asm.ObjectFile.Relocation;
import dev.ufork.asm.ObjectFile.Remark;
import dev.ufork.asm.ObjectFile.Target;
import dev.ufork.elf.ByteSink;
import dev.ufork.isa.Insn;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes an {@link ObjectFile} of code elements. */
public final class CodeWriter implements CodeConsumer {
    private final String name;
    private final Map<SectionId, Fragments> sections = new LinkedHashMap<>();
    private final Map<Symbol, Begin> begun = new LinkedHashMap<>();
    private final Map<Symbol, Site> ends = new LinkedHashMap<>();
    private final Map<Label, Site> labels = new IdentityHashMap<>();
    private final Map<Symbol, Site> symbols = new LinkedHashMap<>();
    private Fragments current;

    /** @param name the object file's, for messages and maps */
    public CodeWriter(String name) {
        this.name = name;
    }

    @Override
    public void accept(CodeElement element) {
        if (element instanceof Into(SectionId section)) {
            current = sections.computeIfAbsent(section, id -> new Fragments(id, sections.size()));
            return;
        }
        if (current == null) accept(new Into(SectionId.TEXT));
        switch (element) {
            case Bind(Label label) -> bind(labels, label);
            case Bind(Symbol symbol) -> bind(symbols, symbol);
            case Begin begin -> {
                bind(symbols, begin.symbol());
                begun.put(begin.symbol(), begin);
            }
            case End(Symbol symbol) -> ends.put(symbol, current.here());
            default -> current.elements.add(element);
        }
    }

    private <P extends Place> void bind(Map<P, Site> sites, P place) {
        if (sites.putIfAbsent(place, current.here()) != null)
            throw new AsmException(name + ": " + place + " is defined twice");
    }

    /**
     * The object file. The writer takes no more elements afterwards.
     *
     * @throws AsmException if labels were used but not bound, or an operand does not fit; all reasons at once
     */
    public ObjectFile finish() {
        List<String> reasons = new ArrayList<>();
        for (Fragments s : sections.values()) new Relaxation(s, this::siteOf).run();
        List<ObjectFile.Section> done = new ArrayList<>();
        for (Fragments s : sections.values()) done.add(new Emitter(s, reasons).section());
        List<Definition> definitions = new ArrayList<>();
        symbols.forEach((symbol, site) -> definitions.add(definition(symbol, site, reasons)));
        if (!reasons.isEmpty()) throw new AsmException(reasons);
        return new ObjectFile(name, done, definitions);
    }

    private Definition definition(Symbol symbol, Site site, List<String> reasons) {
        Begin begin = begun.get(symbol);
        Optional<Nature> nature = Optional.ofNullable(begin).map(Begin::nature);
        Binding binding = begin == null ? Binding.LOCAL : begin.binding();
        Site end = ends.get(symbol);
        if (end != null && end.section != site.section) reasons.add(name + ": " + symbol + " ends in another section");
        long size = end == null ? 0 : end.offset() - site.offset();
        return new Definition(symbol.name(), nature, binding, site.section.number, site.offset(), size);
    }

    private Site siteOf(Place place) {
        return switch (place) {
            case Label label -> labels.get(label);
            case Symbol symbol -> symbols.get(symbol);
        };
    }

    /** A section while it is written: its elements, which form of each choice is taken, and where each element begins. */
    static final class Fragments {
        final SectionId id;
        final int number;
        final List<CodeElement> elements = new ArrayList<>();
        int[] chosen;
        long[] offsets;

        Fragments(SectionId id, int number) {
            this.id = id;
            this.number = number;
        }

        Site here() {
            return new Site(this, elements.size());
        }
    }

    /** The place before the element {@code index} of a section. */
    record Site(Fragments section, int index) {
        long offset() {
            return section.offsets[index];
        }
    }

    /** Writes one section's bytes, relocations and remarks. */
    private final class Emitter {
        private final Fragments section;
        private final List<String> reasons;
        private final ByteSink out = new ByteSink();
        private final List<Relocation> relocations = new ArrayList<>();
        private final List<Remark> remarks = new ArrayList<>();
        private int align = 1;

        Emitter(Fragments section, List<String> reasons) {
            this.section = section;
            this.reasons = reasons;
        }

        ObjectFile.Section section() {
            boolean zero = section.id.kind() == SectionId.Kind.ZERO;
            for (int i = 0; i < section.elements.size(); i++) {
                CodeElement element = section.elements.get(i);
                if (zero) zeroOnly(element);
                else emit(element, i);
                if (element instanceof Align a) align = Math.max(align, a.bytes());
            }
            return new ObjectFile.Section(section.id, align, section.offsets[section.elements.size()], out.toByteArray(),
                    relocations, remarks);
        }

        private void zeroOnly(CodeElement element) {
            if (element instanceof Data || element instanceof Word || element instanceof Instruction || element instanceof Choice)
                reasons.add("%s: section %s is zero at start and cannot hold %s".formatted(name, section.id.name(), element));
        }

        private void emit(CodeElement element, int index) {
            switch (element) {
                case Instruction i -> instruction(i);
                case Choice(var forms) -> forms.get(section.chosen[index]).forEach(this::instruction);
                case Data data -> out.bytes(data.bytes());
                case Word(Reference reference) -> {
                    align = Math.max(align, reference.kind().bytes());
                    relocation(reference);
                    out.zeros(reference.kind().bytes());
                }
                case Space(long bytes) -> out.zeros(bytes);
                case Align(_, var filler) -> fill(section.offsets[index + 1], filler);
                case Line _, Dialect _, Comment _, Frame _ -> remarks.add(new Remark(out.size(), element));
                case Into _, Bind _, Begin _, End _ -> throw new IllegalStateException("taken in accept");
            }
        }

        private void instruction(Instruction i) {
            align = Math.max(align, i.bytes());
            i.reference().ifPresent(this::relocation);
            try {
                out.little(i.insn().encode(), i.bytes());
            } catch (IllegalArgumentException e) {
                reasons.add("%s: %s+0x%x: %s: %s".formatted(name, section.id.name(), out.size(), i.insn(), e.getMessage()));
                out.zeros(i.bytes());
            }
        }

        private void fill(long end, Optional<Insn> filler) {
            int width = filler.map(f -> f.op().pattern().width() / 8).orElse(1);
            while (filler.isPresent() && out.size() + width <= end) out.little(filler.get().encode(), width);
            out.zeros(end - out.size());
        }

        private void relocation(Reference reference) {
            Target target = target(reference.place());
            relocations.add(new Relocation(out.size(), reference.kind(), target, reference.addend()));
        }

        private Target target(Place place) {
            Site site = siteOf(place);
            if (place instanceof Symbol) return new Target.Named(place.name());
            if (site == null) {
                reasons.add("%s: label %s is used at %s+0x%x but bound nowhere".formatted(name, place, section.id.name(), out.size()));
                return new Target.Named(place.name());
            }
            return new Target.Inside(site.section().number, site.offset(), place.name());
        }
    }
}
