package dev.ufork.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The place of a field in a {@link Bits} value: one bit, or the bits {@link #value} to {@link #to}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD})
public @interface Bit {
    /** Number of the lowest bit. */
    int value();

    /** Number of the highest bit; by default the field is one bit wide. */
    int to() default -1;
}
