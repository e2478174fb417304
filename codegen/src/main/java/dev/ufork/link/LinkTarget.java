package dev.ufork.link;

import dev.ufork.asm.Disassembler;
import dev.ufork.isa.cap.CapFormat;

/** What the linker asks of an architecture. */
public interface LinkTarget {
    /** The architecture's name, for messages. */
    String name();

    /** {@code e_machine}. */
    int machine();

    /** {@code e_flags}. */
    int flags();

    /** Bytes of a capability in memory. */
    int capabilityBytes();

    /** How capabilities are compressed: which bounds are exact. */
    CapFormat capFormat();

    Disassembler disassembler();

    /** Number of the relocation that adds the load address to a 64-bit word. */
    int relativeRelocation();

    /** The value of a symbol in the ELF symbol table, which may mark how a function is to be called. */
    default long symbolValue(long address, boolean function) {
        return address;
    }
}
