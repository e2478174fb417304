package dev.ufork.dsl.front;

import dev.ufork.dsl.Bit;
import dev.ufork.dsl.Device;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Offset;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Tag;
import dev.ufork.dsl.Variant;
import dev.ufork.dsl.layout.Accessor;
import dev.ufork.dsl.layout.FieldType;
import dev.ufork.dsl.layout.LayoutException;
import dev.ufork.dsl.layout.Shape;
import dev.ufork.dsl.layout.StructReader;
import dev.ufork.dsl.layout.TypeTable;
import dev.ufork.dsl.layout.WordShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/** The type table of the program being compiled. */
final class ElementTypes implements TypeTable {
    private final Model model;
    private final Elements elements;
    private final Map<TypeElement, Shape> shapes = new IdentityHashMap<>();
    private final Map<TypeElement, WordShape> words = new IdentityHashMap<>();
    private final Map<TypeElement, LayoutException> broken = new IdentityHashMap<>();
    private final Set<String> open = new LinkedHashSet<>();
    private final Map<String, TypeElement> byName = new HashMap<>();

    ElementTypes(Model model, Elements elements) {
        this.model = model;
        this.elements = elements;
    }

    Shape shape(TypeElement type) {
        Shape known = shapes.get(type);
        if (known != null) return known;
        if (broken.containsKey(type)) throw broken.get(type);
        String name = model.binaryName(type);
        if (!open.add(name)) throw new LayoutException("", "%s contains itself (%s)".formatted(type.getSimpleName(), String.join(" > ", open)),
            "hold a reference instead: a getter with a setter");
        try {
            Shape shape = lay(type, name);
            shapes.put(type, shape);
            return shape;
        } catch (LayoutException e) {
            broken.put(type, e);
            throw e;
        } finally {
            open.remove(name);
        }
    }

    private Shape lay(TypeElement type, String name) {
        Struct struct = type.getAnnotation(Struct.class);
        Device device = type.getAnnotation(Device.class);
        if (struct == null && device == null) throw new LayoutException("", type.getSimpleName() + " is not one struct, but any", "name a @Struct interface");
        var fields = StructReader.read(accessors(type), this);
        return device != null ? Shape.lay(name, true, 0, device.size(), fields) : Shape.lay(name, false, struct.align(), struct.size(), fields);
    }

    WordShape word(TypeElement type) { return words.computeIfAbsent(type, t -> WordShape.read(model.binaryName(t), accessors(t), this)); }

    private List<Accessor> accessors(TypeElement type) {
        List<Accessor> accessors = new ArrayList<>();
        for (ExecutableElement m : ElementFilter.methodsIn(type.getEnclosedElements())) {
            if (m.getModifiers().contains(Modifier.ABSTRACT)) accessors.add(accessor(m));
        }
        return accessors;
    }

    private Accessor accessor(ExecutableElement m) {
        Length length = m.getAnnotation(Length.class);
        Offset offset = m.getAnnotation(Offset.class);
        Variant variant = m.getAnnotation(Variant.class);
        Bit bit = m.getAnnotation(Bit.class);
        return new Accessor(m.getSimpleName().toString(), m.getParameters().stream().map(p -> nameOf(p.asType())).toList(), nameOf(m.getReturnType()),
            length == null ? 0 : length.value(), offset == null ? -1 : offset.value(), m.getAnnotation(Tag.class) != null,
            variant == null ? "" : variant.value(), bit == null ? -1 : bit.value(), bit == null ? -1 : bit.to());
    }

    private String nameOf(TypeMirror type) {
        if (!(type instanceof DeclaredType declared)) return type.toString();
        TypeElement element = (TypeElement) declared.asElement();
        String name = model.binaryName(element);
        byName.put(name, element);
        return name;
    }

    @Override
    public FieldType classify(String typeName) {
        return switch (typeName) {
            case "boolean" -> FieldType.BOOLEAN;
            case "byte" -> FieldType.BYTE;
            case "short" -> FieldType.SHORT;
            case "char" -> FieldType.CHAR;
            case "int" -> FieldType.INT;
            case "long" -> FieldType.LONG;
            default -> {
                TypeElement type = byName.get(typeName);
                yield type == null ? null : model.fieldType(type);
            }
        };
    }

    @Override
    public Shape shape(String typeName) { return shape(byName.get(typeName)); }

    TypeElement named(String binaryName) {
        TypeElement known = byName.get(binaryName);
        return known != null ? known : elements.getTypeElement(binaryName.replace('$', '.'));
    }
}
