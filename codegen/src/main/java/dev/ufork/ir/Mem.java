package dev.ufork.ir;

/** What one access moves between memory and a value: a width, and for bytes and shorts how a load widens them. */
public enum Mem {
    U8("u8", 1, Type.I32),
    S8("s8", 1, Type.I32),
    U16("u16", 2, Type.I32),
    S16("s16", 2, Type.I32),
    I32("i32", 4, Type.I32),
    I64("i64", 8, Type.I64),
    /** A capability with its tag; the address must be 16-byte aligned. */
    CAP("cap", 16, Type.CAP);

    private final String text;
    private final int bytes;
    private final Type type;

    Mem(String text, int bytes, Type type) {
        this.text = text;
        this.bytes = bytes;
        this.type = type;
    }

    public String text() {
        return text;
    }

    public int bytes() {
        return bytes;
    }

    /** The type that a load of this kind yields. */
    public Type type() {
        return type;
    }

    /** Whether a store may take a value of type {@code t}: its low bits are stored. */
    public boolean accepts(Type t) {
        return this == CAP ? t == Type.CAP : t.isInteger() && t.bytes() >= bytes;
    }

    /** The form that stores are written in: there is no sign to a store. */
    public Mem forStore() {
        return switch (this) {
            case S8 -> U8;
            case S16 -> U16;
            default -> this;
        };
    }

    /** The load of an integer type's full width, or of a capability. */
    public static Mem of(Type t) {
        return switch (t) {
            case I32 -> I32;
            case I64 -> I64;
            case CAP -> CAP;
            case NONE -> throw new IrException("type none has no form in memory");
        };
    }
}
