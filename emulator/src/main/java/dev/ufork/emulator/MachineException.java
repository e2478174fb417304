package dev.ufork.emulator;

/** A machine or program that cannot be: the message is one sentence for the user, with what would work. */
public final class MachineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MachineException(String message) {
        super(message);
    }
}
