package dev.ufork.dsl;

/**
 * A typed view of memory: what every {@link Struct} and {@link Device} interface extends.
 *
 * <p>A view is nothing but its capability. {@code cap.as(Uproc.class)} makes one, {@link #cap()} opens it. Views are compared with
 * {@link #same} and {@link #isNull}, never with {@code ==}.
 */
public interface Ref {
    /** The capability through which the fields are read and written; its address is the start of the struct. */
    @Intrinsic(Op.VIEW_CAP)
    Cap cap();

    /** Is this the null reference? Memory of zeroes holds null references. */
    @Intrinsic(Op.CAP_IS_NULL)
    default boolean isNull() { return cap().isNull(); }

    /** Do both views hold the same capability, all bits and the tag? */
    @Intrinsic(Op.CAP_SAME)
    default boolean same(Ref other) { return cap().same(other.cap()); }

    /** The capability of this struct alone: bounded exactly to it, whatever surrounds it. */
    @Intrinsic(Op.VIEW_NARROW)
    Cap narrow();

    /** The capability of the field of the given name (a literal), bounded exactly to the field; for {@link Atomic}. */
    @Intrinsic(Op.VIEW_FIELD)
    Cap field(String name);
}
