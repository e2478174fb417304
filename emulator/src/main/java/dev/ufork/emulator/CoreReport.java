package dev.ufork.emulator;

import java.util.List;
import java.util.Optional;

/**
 * One core's state, for people and for comparison with other machines.
 *
 * @param core         its number
 * @param instructions retired so far
 * @param pc           address of the next instruction
 * @param registers    general and special registers, in the manual's order
 * @param lastTrap     the trap that was taken last
 */
public record CoreReport(int core, long instructions, long pc, List<Register> registers, Optional<Trap> lastTrap) {

    /** A register: its low 64 bits, and for a capability the upper 64 as stored in memory, and its tag. */
    public record Register(String name, long value, long upper, boolean tag, String text) {}

    /**
     * A trap as the guest's handler sees it.
     *
     * @param at      instructions retired by this core when it was taken
     * @param cause   the cause register's value
     * @param value   the value register's (address, or capability cause and register)
     * @param pc      of the instruction
     * @param from    privilege before
     * @param to      privilege after
     * @param text    in words
     */
    public record Trap(long at, long cause, long value, long pc, String from, String to, String text) {}

    public CoreReport {
        registers = List.copyOf(registers);
    }
}
