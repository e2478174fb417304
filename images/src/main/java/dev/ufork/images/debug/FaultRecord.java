package dev.ufork.images.debug;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a guest says about an end that nobody planned. */
public sealed interface FaultRecord {

    /**
     * A hardware fault.
     *
     * @param process    whose; empty for the kernel's own
     * @param cause      in the guest's words
     * @param register   through which capability register, if by one
     * @param capability what was in it, if the guest says
     * @param pc         where, as an address of the machine
     * @param program    the program's name; empty for the kernel
     * @param offset     {@code pc} as an address of the program's own ELF file; empty if it is outside the program, as after a return to a bad address
     */
    record Fault(OptionalInt process, String cause, Optional<String> register, Optional<String> capability, long pc,
                 Optional<String> program, OptionalLong offset) implements FaultRecord {}

    /**
     * A failed assertion or a panic; it names its source line itself.
     *
     * @param kernel whether the kernel panicked, and not a program
     */
    record Panic(boolean kernel, String message, String file, int line) implements FaultRecord {}
}
