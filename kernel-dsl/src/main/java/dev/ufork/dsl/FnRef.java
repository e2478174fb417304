package dev.ufork.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A function type: an interface with one method; its values are made by method references to kernel functions and called through that method.
 *
 * <p>A value is a sealed entry capability. Function references compare with nothing and are never null; a struct field of this type is filled before
 * it is called, or the call faults.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface FnRef {
}
