package dev.ufork.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A function that survives a fault: on a capability or page fault in its body its frame is abandoned and {@link #returns} returned.
 *
 * <p>It is the unit of recovery. It calls only {@link Intrinsic} and {@link Inline} methods, holds no lock and has nothing to undo.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD})
public @interface MayFault {
    /** What the caller gets when the body faulted; a constant of the return type. */
    long returns();
}
