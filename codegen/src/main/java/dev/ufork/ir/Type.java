package dev.ufork.ir;

/**
 * The type of a value. Bytes and shorts exist in memory only (see {@link Mem}): a load widens them to {@link #I32},
 * as Java does, so that no operation needs a narrow form.
 */
public enum Type {
    /** 32 bits, two's complement. Java's {@code int}, and {@code boolean} as 0 or 1. */
    I32("i32", 4),
    /** 64 bits, two's complement. */
    I64("i64", 8),
    /** A capability with its tag. No operation makes one out of an integer. */
    CAP("cap", 16),
    /** No value: the result of a store, of a terminator, of a call that returns nothing. */
    NONE("none", 0);

    private final String text;
    private final int bytes;

    Type(String text, int bytes) {
        this.text = text;
        this.bytes = bytes;
    }

    /** The name in the text form. */
    public String text() {
        return text;
    }

    public int bytes() {
        return bytes;
    }

    public int bits() {
        return bytes * 8;
    }

    public boolean isInteger() {
        return this == I32 || this == I64;
    }
}
