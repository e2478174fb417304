/**
 * Pure-capability Morello as a target: selection of C64 instructions, relocations, ELF flags, disassembly, assembly text.
 *
 * <p>The twin of {@code target.riscv}: what has the same name there, or begins with Rv in place of Mo, has the same duty.
 */
package dev.ufork.target.morello;
