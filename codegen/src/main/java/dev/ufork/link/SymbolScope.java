package dev.ufork.link;

import dev.ufork.asm.CodeElement.Binding;
import dev.ufork.asm.CodeElement;
import dev.ufork.asm.ObjectFile;
import dev.ufork.asm.ObjectFile.Definition;
import dev.ufork.asm.ObjectFile.Relocation;
import dev.ufork.asm.ObjectFile.Target;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Which definition a name means in an object file: its own local one, else the global one, else a weak one. */
final class SymbolScope {
    /** A definition and the object file it stands in. */
    record Found(ObjectFile object, Definition definition) {}

    private final Map<String, Found> global = new TreeMap<>();
    private final Map<ObjectFile, Map<String, Found>> local = new HashMap<>();
    private final Set<String> predefined = new HashSet<>();
    private final List<String> reasons;

    SymbolScope(List<ObjectFile> objects, Layout layout, Map<String, Long> absolute, List<String> reasons) {
        this.reasons = reasons;
        predefined.addAll(absolute.keySet());
        for (Layout.Segment s : layout.segments()) predefined.addAll(List.of(startOf(s), endOf(s)));
        for (Layout.Segment s : layout.segments())
            for (String section : s.sections())
                if (isIdentifier(section)) predefined.addAll(List.of("__start_" + section, "__stop_" + section));
        for (ObjectFile object : objects) for (Definition d : object.symbols()) define(object, d);
        for (ObjectFile object : objects) requireAll(object);
    }

    static String startOf(Layout.Segment s) {
        return "__" + s.name() + "_start";
    }

    static String endOf(Layout.Segment s) {
        return "__" + s.name() + "_end";
    }

    static boolean isIdentifier(String section) {
        return section.matches("[A-Za-z_][A-Za-z0-9_]*");
    }

    private void define(ObjectFile object, Definition d) {
        Found found = new Found(object, d);
        if (d.binding() == Binding.LOCAL) {
            local.computeIfAbsent(object, _ -> new HashMap<>()).put(d.name(), found);
            return;
        }
        if (predefined.contains(d.name())) reasons.add("symbol " + d.name() + " is the linker's; " + object.name() + " defines it too");
        Found before = global.get(d.name());
        if (before == null || before.definition.binding() == Binding.WEAK && d.binding() == Binding.GLOBAL) global.put(d.name(), found);
        else if (d.binding() == Binding.GLOBAL)
            reasons.add("symbol %s is defined in %s and in %s".formatted(d.name(), place(before.object, before.definition), place(object, d)));
    }

    private void requireAll(ObjectFile object) {
        Map<String, String> missing = new TreeMap<>();
        for (ObjectFile.Section s : object.sections())
            for (Relocation r : s.relocations())
                if (r.target() instanceof Target.Named(String name) && !isDefined(object, name))
                    missing.putIfAbsent(name, "%s: %s is not defined; it is used at %s".formatted(object.name(), name, where(object, s, r.offset())));
        reasons.addAll(missing.values());
    }

    /** {@code function+0x10} if a function is there, else {@code .section+0x10}; with the source line if it is known. */
    static String where(ObjectFile object, ObjectFile.Section section, long offset) {
        String line = line(section, offset);
        for (Definition d : object.symbols())
            if (object.sections().get(d.section()) == section && d.offset() <= offset && offset < d.offset() + d.size())
                return d.name() + "+0x" + Long.toHexString(offset - d.offset()) + line;
        return section.id().name() + "+0x" + Long.toHexString(offset) + line;
    }

    private static String place(ObjectFile object, Definition d) { return object.name() + line(object.sections().get(d.section()), d.offset()); }

    /** {@code  (File.java:7)}; empty if no line is known there. */
    private static String line(ObjectFile.Section section, long offset) {
        String line = "";
        for (ObjectFile.Remark r : section.remarks()) {
            if (r.offset() > offset) break;
            if (r.element() instanceof CodeElement.Line(String file, int number, int _) && number > 0) line = " (%s:%d)".formatted(file, number);
        }
        return line;
    }

    private boolean isDefined(ObjectFile object, String name) {
        return predefined.contains(name) || find(object, name).isPresent();
    }

    void require(String name, String purpose) {
        if (!global.containsKey(name) && !predefined.contains(name)) reasons.add("symbol " + name + ", " + purpose + ", is not defined");
    }

    /** The definition in an object file; empty if the linker defines the name. */
    Optional<Found> find(ObjectFile object, String name) {
        Found own = local.getOrDefault(object, Map.of()).get(name);
        return Optional.ofNullable(own != null ? own : global.get(name));
    }

    Optional<Found> findGlobal(String name) {
        return Optional.ofNullable(global.get(name));
    }
}
