package dev.ufork.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Places a field of a {@link Struct} or a register of a {@link Device} at a fixed offset.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD})
public @interface Offset {
    /** Bytes from the start of the struct; a multiple of the size of the field. */
    int value();
}
