package dev.ufork.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A shape of memory: an interface that extends {@link Ref} and whose methods are the fields, in order.
 *
 * <p>Fields are placed as C would place them. A getter and a setter of one name are one field; a struct-typed getter without a setter is a
 * nested struct, with a setter it is a reference.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface Struct {
    /** Alignment in bytes, or 0 for the natural one; it must be at least the natural one. */
    int align() default 0;

    /** What the size in bytes must come out as, or 0 for whatever it is. */
    int size() default 0;
}
