package dev.ufork.images.bench;

import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.RunResult;
import dev.ufork.emulator.riscv.VirtMachine;

/**
 * The embedded RISC-V machine with one program and nothing else: start code calls {@code run(data, size)} and leaves the
 * result and the number of instructions of the call in a mailbox.
 */
final class BareMachine {
    static final long DATA = 0x8400_0000L;
    static final long DATA_BYTES = 1 << 20;
    static final long STACK = 0x8500_0000L;
    static final long STACK_BYTES = 1 << 20;
    static final long MAILBOX = 0x8300_0000L;
    /** The call, its return's neighbour, and the reading of the counter are not the function's. */
    static final int OVERHEAD = 2;
    private static final long LIMIT = 2_000_000_000L;

    private BareMachine() {}

    /** What a call returned, and how many instructions it took. */
    record Count(long result, long instructions) {}

    /** @throws IllegalStateException if the program does not come to its end */
    static Count run(String name, byte[] elf) {
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withMemory(128L << 20).withInstructionLimit(LIMIT));
        machine.load(ElfProgram.read(name, elf));
        RunResult end = machine.run();
        if (!end.outcome().equals(new Outcome.Exit(0)))
            throw new IllegalStateException("%s did not come to its end: %s, last trap %s"
                .formatted(name, end.outcome(), end.cores().getFirst().lastTrap()));
        return new Count(machine.memory().load(MAILBOX, 8), machine.memory().load(MAILBOX + 8, 8) - OVERHEAD);
    }
}
