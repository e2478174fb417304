package dev.ufork.dsl.run;

import java.util.List;

/**
 * A call of a kernel function, the same on every executor.
 *
 * @param function  {@code package.Class.method}; it returns an integer type or boolean
 * @param arguments {@code Integer}, {@code Long}, or {@code byte[]} for a capability of memory with that content
 * @param seed      of the content of the 512 bytes that {@link #DATA} stands for
 */
public record Call(String function, List<Object> arguments, long seed) {
    /** The argument that stands for 512 bytes: the first half pseudo-random, the second zero and meant for capabilities. */
    public static final Object DATA = new Object();

    public static Call of(String function, Object... arguments) { return new Call(function, List.of(arguments), 1); }
}
