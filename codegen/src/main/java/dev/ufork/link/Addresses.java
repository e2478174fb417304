package dev.ufork.link;

import dev.ufork.asm.AsmException;
import dev.ufork.asm.CodeElement.Binding;
import dev.ufork.asm.ObjectFile;
import dev.ufork.asm.ObjectFile.Definition;
import dev.ufork.asm.ObjectFile.Target;
import dev.ufork.asm.SectionId.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The address of everything, once sections are placed. */
final class Addresses {
    /** A place with its extent and the kind of section it is in. */
    record Extent(long address, long size, Kind kind) {}

    private record Part(ObjectFile object, int section) {}

    private final SymbolScope scope;
    private final List<ObjectFile> objects;
    private final Map<Part, Placed> parts = new HashMap<>();
    private final Map<Part, OutputSection> outputs = new HashMap<>();
    private final Map<String, OutputSection> sections = new LinkedHashMap<>();
    private final Map<String, Long> defined = new LinkedHashMap<>();
    /** The boundaries of sections that nobody put anything into: they can be referred to, but say nothing about the image. */
    private final Set<String> ofNothing = new HashSet<>();
    /** Sections and segments, by the symbol of their begin. */
    private final Map<String, Extent> whole = new LinkedHashMap<>();

    Addresses(List<ObjectFile> objects, List<PlacedSegment> segments, SymbolScope scope, Map<String, Long> absolute) {
        this.objects = objects;
        this.scope = scope;
        defined.putAll(absolute);
        for (PlacedSegment g : segments) {
            defined.put(SymbolScope.startOf(g.segment()), g.start());
            defined.put(SymbolScope.endOf(g.segment()), g.end());
            whole.put(SymbolScope.startOf(g.segment()), new Extent(g.start(), g.end() - g.start(), kind(g.segment())));
            for (String name : g.segment().sections()) {
                boundaries(name, g.end(), g.end());
                ofNothing.addAll(List.of("__start_" + name, "__stop_" + name));
            }
            for (OutputSection s : g.sections()) {
                sections.put(s.id().name(), s);
                ofNothing.removeAll(List.of("__start_" + s.id().name(), "__stop_" + s.id().name()));
                boundaries(s.id().name(), s.address(), s.end());
                whole.put("__start_" + s.id().name(), new Extent(s.address(), s.size(), s.id().kind()));
                for (Placed p : s.parts()) {
                    parts.put(new Part(p.object(), p.number()), p);
                    outputs.put(new Part(p.object(), p.number()), s);
                }
            }
        }
    }

    private static Kind kind(Layout.Segment s) {
        return s.executed() ? Kind.CODE : s.written() ? Kind.DATA : Kind.CONSTANT;
    }

    private void boundaries(String section, long start, long end) {
        if (!SymbolScope.isIdentifier(section)) return;
        defined.put("__start_" + section, start);
        defined.put("__stop_" + section, end);
    }

    OutputSection section(String name) {
        return sections.get(name);
    }

    long of(ObjectFile object, int section) {
        Placed p = parts.get(new Part(object, section));
        if (p != null) return p.address();
        // An empty section has no place of its own, but symbols may stand in it.
        throw new AsmException(object.name() + ": section " + object.sections().get(section).id().name() + " is empty but referred to");
    }

    long of(SymbolScope.Found f) {
        return of(f.object(), f.definition().section()) + f.definition().offset();
    }

    long symbol(String name) {
        return scope.findGlobal(name).map(this::of).orElseGet(() -> defined.get(name));
    }

    Extent extent(ObjectFile object, Target target) {
        return switch (target) {
            case Target.Inside(int section, long offset, _) ->
                    new Extent(of(object, section) + offset, 0, object.sections().get(section).id().kind());
            case Target.Named(String name) -> {
                Optional<SymbolScope.Found> found = scope.find(object, name);
                if (found.isEmpty()) yield whole.getOrDefault(name, new Extent(defined.get(name), 0, Kind.DATA));
                SymbolScope.Found f = found.get();
                Kind kind = f.object().sections().get(f.definition().section()).id().kind();
                yield new Extent(of(f), f.definition().size(), kind);
            }
        };
    }

    List<ImageSymbol> imageSymbols() {
        List<ImageSymbol> all = new ArrayList<>();
        for (ObjectFile o : objects)
            for (Definition d : o.symbols()) {
                if (!isMeant(o, d)) continue;
                OutputSection s = outputs.get(new Part(o, d.section()));
                if (s == null) continue;
                all.add(new ImageSymbol(d.name(), o.name(), d.nature(), d.binding(), of(new SymbolScope.Found(o, d)), d.size(), s.id().name()));
            }
        defined.forEach((name, address) -> {
            if (!ofNothing.contains(name)) all.add(new ImageSymbol(name, "", Optional.empty(), Binding.GLOBAL, address, 0, ""));
        });
        return all;
    }

    /** Not a weak definition that a global one replaced. */
    private boolean isMeant(ObjectFile o, Definition d) {
        return scope.find(o, d.name()).filter(f -> f.definition() == d).isPresent();
    }
}
