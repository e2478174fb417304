package dev.ufork.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A block of device registers: a {@link Struct} whose every access happens, once, in order and in its own width.
 *
 * <p>Fields are integers, enums excluded; never a capability. Registers are usually placed with {@link Offset}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface Device {
    /** What the size in bytes must come out as, or 0 for whatever it is. */
    int size() default 0;
}
