package dev.ufork.dsl.layout;

/**
 * A field as it was declared, before it has a place.
 *
 * @param name     name of the getter
 * @param type     what it holds
 * @param typeName binary name of the enum, struct, bit-field or function type; empty for others
 * @param nested   the shape of a nested struct, otherwise {@code null}
 * @param length   elements of an array field or bytes of a plain-bytes field, 0 for a single field
 * @param offset   the offset that {@code @Offset} demands, or -1
 * @param variant  the tag constant of a variant, otherwise empty
 * @param isTag    whether this is the tag of the variants
 * @param settable whether there is a setter
 */
public record FieldSpec(String name, FieldType type, String typeName, Shape nested, int length, int offset, String variant,
                        boolean isTag, boolean settable) {
    int elementSize() { return type == FieldType.NESTED ? nested.size() : type.bytes(); }

    int alignment() { return type == FieldType.NESTED ? nested.align() : type.bytes(); }

    int size() { return elementSize() * Math.max(1, length); }
}
