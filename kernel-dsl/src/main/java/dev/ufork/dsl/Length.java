package dev.ufork.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a field an array: {@code @Length(8) int slot(int i)} has eight elements and a checked index.
 *
 * <p>On {@code Cap name()}, without an index, it is that many plain bytes in place, seen through a capability bounded to exactly them.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD})
public @interface Length {
    /** Elements, or bytes for a plain-bytes field. */
    int value();
}
