package dev.ufork.isa;

/** An operand that no encoding can hold; the message says which, why, and what would fit. */
public final class EncodingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public EncodingException(String message) {
        super(message);
    }
}
