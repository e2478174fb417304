package dev.ufork.ir;

/**
 * An integer known now, or the null capability. It stands in no block: where and in which register it is made is the
 * back end's choice. Made by {@link Function#constant}, one per type and value.
 */
public final class Const extends Value {
    private final long value;

    Const(int id, Type type, long value) {
        super(id, type);
        this.value = value;
    }

    /** Sign extended from the width of the type; 0 for the null capability. */
    public long value() {
        return value;
    }

    @Override
    public String toString() {
        return switch (type()) {
            case I64 -> value + "L";
            case CAP -> "null";
            default -> Long.toString(value);
        };
    }
}
