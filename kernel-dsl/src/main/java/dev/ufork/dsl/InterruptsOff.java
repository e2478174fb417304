package dev.ufork.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A function that may be called only where interrupts are off: inside {@code try (var _ = Interrupts.off())}, or from its like.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD})
public @interface InterruptsOff {
    /** Why it may not be interrupted. */
    String value();
}
