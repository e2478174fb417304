package dev.ufork.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A function that is known under the given symbol: one written in the assembler, or one of the image's roots that is exported, in a package that cannot be named.
 *
 * <p>The Java body, if the method has one, is the hosted meaning: it is not compiled and may use all of Java. A {@code native}
 * method has no hosted meaning, and calling it on the JVM says so.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD})
public @interface External {
    /** The linker symbol. */
    String value();
}
