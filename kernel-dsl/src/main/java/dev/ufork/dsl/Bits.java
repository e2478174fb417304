package dev.ufork.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A value of 64 bits cut into named fields: an interface that extends {@link Word} and whose methods are the fields.
 *
 * <p>A getter carries {@link Bit}; a method of the same name with one argument returns the changed value.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface Bits {
}
