package dev.ufork.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One instruction of one target, by the name that its back end knows: {@code @Machine("csrr.time") static native long time();}
 *
 * <p>It belongs into the package of one architecture. The Java body, if the method has one, is the hosted meaning. The optimiser keeps
 * every call, in order, unless the instruction is {@link #pure}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Machine {
    /** The back end's name of the operation. */
    String value();

    /** Whether equal arguments give equal results always and everywhere, so that calls may be joined and dropped. */
    boolean pure() default false;
}
