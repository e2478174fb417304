package dev.ufork.ir.interp;

import java.util.List;

/** The body of an external function or a target's intrinsic: values in as {@link Outcome.Returned} has them, one out. */
@FunctionalInterface
public interface External {
    Object call(List<Object> args);
}
