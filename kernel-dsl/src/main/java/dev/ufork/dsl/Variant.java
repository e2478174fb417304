package dev.ufork.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A nested struct that shares its storage with the other variants beside it; its getter panics unless the {@link Tag} field holds the constant.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD})
public @interface Variant {
    /** The name of the constant of the {@link Tag} enum. */
    String value();
}
