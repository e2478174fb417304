package dev.ufork.dsl.front;

import dev.ufork.ir.Mem;
import dev.ufork.ir.Type;

/** The kinds of types that values of the kernel language have. */
enum Kind {
    BOOLEAN(Type.I32, Mem.U8), BYTE(Type.I32, Mem.S8), SHORT(Type.I32, Mem.S16), CHAR(Type.I32, Mem.U16), INT(Type.I32, Mem.I32), LONG(Type.I64, Mem.I64),
    CAP(Type.CAP, Mem.CAP), STRUCT(Type.CAP, Mem.CAP), FUNCTION(Type.CAP, Mem.CAP), TEXT(Type.CAP, Mem.CAP),
    WORD(Type.I64, Mem.I64), ENUM(Type.I32, Mem.I32),
    VOID(Type.NONE, null),
    /** A constant table; only {@code static final} fields have it. */
    TABLE(Type.NONE, null),
    /** A class literal as an argument of an intrinsic. */
    CLASS(Type.NONE, null),
    /** The resource of an interrupts-off region. */
    REGION(Type.NONE, null),
    /** A panic on its way to {@code throw}. */
    PANIC(Type.NONE, null),
    /** No type of the language. */
    NONE(Type.NONE, null);

    private final Type ir;
    private final Mem mem;

    Kind(Type ir, Mem mem) {
        this.ir = ir;
        this.mem = mem;
    }

    /** The type of a value in the intermediate representation. */
    Type ir() { return ir; }

    /** How it lies in memory. */
    Mem mem() { return mem; }

    boolean isIntegral() { return ordinal() >= BYTE.ordinal() && ordinal() <= LONG.ordinal(); }

    /** Values that variables, parameters and fields can hold. */
    boolean isValue() { return mem != null; }

    /** Values that Java would compare by identity. */
    boolean hasIdentity() { return this == CAP || this == STRUCT || this == FUNCTION || this == TEXT || this == WORD; }
}
