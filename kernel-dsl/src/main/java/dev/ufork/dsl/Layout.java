package dev.ufork.dsl;

import dev.ufork.dsl.hosted.Shapes;

/** Constants of the memory layout; both arguments are literals and the result is folded. */
public final class Layout {
    private Layout() {}

    /** The size of a {@link Struct} or {@link Device} in bytes, padding included. */
    @Intrinsic(Op.SIZE_OF)
    public static int size(Class<? extends Ref> type) { return Shapes.of(type).size(); }

    /** The distance in bytes of a field from the start of its struct. */
    @Intrinsic(Op.OFFSET_OF)
    public static int offset(Class<? extends Ref> type, String field) { return Shapes.of(type).field(field).offset(); }
}
