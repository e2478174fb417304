package dev.ufork.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A package that is written for one kind of target, beside others of the same parent whose classes have the same names and static members.
 *
 * <p>Whatever twin the source names, the compiler takes the one for the target; hosted runs take the one that is named. Neutral code names
 * none of them but a class that extends one, and so inherits its static members.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PACKAGE)
public @interface Twin {
    /** The name of the capability format of its targets: {@code cc128}, {@code cc128m}. */
    String value();
}
