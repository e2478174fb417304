package dev.ufork.dsl.layout;

/** What a reader of structs must know about types that it meets by name. */
public interface TypeTable {
    /** What a field of the type is, {@link FieldType#REF} for a struct; {@code null} when no field can have it. */
    FieldType classify(String typeName);

    /** The layout of a struct type. @throws LayoutException when it has none, or contains itself */
    Shape shape(String typeName);
}
