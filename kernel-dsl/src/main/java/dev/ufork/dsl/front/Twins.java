package dev.ufork.dsl.front;

import dev.ufork.dsl.Twin;
import dev.ufork.isa.cap.CapFormat;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;

/** The packages marked {@link Twin} of a program, as one target sees them: which member stands for which. */
final class Twins {
    private final Elements elements;
    private final CapFormat format;
    /** By the parent's name: the package for this target. */
    private final Map<String, PackageElement> chosen = new HashMap<>();
    private final Map<Element, Element> known = new IdentityHashMap<>();

    Twins(Elements elements, CapFormat format, Iterable<PackageElement> packages) {
        this.elements = elements;
        this.format = format;
        for (PackageElement p : packages) {
            Twin twin = p.getAnnotation(Twin.class);
            if (twin != null && twin.value().equals(format.name())) chosen.put(parent(p), p);
        }
    }

    /** The member of this target's twin that the named one stands for; anything else as it is. */
    Element of(Element named) {
        if (!(named.getKind() == ElementKind.METHOD || named.getKind() == ElementKind.FIELD)) return named;
        return known.computeIfAbsent(named, this::find);
    }

    private Element find(Element named) {
        TypeElement owner = (TypeElement) named.getEnclosingElement();
        PackageElement in = elements.getPackageOf(owner);
        Twin twin = in.getAnnotation(Twin.class);
        if (twin == null || twin.value().equals(format.name())) return named;
        PackageElement mine = chosen.get(parent(in));
        if (mine == null) throw missing(named, "%s has no twin for %s".formatted(in, format.name()));
        TypeElement type = elements.getTypeElement(mine.getQualifiedName() + "." + owner.getSimpleName());
        if (type == null) throw missing(named, "%s has no class %s".formatted(mine, owner.getSimpleName()));
        for (Element member : type.getEnclosedElements()) if (isSame(member, named)) return member;
        throw missing(named, "%s has no %s like its twin's".formatted(type, named));
    }

    private static boolean isSame(Element a, Element b) {
        if (a.getKind() != b.getKind() || !a.getSimpleName().equals(b.getSimpleName())) return false;
        return !(a instanceof ExecutableElement m && b instanceof ExecutableElement n)
            || m.getParameters().stream().map(p -> p.asType().toString()).toList().equals(n.getParameters().stream().map(p -> p.asType().toString()).toList());
    }

    private static String parent(PackageElement p) {
        String name = p.getQualifiedName().toString();
        return name.substring(0, name.lastIndexOf('.') + 1);
    }

    private static ModuleWriter.Stop missing(Element at, String why) {
        return new ModuleWriter.Stop(at, why, "give every package of the twins the same classes and static members");
    }
}
