package dev.ufork.emulator;

/** An embedded machine: load a program, run it, in one go or in steps, and read what is left. */
public interface Machine {
    /**
     * Puts the program's segments into memory.
     *
     * @throws MachineException if the program is for another architecture or does not fit into RAM
     */
    void load(ElfProgram program);

    /** Puts bytes into memory at a physical address. */
    void load(long address, byte[] bytes);

    /** Runs from reset until the guest ends, a limit is reached, nothing can happen any more, or {@link #cancel()}. */
    RunResult run();

    /**
     * Runs from reset, or on from where the last call has stopped, until all cores together have retired so many instructions since reset, or
     * as {@link #run}. Where it stops changes nothing for the guest.
     */
    RunResult runTo(long instructions);

    /**
     * Lets the clock interrupt the first core after so many instructions, whatever it is set to; for tests that interrupt a program at each instruction in
     * turn. Called from the machine's own thread, as a {@link ConsoleOutput} is.
     *
     * @throws MachineException if the machine has no clock that interrupts
     */
    default void interruptAfter(long instructions) {
        throw new MachineException("%s has no clock that interrupts".formatted(getClass().getSimpleName()));
    }

    /** Ends a run soon; may be called from any thread. */
    void cancel();

    /** RAM, for inspection while it stands still. */
    Memory memory();
}
