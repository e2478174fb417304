package dev.ufork.dsl.layout;

/** What a field of a struct holds, by its representation in memory. */
public enum FieldType {
    BOOLEAN(1), BYTE(1), SHORT(2), CHAR(2), INT(4), LONG(8),
    /** An enum: its ordinal. */
    ENUM(4),
    /** A bit-field value. */
    WORD(8),
    /** A capability. */
    CAP(Shape.CAP_BYTES),
    /** A reference to a struct, stored as its capability. */
    REF(Shape.CAP_BYTES),
    /** A function reference, stored as a sealed capability. */
    FUNCTION(Shape.CAP_BYTES),
    /** A string literal, stored as the capability of its bytes. */
    TEXT(Shape.CAP_BYTES),
    /** A struct in place. */
    NESTED(0),
    /** Plain bytes in place. */
    BYTES(1);

    private final int bytes;

    FieldType(int bytes) { this.bytes = bytes; }

    /** Bytes of one element; meaningless for {@link #NESTED}, whose shape says. */
    public int bytes() { return bytes; }

    /** Whether a capability is stored. */
    public boolean isCapability() { return bytes == Shape.CAP_BYTES; }
}
