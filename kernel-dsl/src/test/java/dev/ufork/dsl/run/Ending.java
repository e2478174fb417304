package dev.ufork.dsl.run;

/** How a call ended. */
public sealed interface Ending {
    /** It returned; {@code memory} is a digest of the {@link Call#DATA} bytes behind it. */
    record Returned(long value, long memory) implements Ending {}

    /** It panicked. */
    record Panicked(String message) implements Ending {}

    /** A capability did not allow an access; which rule said so is the executor's affair. */
    record Faulted() implements Ending {}

    /**
     * Whether a compiled run may end like this where the hosted one ended like {@code hosted}: equal, or without the fault of an access
     * whose value nobody used.
     */
    default boolean refines(Ending hosted) { return equals(hosted) || hosted instanceof Faulted; }
}
