package dev.ufork.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A function whose stack, everything it calls included, has a fixed bound: recursion and function references below it are refused, and
 * so is the image when the frames that the compiler made exceed it. Stubs of the assembler count as nothing.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD})
public @interface StackBound {
    /** The bound in bytes. */
    int value();
}
