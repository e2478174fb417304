package dev.ufork.dsl.layout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pairs getters and setters into fields. */
public final class StructReader {
    private final TypeTable types;
    private final Map<String, FieldSpec> fields = new LinkedHashMap<>();

    private StructReader(TypeTable types) { this.types = types; }

    /** The fields that the abstract methods of an interface declare, in the order of their getters. */
    public static List<FieldSpec> read(List<Accessor> accessors, TypeTable types) {
        StructReader reader = new StructReader(types);
        for (Accessor a : accessors) if (a.isGetter()) reader.getter(a, accessors);
        for (Accessor a : accessors) if (!a.isGetter()) reader.setter(a, accessors);
        return new ArrayList<>(reader.fields.values());
    }

    private void getter(Accessor a, List<Accessor> all) {
        if (fields.containsKey(a.name())) throw new LayoutException(a.name(), "a second getter of this name", "give it another name");
        FieldType type = types.classify(a.returns());
        if (type == null)
            throw new LayoutException(a.name(), "a field cannot have type " + a.returns(),
                "use an integer type, boolean, an enum, Cap, String, or a @Struct, @Bits or @FnRef interface");
        boolean indexed = a.params().equals(List.of("int"));
        if (!a.params().isEmpty() && !indexed)
            throw new LayoutException(a.name(), "a getter takes nothing, or the int index of an array field", "remove the parameters");
        if (a.length() < 0 || a.length() == 0 && indexed)
            throw new LayoutException(a.name(), "an array field without a positive @Length", "say @Length(number of elements)");
        boolean settable = all.stream().anyMatch(s -> !s.isGetter() && s.name().equals(a.name()));
        boolean bytes = a.length() > 0 && !indexed;
        if (bytes && (type != FieldType.CAP || settable))
            throw new LayoutException(a.name(), "@Length without an index makes plain bytes, whose getter is of type Cap and which have no setter",
                "write '%s(int index)' for an array".formatted(a.name()));
        if (bytes) type = FieldType.BYTES;
        Shape nested = null;
        if (type == FieldType.REF && !settable) {
            type = FieldType.NESTED;
            nested = types.shape(a.returns());
        }
        if (!a.variant().isEmpty() && type != FieldType.NESTED)
            throw new LayoutException(a.name(), "a variant must be a nested struct", "give it a @Struct type and no setter");
        fields.put(a.name(), new FieldSpec(a.name(), type, a.returns(), nested, a.length(), a.offset(), a.variant(), a.isTag(), settable));
    }

    private void setter(Accessor a, List<Accessor> all) {
        FieldSpec field = fields.get(a.name());
        if (field == null) throw new LayoutException(a.name(), "a setter without a getter", "declare the getter, which makes the field");
        List<String> want = field.length() > 0 ? List.of("int", field.typeName()) : List.of(field.typeName());
        if (!a.params().equals(want))
            throw new LayoutException(a.name(), "the setter takes (%s), the field needs (%s)".formatted(String.join(", ", a.params()), String.join(", ", want)),
                "give both the same type" + (field.length() > 0 ? " and the setter the index first" : ""));
        if (all.stream().filter(s -> !s.isGetter() && s.name().equals(a.name())).count() > 1)
            throw new LayoutException(a.name(), "a second setter of this name", "keep one");
    }
}
