package dev.ufork.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The side a package belongs to; what crosses sides goes through a system call.
 *
 * <p>Written on the package in {@code package-info.java}. A package that says nothing belongs to {@link Side#KERNEL}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PACKAGE})
public @interface Domain {
    /** The side of every method and static of the package. */
    Side value();

    /** The sides. */
    enum Side {
        /** Runs with the authority of the kernel; may use KERNEL and SHARED. */
        KERNEL,
        /** Runs inside a process; may use USER and SHARED. */
        USER,
        /** Belongs to nobody; each image has its own copy of code and statics. May use SHARED. */
        SHARED;

        /** Whether code of this side may call, read or refer to what belongs to {@code other}. */
        public boolean mayUse(Side other) { return other == this || other == SHARED; }
    }
}
