package dev.ufork.emulator;

import java.util.Optional;

/**
 * What a board is equipped with and how far it may run; the same for every architecture.
 *
 * @param memory           bytes of RAM, a multiple of 1 MiB
 * @param cores            how many
 * @param bootArguments    for the device tree's /chosen/bootargs
 * @param console          output of the first serial port
 * @param input            input of the first serial port
 * @param instructionLimit of all cores together
 * @param quantum          instructions of one core's turn when there are several
 * @param trace            receiver of the instruction trace
 */
public record MachineConfig(long memory, int cores, String bootArguments, ConsoleOutput console, ConsoleInput input,
        long instructionLimit, int quantum, Optional<Trace> trace) {

    private static final long MIB = 1 << 20;

    public MachineConfig {
        if (memory < MIB || memory % MIB != 0 || memory > 2048 * MIB)
            throw new MachineException("memory of %d bytes: take a multiple of 1 MiB, up to 2048 MiB".formatted(memory));
        if (cores < 1 || cores > 8)
            throw new MachineException("%d cores: take 1 to 8".formatted(cores));
        if (quantum < 1) throw new MachineException("a quantum of %d instructions: take at least 1".formatted(quantum));
    }

    /** 256 MiB, one core, no arguments, output to nowhere, no input, no limit, no trace. */
    public static MachineConfig standard() {
        return new MachineConfig(256 * MIB, 1, "", _ -> {}, ConsoleInput.EMPTY, Long.MAX_VALUE, 2000, Optional.empty());
    }

    public MachineConfig withMemory(long bytes) {
        return new MachineConfig(bytes, cores, bootArguments, console, input, instructionLimit, quantum, trace);
    }

    public MachineConfig withCores(int count) {
        return new MachineConfig(memory, count, bootArguments, console, input, instructionLimit, quantum, trace);
    }

    public MachineConfig withBootArguments(String text) {
        return new MachineConfig(memory, cores, text, console, input, instructionLimit, quantum, trace);
    }

    public MachineConfig withConsole(ConsoleOutput output) {
        return new MachineConfig(memory, cores, bootArguments, output, input, instructionLimit, quantum, trace);
    }

    public MachineConfig withInput(ConsoleInput source) {
        return new MachineConfig(memory, cores, bootArguments, console, source, instructionLimit, quantum, trace);
    }

    public MachineConfig withInstructionLimit(long limit) {
        return new MachineConfig(memory, cores, bootArguments, console, input, limit, quantum, trace);
    }

    public MachineConfig withQuantum(int instructions) {
        return new MachineConfig(memory, cores, bootArguments, console, input, instructionLimit, instructions, trace);
    }

    public MachineConfig withTrace(Trace receiver) {
        return new MachineConfig(memory, cores, bootArguments, console, input, instructionLimit, quantum, Optional.of(receiver));
    }
}
