package dev.ufork.emulator;

/** An embedded machine: load a program, run it once, read what is left. */
public interface Machine {
    /**
     * Puts the program's segments into memory.
     *
     * @throws MachineException if the program is for another architecture or does not fit into RAM
     */
    void load(ElfProgram program);

    /** Puts bytes into memory at a physical address. */
    void load(long address, byte[] bytes);

    /** Resets and runs until the guest ends, a limit is reached, nothing can happen any more, or {@link #cancel()}. */
    RunResult run();

    /** Ends a run soon; may be called from any thread. */
    void cancel();

    /** RAM, for inspection after a run. */
    Memory memory();
}
