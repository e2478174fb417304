package dev.ufork.asm;

/** Takes code, element by element. */
@FunctionalInterface
public interface CodeConsumer {
    void accept(CodeElement element);

    /** Hands every element to {@code this} and then to {@code other}. */
    default CodeConsumer and(CodeConsumer other) {
        return element -> {
            accept(element);
            other.accept(element);
        };
    }
}
