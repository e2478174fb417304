package dev.ufork.dsl;

import dev.ufork.dsl.hosted.Hosted;

/** Locals that have an address, zeroed and exactly bounded. They are passed to calls, but neither returned nor stored. */
public final class Stack {
    private Stack() {}

    /** A struct in the frame of the calling function. */
    @Intrinsic(Op.STACK)
    public static <T extends Ref> T of(Class<T> type) { return Hosted.stack(type); }

    /** Plain bytes in the frame of the calling function; {@code size} is a constant. */
    @Intrinsic(Op.STACK_BYTES)
    public static Cap bytes(int size) { return Hosted.stackBytes(size); }
}
