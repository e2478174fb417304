package dev.ufork.elf;

/** A file that cannot be used; the message is one sentence naming the file, what is wrong, and what was expected. */
public final class ElfException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ElfException(String message) {
        super(message);
    }
}
