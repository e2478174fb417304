package dev.ufork.dsl.layout;

/** A struct that cannot be laid out; says which field, why, and what to do. */
public final class LayoutException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The field at fault, or empty when it is the struct as a whole. */
    public final String field;
    /** What to do about it. */
    public final String remedy;

    public LayoutException(String field, String message, String remedy) {
        super(message);
        this.field = field;
        this.remedy = remedy;
    }
}
