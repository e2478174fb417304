package dev.ufork.dsl.layout;

import java.util.ArrayList;
import java.util.List;

/** The fields of a 64-bit value: every one with its lowest bit and its width. */
public final class WordShape {
    /**
     * One field.
     *
     * @param low      number of its lowest bit
     * @param width    bits
     * @param type     {@link FieldType#BOOLEAN}, an integer or {@link FieldType#ENUM}
     * @param typeName binary name of the type
     */
    public record BitField(String name, int low, int width, FieldType type, String typeName) {
        /** The bits of the field at the bottom of a long. */
        public long mask() { return -1L >>> 64 - width; }
    }

    private final String name;
    private final List<BitField> fields = new ArrayList<>();

    private WordShape(String name) { this.name = name; }

    /** Reads the abstract methods of a {@code @Bits} interface. @throws LayoutException when they make no sense */
    public static WordShape read(String name, List<Accessor> accessors, TypeTable types) {
        WordShape shape = new WordShape(name);
        for (Accessor a : accessors) if (a.params().isEmpty()) shape.getter(a, types);
        for (Accessor a : accessors) if (!a.params().isEmpty()) shape.wither(a);
        return shape;
    }

    private void getter(Accessor a, TypeTable types) {
        if (a.low() < 0) throw new LayoutException(a.name(), "a getter of a bit field without @Bit", "say @Bit(n), or @Bit(value = low, to = high)");
        int high = a.high() < 0 ? a.low() : a.high();
        if (high < a.low() || high > 63) throw new LayoutException(a.name(), "bits %d to %d are no field of 64 bits".formatted(a.low(), high), "use 0 <= low <= high <= 63");
        int width = high - a.low() + 1;
        FieldType type = types.classify(a.returns());
        int room = type == null ? 0 : switch (type) {
            case BOOLEAN -> 1;
            case BYTE -> 7;
            case SHORT -> 15;
            case CHAR -> 16;
            case INT, ENUM -> 31;
            case LONG -> 64;
            default -> 0;
        };
        if (width > room)
            throw new LayoutException(a.name(), "a field of %d bits does not fit type %s".formatted(width, a.returns()), width > 31 ? "use long" : "use int");
        if (fields.stream().anyMatch(f -> f.name().equals(a.name()))) throw new LayoutException(a.name(), "a second getter of this name", "give it another name");
        fields.add(new BitField(a.name(), a.low(), width, type, a.returns()));
    }

    private void wither(Accessor a) {
        BitField field = fieldOrNull(a.name());
        if (field == null) throw new LayoutException(a.name(), "no getter of this name declares the bits", "declare the getter with @Bit");
        if (!a.params().equals(List.of(field.typeName())) || !a.returns().equals(name))
            throw new LayoutException(a.name(), "it must take %s and return %s".formatted(field.typeName(), name), "bit-field values are immutable: the changed value is returned");
    }

    /** Binary name of the interface. */
    public String name() { return name; }

    /** The fields in declaration order. */
    public List<BitField> fields() { return List.copyOf(fields); }

    /** The field of that name, or {@code null}. */
    public BitField fieldOrNull(String field) { return fields.stream().filter(f -> f.name().equals(field)).findFirst().orElse(null); }
}
