package dev.ufork.emulator;

/** A core's general registers while it runs, for a {@link Trace} that looks at them: the register that holds default data is the last. */
public interface CoreView {
    /** The core's number. */
    int number();

    /** The address of the instruction that is about to run, or under way. */
    long pc();

    /** How many registers there are. */
    int registers();

    String name(int register);

    boolean tag(int register);

    /** The low 64 bits: a number, or a capability's address. */
    long value(int register);

    /** The upper 64 bits, as instructions see them. */
    long upper(int register);
}
