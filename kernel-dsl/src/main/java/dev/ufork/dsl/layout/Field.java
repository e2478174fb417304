package dev.ufork.dsl.layout;

/**
 * A field with its place.
 *
 * @param spec   the declaration
 * @param offset bytes from the start of the struct
 */
public record Field(FieldSpec spec, int offset) {
    public String name() { return spec.name(); }

    public FieldType type() { return spec.type(); }

    /** Bytes of one element. */
    public int elementSize() { return spec.elementSize(); }

    /** Bytes of the whole field. */
    public int size() { return spec.size(); }

    /** Whether the accessors take an index. */
    public boolean isArray() { return spec.length() > 0 && spec.type() != FieldType.BYTES; }

    /** Whether the field shares its storage with the other variants of its struct. */
    public boolean isVariant() { return !spec.variant().isEmpty(); }
}
