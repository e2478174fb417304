package dev.ufork.dsl;

/** Turns numbers into enum constants. */
public final class Enums {
    private Enums() {}

    /** The constant with the given ordinal; panics when there is none. */
    @Intrinsic(Op.ENUM_AT)
    public static <E extends Enum<E>> E at(Class<E> type, int ordinal) {
        E[] constants = type.getEnumConstants();
        if (ordinal < 0 || ordinal >= constants.length) throw Panic.of("no such enum constant");
        return constants[ordinal];
    }
}
