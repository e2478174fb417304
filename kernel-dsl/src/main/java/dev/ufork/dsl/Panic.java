package dev.ufork.dsl;

/**
 * The end of the program, with a message: {@code throw Panic.of("no frame left");}
 *
 * <p>Kernel code throws nothing else. Hosted it is this exception; compiled it calls the panic function of the image with message, file and line.
 */
public final class Panic extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Panic(String message) { super(message); }

    /** A panic with a message, which is a literal. */
    @Intrinsic(Op.PANIC)
    public static Panic of(String message) { return new Panic(message); }

    /** A panic with a message, which is a literal, and a number that is printed behind it. */
    @Intrinsic(Op.PANIC)
    public static Panic of(String message, long number) { return new Panic(message + ": " + number); }
}
