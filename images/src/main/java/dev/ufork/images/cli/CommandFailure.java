package dev.ufork.images.cli;

/** The end of a command by a mistake of its user: one sentence, and the exit status. */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    private CommandFailure(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    static CommandFailure usage(String sentence) {
        return new CommandFailure(Status.USAGE, sentence);
    }

    static CommandFailure noInput(String sentence) {
        return new CommandFailure(Status.NO_INPUT, sentence);
    }

    /** A machine is not here or broke: no mistake, but an end as well. */
    static CommandFailure machine(int status, String sentence) {
        return new CommandFailure(status, sentence);
    }

    int status() {
        return status;
    }
}
