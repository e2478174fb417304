package dev.ufork.ir;

/** Misuse of the IR by its producer: an operand of the wrong type, a block ended twice, text that does not parse. */
public final class IrException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public IrException(String message) {
        super(message);
    }
}
